/** How far the server is behind its own clock, and what gives way then: presence, then the wait for a shared write, then new pages. */

/** 0 nothing; 1 presence is off; 2 edits are gathered for longer; 3 nobody new comes in. */
export type OverloadLevel = 0 | 1 | 2 | 3;

export interface Overload {
	readonly level: OverloadLevel;
	dispose(): void;
}

export interface OverloadOptions {
	/** Milliseconds that the server is behind on average when it begins; twice and five times as much are the next levels. 0: never. */
	readonly lagMs: number;
	/** Milliseconds of a clock that never goes back. */
	now(): number;
	/** Calls `run` again and again; the answer ends it. */
	every(milliseconds: number, run: () => void): () => void;
}

/** Edits are gathered for this long at level 2, instead of some milliseconds. */
export const GATHER_MS = 250;
/** When those who were not let in may come again. */
export const RETRY_AFTER_SECONDS = 5;
const TICK_MS = 250;
/** What one tick counts: a single long moment is no overload, two seconds of them are. */
const WEIGHT = 0.3;
const SECOND_LEVEL = 2;
const THIRD_LEVEL = 5;

export function createOverload({ lagMs, now, every }: OverloadOptions): Overload {
	let due = now() + TICK_MS;
	let behindMs = 0;
	const stop = every(TICK_MS, () => {
		const time = now();
		behindMs += WEIGHT * (Math.max(0, time - due) - behindMs);
		due = time + TICK_MS;
	});
	return {
		get level() {
			if (lagMs === 0 || behindMs < lagMs) return 0;
			return behindMs < lagMs * SECOND_LEVEL ? 1 : behindMs < lagMs * THIRD_LEVEL ? 2 : 3;
		},
		dispose: stop
	};
}
