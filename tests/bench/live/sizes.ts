/** How much of everything is measured, and how numbers are told. */

import type { OpenResult } from './tasks.ts';

export interface Sizes {
	readonly editors: number;
	readonly processes: number;
	readonly opsPerSecond: number;
	readonly warmSeconds: number;
	readonly editSeconds: number;
	/** Of the small document and of the large one. */
	readonly notes: readonly [number, number];
	readonly sockets: readonly [number, number];
	/** Times that garbage is collected before memory counts as settled, 0.4 s each. */
	readonly settleRounds: number;
	/** Rounds with a reader who reads, until the server grows no more by itself. */
	readonly calmRounds: number;
	readonly bulkSeconds: number;
	readonly recordingSeconds: number;
	readonly openings: number;
}

export const FULL: Sizes = {
	editors: 20,
	processes: 4,
	opsPerSecond: 10,
	warmSeconds: 5,
	editSeconds: 25,
	notes: [2000, 100_000],
	sockets: [1000, 10_000],
	settleRounds: 8,
	calmRounds: 4,
	bulkSeconds: 30,
	recordingSeconds: 60,
	openings: 5
};

export const QUICK: Sizes = {
	editors: 4,
	processes: 2,
	opsPerSecond: 10,
	warmSeconds: 1,
	editSeconds: 2,
	notes: [500, 5000],
	sockets: [50, 200],
	settleRounds: 2,
	calmRounds: 1,
	bulkSeconds: 2,
	recordingSeconds: 10,
	openings: 1
};

/** NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = Float64Array.from(values).sort();
	return round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
}

export const medianOf = (results: readonly OpenResult[], name: 'openMs' | 'welcomeMs'): number =>
	quantile(
		results.map((result) => result[name]),
		0.5
	);

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
