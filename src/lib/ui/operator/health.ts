/** What /healthz answers, checked. */

export interface ServerHealth {
	readonly isOk: boolean;
	/** What does not work, a sentence each, in the server's words. */
	readonly wrong: readonly string[];
	readonly version: string;
	readonly uptimeSeconds: number;
	readonly workers: number;
}

/** The health in an answer; null when it is none, of something that stands before the server, say. */
export function readHealth(answer: unknown): ServerHealth | null {
	if (typeof answer !== 'object' || answer === null) return null;
	const { status, wrong, version, uptimeSeconds, workers }: Partial<Record<string, unknown>> = { ...answer };
	if (typeof version !== 'string' || typeof uptimeSeconds !== 'number' || typeof workers !== 'number') return null;
	const sentences = Array.isArray(wrong) ? wrong.filter((sentence) => typeof sentence === 'string') : [];
	return { isOk: status === 'ok', wrong: sentences, version, uptimeSeconds, workers };
}
