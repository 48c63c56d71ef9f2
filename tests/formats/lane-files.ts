/** Lanes to write into files of text, and what comes back from them. */

import { expect } from 'vitest';
import { findFormat, readFile } from '#lib/formats/index.ts';
import {
	add,
	curveOfLane,
	readSamples,
	Score,
	segmentsOf,
	valueOfSample,
	type Edit,
	type LabelledSpan,
	type RecordId
} from '#lib/score/index.ts';

/** Of a text file in UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What is in a file, which must be known as `id`. */
export function read(id: string, file: string | Uint8Array) {
	const { format, content } = readFile(typeof file === 'string' ? bytesOf(file) : file);
	expect(format.id).toBe(id);
	return content;
}

/** Each lane of segments as its name and its spans. */
export const lanesOf = (score: Score) =>
	score
		.all('lane')
		.filter(({ shape }) => shape === 'segments')
		.map(({ id, name }) => [name, ...segmentsOf(score, id).map(({ from, to, label }) => [from, to, label])]);

/** Values of the one curve, on the grid of 10 ms; null where there is none. */
export function valuesOf(score: Score, to: number) {
	const [lane] = score.all('lane');
	if (!lane) throw new Error('There is no lane.');
	return [...readSamples(curveOfLane(score, lane.id)?.samples ?? [], 0, to)].map((sample) =>
		sample > 0 ? Number(valueOfSample(sample, lane).toFixed(1)) : null
	);
}

/** A score with a lane of segments for each name; their ids in the same order. */
export function makeSegments(lanes: Readonly<Record<string, readonly LabelledSpan[]>>): {
	score: Score;
	ids: RecordId[];
} {
	const score = new Score();
	const edits: Edit[] = [];
	const ids = Object.entries(lanes).map(([name, spans]) => {
		const lane = score.nextId();
		edits.push(add('lane', lane, { name }));
		for (const span of spans) edits.push(add('segment', score.nextId(), { lane, ...span }));
		return lane;
	});
	score.transact('local', edits);
	return { score, ids };
}

/** A score with one lane of values, 0, 100, a gap and 200 from 0.1 s on. */
export function makeCurve(unit = 'dB') {
	const score = new Score();
	const [lane, curve] = [score.nextId(), score.nextId()];
	score.transact('local', [
		add('lane', lane, { name: 'level', shape: 'curve', unit, low: 0, high: 32_766 }),
		add('curve', curve, { lane }),
		{ kind: 'curve', id: curve, start: 10, values: Int16Array.of(1, 101, 0, 201) }
	]);
	return { score, lane };
}

/** The text of a format, of one lane where that is given. */
export const write = (id: string, score: Score, lane?: RecordId): string =>
	new TextDecoder().decode(findFormat(id)?.write?.({ score, analysis: null, ...(lane === undefined ? {} : { lane }) }));
