/** Scores and curves to write, made from a few plain numbers. */

import { Curve, quantiseFrames } from '#lib/pitch/index.ts';
import { add, META_ID, Score, type FieldsOf } from '#lib/score/index.ts';
import type { Analysed } from '#lib/formats/index.ts';

/** A score with these notes, and these fields of its meta record. */
export function makeScore(notes: readonly Partial<FieldsOf<'note'>>[], meta: Partial<FieldsOf<'meta'>> = {}): Score {
	const score = new Score();
	const edits = notes.map((fields) => add('note', score.nextId(), fields));
	score.transact('local', [{ kind: 'set', id: META_ID, fields: meta }, ...edits]);
	return score;
}

/** An analysis whose curve has these frames; a frame is a signed frequency, and its confidence if it is not 1 or 0. */
export function makeAnalysis(
	frames: readonly (number | readonly [hz: number, confidence: number])[],
	rest: Partial<Analysed> = {}
): Analysed {
	const pairs = frames.map((frame) => (typeof frame === 'number' ? [frame, frame > 0 ? 1 : 0] : frame));
	const curve = new Curve();
	curve.append(
		quantiseFrames(0, {
			hz: Float32Array.from(pairs, ([hz]) => hz ?? 0),
			confidence: Float32Array.from(pairs, ([, confidence]) => confidence ?? 0),
			loudness: new Float32Array(pairs.length)
		})
	);
	return {
		analyser: { id: 'melograph-f0', version: '1' },
		audio: { sha256: 'ab'.repeat(32), seconds: frames.length / 100, sampleRate: 44_100, name: 'song.mp3' },
		threshold: 0.6,
		curve,
		...rest
	};
}
