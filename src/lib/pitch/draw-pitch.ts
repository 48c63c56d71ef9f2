/** Drawing pitch over a clip: the edits of one gesture, and all that was drawn there by whomever. */

import { add, type Edit } from '../score/edit.ts';
import type { RecordId } from '../score/records.ts';
import type { Score } from '../score/score.ts';
import {
	ABSENT,
	findRuns,
	NO_SAMPLES,
	readSamples,
	samplesOf,
	type CurveSamples,
	type SampleRun
} from '../score/samples.ts';

/** Curves over a clip: one, but for people who began to draw at the same moment; what was made later lies on top. */
const findCurves = (score: Pick<Score, 'all'>, clip: RecordId) =>
	score
		.all('curve')
		.filter((curve) => curve.clip === clip)
		.sort((a, b) => a.id - b.id);

/** The samples drawn over a clip; the same object until some of them change, but where several people began at once. */
export function findDrawn(score: Pick<Score, 'all'>, clip: RecordId): CurveSamples {
	const [first, ...others] = findCurves(score, clip);
	if (!first) return NO_SAMPLES;
	return others.reduce((under, { samples }) => overlay(under, samples), first.samples);
}

function overlay(under: CurveSamples, over: CurveSamples): CurveSamples {
	const merged = findRuns(over).map(({ start, values }) => {
		const before = readSamples(under, start, start + values.length);
		return { start, values: values.map((value, i) => (value === ABSENT ? (before[i] ?? ABSENT) : value)) };
	});
	return samplesOf([...findRuns(under), ...merged]);
}

/** The edits that write samples over a clip, none where nothing would change. `ABSENT` shows what was heard again. */
export function drawEdits(score: Pick<Score, 'all' | 'nextId'>, clip: RecordId, runs: readonly SampleRun[]): Edit[] {
	const curves = findCurves(score, clip);
	const top = curves.at(-1);
	if (!top) {
		const drawn = runs.filter(({ values }) => values.some((value) => value !== ABSENT));
		if (drawn.length === 0) return [];
		const id = score.nextId();
		return [add('curve', id, { clip }), ...drawn.map((run): Edit => ({ kind: 'curve', id, ...run }))];
	}
	return runs.flatMap(({ start, values }) =>
		curves.flatMap(({ id, samples }): Edit[] => {
			const before = readSamples(samples, start, start + values.length);
			// what lies under another is only taken away, where nothing is to be drawn at all
			const after = id === top.id ? values : before.map((value, i) => (values[i] === ABSENT ? ABSENT : value));
			return after.every((value, i) => value === before[i]) ? [] : [{ kind: 'curve', id, start, values: after }];
		})
	);
}
