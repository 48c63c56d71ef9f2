/** Watches a server from its operator's page: asks every two seconds while somebody looks, and remembers five minutes. */

import { parseExposition, type Exposition } from './exposition.ts';
import { FIGURES, type FigureId, type Reading } from './figures.ts';
import { readHealth, type ServerHealth } from './health.ts';

export type WatchState = 'waiting' | 'live' | 'silent' | 'locked';

/** Values of one figure, oldest first; null where there was none. */
export type History = readonly (number | null)[];

export interface WatchOptions {
	/** How the server is asked; rejects when it does not answer. */
	fetch(path: string, init: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response>;
	now(): number;
	/** Where the token is kept while the page is open. */
	readonly kept: { get(): string; set(token: string): void };
}

/** Time between two askings. */
export const POLL_MS = 2000;
/** Values that are remembered: five minutes. */
export const HISTORY_LENGTH = 150;
/** A server that takes longer than this does not answer. */
const PATIENCE_MS = 5000;
/** Readings that what happens rarely is computed over: half a minute. */
const WINDOW = 15;

export class OperatorWatch {
	state: WatchState = $state('waiting');
	/** A token was given, and refused. */
	isWrongToken = $state(false);
	health: ServerHealth | null = $state.raw(null);
	/** The last figures, as they were told; null before the first. */
	figures: Exposition | null = $state.raw(null);
	histories: Readonly<Partial<Record<FigureId, History>>> = $state.raw({});
	/** When the server answered last, on the clock of the page. */
	answeredAt: number | null = $state(null);
	readonly #options: WatchOptions;
	#readings: readonly Reading[] = [];
	#token: string;

	constructor(options: WatchOptions) {
		this.#options = options;
		this.#token = options.kept.get();
	}

	/** Tries a token for the figures; kept until the page is closed. */
	async unlock(token: string): Promise<void> {
		this.#token = token;
		this.#options.kept.set(token);
		await this.poll();
	}

	/** Asks once. Never rejects: what goes wrong is the state. */
	async poll(stop?: AbortSignal): Promise<void> {
		const patience = AbortSignal.timeout(PATIENCE_MS);
		const signal = stop ? AbortSignal.any([stop, patience]) : patience;
		try {
			const token = this.#token;
			const [health, metrics] = await Promise.all([
				this.#options.fetch('/healthz', { headers: {}, signal }),
				this.#options.fetch('/metrics', { headers: token ? { authorization: `Bearer ${token}` } : {}, signal })
			]);
			const told = readHealth(await health.json());
			if (!told) throw new Error('Something else has answered.');
			this.health = told;
			this.answeredAt = this.#options.now();
			if (metrics.status === 403) return this.#lock(token !== '');
			if (!metrics.ok) throw new Error(`The server has answered ${metrics.status}.`);
			this.#take({ time: this.#options.now(), figures: parseExposition(await metrics.text()) });
		} catch {
			// a page that has been left, or is out of sight, hears nothing and says nothing
			if (!stop?.aborted) this.state = 'silent';
		}
	}

	#lock(isWrong: boolean): void {
		this.state = 'locked';
		this.isWrongToken = isWrong;
		this.figures = null;
	}

	#take(reading: Reading): void {
		const before = { last: this.#readings.at(-1) ?? null, oldest: this.#readings[0] ?? null };
		const histories: Partial<Record<FigureId, History>> = {};
		for (const { id, compute } of FIGURES)
			histories[id] = [...(this.histories[id] ?? []), compute(reading, before)].slice(-HISTORY_LENGTH);
		this.histories = histories;
		this.figures = reading.figures;
		this.#readings = [...this.#readings, reading].slice(-WINDOW);
		this.state = 'live';
		this.isWrongToken = false;
	}
}

/** Asks again and again while the page can be seen, until the answer is called; browser only. */
export function keepWatching(watch: OperatorWatch): () => void {
	const stop = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isAsking = false;
	const ask = async (): Promise<void> => {
		clearTimeout(timer);
		if (isAsking || stop.signal.aborted || document.visibilityState === 'hidden') return;
		isAsking = true;
		await watch.poll(stop.signal);
		isAsking = false;
		timer = setTimeout(() => void ask(), POLL_MS);
	};
	const onVisible = (): void => void ask();
	document.addEventListener('visibilitychange', onVisible);
	void ask();
	return () => {
		stop.abort();
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', onVisible);
	};
}
