/** Pitch drawn by hand: samples on a fixed grid in chunks that are shared until they are written. */

/** A day of samples, 10 ms each ({@link HOP_SECONDS}). */
export const CURVE_SAMPLES_MAX = 8_640_000;
/** Shows what the analysis heard. */
export const ABSENT = 0;
export const UNVOICED = -1;
/** Samples of a chunk: an edit copies the chunks that it touches, and their list. */
const CHUNK = 1024;

/**
 * Half cents above MIDI 0, or {@link ABSENT}, or {@link UNVOICED}. Chunks are never written once they are here, a chunk
 * without anything is null, and the last is not: so equal curves are equal structures.
 */
export type CurveSamples = readonly (Int16Array | null)[];

export const NO_SAMPLES: CurveSamples = [];

/** Samples that follow each other, from `start` on. */
export interface SampleRun {
	readonly start: number;
	readonly values: Int16Array;
}

/** Samples of the chunks that a run lies in: what it takes, however few they are. */
export const roomFor = (start: number, length: number): number =>
	length > 0 ? (Math.floor((start + length - 1) / CHUNK) - Math.floor(start / CHUNK) + 1) * CHUNK : 0;

export const sampleAt = (samples: CurveSamples, at: number): number =>
	samples[Math.floor(at / CHUNK)]?.[at % CHUNK] ?? ABSENT;

/** A copy of the samples in [from, to). */
export function readSamples(samples: CurveSamples, from: number, to: number): Int16Array {
	const values = new Int16Array(Math.max(0, to - from));
	for (let at = from; at < to;) {
		const chunk = samples[Math.floor(at / CHUNK)];
		const end = Math.min(to, at - (at % CHUNK) + CHUNK);
		if (chunk) values.set(chunk.subarray(at % CHUNK, (at % CHUNK) + end - at), at - from);
		at = end;
	}
	return values;
}

/** Whether anything is drawn in [from, to). */
export function hasSamples(samples: CurveSamples, from: number, to: number): boolean {
	for (let at = Math.max(0, from); at < to; at++) {
		if (!samples[Math.floor(at / CHUNK)]) at += CHUNK - (at % CHUNK) - 1;
		else if (sampleAt(samples, at) !== ABSENT) return true;
	}
	return false;
}

/** What lies outside the day is dropped. Answers the new samples and what they replaced, or null when nothing changes. */
export function writeSamples(
	samples: CurveSamples,
	start: number,
	values: Int16Array
): { readonly samples: CurveSamples; readonly before: SampleRun } | null {
	const valueAt = (at: number): number => cleanSample(values[at - start]);
	let from = Math.max(0, start);
	let to = Math.min(CURVE_SAMPLES_MAX, start + values.length);
	while (from < to && valueAt(from) === sampleAt(samples, from)) from++;
	while (from < to && valueAt(to - 1) === sampleAt(samples, to - 1)) to--;
	if (from >= to) return null;
	const before = { start: from, values: readSamples(samples, from, to) };
	const written = [...samples];
	writeInto(written, from, values.subarray(from - start, to - start));
	return { samples: written, before };
}

/** The samples of runs written one after the other. */
export function samplesOf(runs: Iterable<SampleRun>): CurveSamples {
	const written: (Int16Array | null)[] = [];
	for (const { start, values } of runs) {
		const from = Math.max(0, start);
		writeInto(written, from, values.subarray(from - start, Math.max(0, CURVE_SAMPLES_MAX - start)));
	}
	return written;
}

const cleanSample = (value: number | undefined): number => Math.max(UNVOICED, value ?? ABSENT);

/** Replaces the chunks that are touched; `start` and what follows lie in the day. */
function writeInto(written: (Int16Array | null)[], start: number, values: Int16Array): void {
	const to = start + values.length;
	while (written.length < Math.ceil(to / CHUNK)) written.push(null);
	for (let at = start; at < to;) {
		const index = Math.floor(at / CHUNK);
		const chunk = new Int16Array(CHUNK);
		chunk.set(written[index] ?? []);
		for (const end = Math.min(to, (index + 1) * CHUNK); at < end; at++)
			chunk[at % CHUNK] = cleanSample(values[at - start]);
		written[index] = chunk.some((value) => value !== ABSENT) ? chunk : null;
	}
	while (written.length > 0 && written.at(-1) === null) written.pop();
}

/** All that is drawn, as runs of at most a chunk, without copying. */
export function findRuns(samples: CurveSamples): SampleRun[] {
	return samples.flatMap((chunk, index) => {
		if (!chunk) return [];
		const from = chunk.findIndex((value) => value !== ABSENT);
		const to = chunk.findLastIndex((value) => value !== ABSENT) + 1;
		return [{ start: index * CHUNK + from, values: chunk.subarray(from, to) }];
	});
}

/** What has to be written over `before` to make `after` of it: a run for each chunk that differs. Shared chunks cost nothing. */
export function findChanges(before: CurveSamples, after: CurveSamples): SampleRun[] {
	const changes: SampleRun[] = [];
	for (let index = 0; index < Math.max(before.length, after.length); index++) {
		const was = before[index] ?? null;
		const is = after[index] ?? null;
		if (was === is) continue;
		const differs = (at: number): boolean => (was?.[at] ?? ABSENT) !== (is?.[at] ?? ABSENT);
		let from = 0;
		let to = CHUNK;
		while (from < to && !differs(from)) from++;
		while (from < to && !differs(to - 1)) to--;
		if (from < to)
			changes.push({ start: index * CHUNK + from, values: (is ?? new Int16Array(CHUNK)).subarray(from, to) });
	}
	return changes;
}
