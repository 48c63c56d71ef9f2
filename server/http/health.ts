/** Whether the server can do its work, for whoever watches over it. */

export interface Health {
	readonly status: 'ok' | 'failing';
	/** What does not work, a sentence each; empty when all does. */
	readonly wrong: readonly string[];
	readonly version: string;
	readonly uptimeSeconds: number;
	/** Threads that can listen now. */
	readonly workers: number;
	readonly openDocuments: number;
	readonly sockets: number;
	readonly runningAnalyses: number;
}

export interface HealthDependencies {
	readonly version: string;
	readonly store: { checkWritable(): void };
	readonly pool: { readonly size: number };
	readonly documents: { readonly openCount: number };
	readonly jobs: { readonly runningCount: number };
	readonly sockets: { readonly size: number };
	readonly log: { error(event: string, details?: unknown): void };
	/** A clock in milliseconds that never goes back. */
	now?(): number;
}

/** Trying to write costs a flush of the disk: however often somebody asks, it is done once in this time. */
const CHECK_MS = 1000;

/** Answers how the server is. The database is really written to, at most once a second. */
export function createHealth(deps: HealthDependencies): () => Health {
	const now = deps.now ?? (() => performance.now());
	const started = now();
	let checked = Number.NEGATIVE_INFINITY;
	let wrong: readonly string[] = [];
	const check = (): void => {
		try {
			deps.store.checkWritable();
			wrong = [];
		} catch (error) {
			deps.log.error('health', error);
			wrong = [`The database cannot be written: ${error instanceof Error ? error.message : String(error)}.`];
		}
		// from its end: a database that makes everyone wait is not asked all the time
		checked = now();
	};
	return () => {
		if (now() - checked >= CHECK_MS) check();
		return {
			status: wrong.length > 0 ? 'failing' : 'ok',
			wrong,
			version: deps.version,
			uptimeSeconds: Math.floor((now() - started) / 1000),
			workers: deps.pool.size,
			openDocuments: deps.documents.openCount,
			sockets: deps.sockets.size,
			runningAnalyses: deps.jobs.runningCount
		};
	};
}
