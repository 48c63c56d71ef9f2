/** A tempo from taps on a key or a button. Pure. */

/** After such a pause a new count begins. */
const PAUSE_MS = 2500;
const TAPS_MAX = 9;

/** The taps that count, the last one included. Times in milliseconds. */
export function addTap(taps: readonly number[], now: number): readonly number[] {
	const last = taps.at(-1);
	return last === undefined || now - last > PAUSE_MS ? [now] : [...taps, now].slice(-TAPS_MAX);
}

/** Beats per minute of the middle interval, so that one late tap does not count; null before the second tap. */
export function computeTappedBpm(taps: readonly number[]): number | null {
	const intervals = taps.slice(1).map((time, i) => time - (taps[i] ?? 0));
	const sorted = intervals.toSorted((a, b) => a - b);
	const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
	const interval = middle.reduce((sum, each) => sum + each, 0) / middle.length;
	return interval > 0 ? Math.round((60_000 / interval) * 10) / 10 : null;
}
