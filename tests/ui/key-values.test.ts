/** The key as it is typed, and what a new A4 means for what was heard, written, played and exported. */

import { expect, test } from 'vitest';
import { writeMirEval } from '#lib/formats/mir-eval.ts';
import { placeNote } from '#lib/pitch/index.ts';
import { packNotes, NotePacker } from '#lib/playback/pack-notes.ts';
import { add, FIRST_PART, keyOf, Score, setKey, tuningOf } from '#lib/score/index.ts';
import { changeA4, parseA4, toggleStep } from '#lib/ui/key/key-values.ts';
import { midiToHz } from '#lib/units.ts';

/** Heard by an analysis, and drawn by hand. */
function twoNotes(): Score {
	const score = new Score();
	const [analysis, heard, drawn] = [score.nextId(), score.nextId(), score.nextId()];
	score.transact('local', [
		add('note', heard, { pitch: 69, cents: 8, source: analysis }),
		add('note', drawn, { pitch: 69, start: 960 })
	]);
	return score;
}
const soundingOf = (score: Score): number[] => {
	const packer = new NotePacker();
	packer.tuning = tuningOf(keyOf(score, FIRST_PART).a4);
	return [...packer.pack(score.notes, score.tempoMapOf(FIRST_PART), null).pitch];
};

test.each([
	['442', 442],
	['441,57', 441.6],
	['9000', 480],
	['12', 400],
	['A', null]
] as const)('%s Hz typed for A4 is %s', (typed, hz) => expect(parseA4(typed)).toBe(hz));

test('a step is pressed in and out of a scale of one’s own, the tonic stays', () => {
	expect(toggleStep('minor', 9)).toBe('101101011110');
	expect(toggleStep('101101011110', 9)).toBe('101101011010');
	expect(toggleStep('', 0)).toBe('100000000000');
	expect(toggleStep('100000000000', 0)).toBe('100000000000');
});

test('a new A4 leaves what was heard at its pitch, within a cent, and takes what was drawn along', () => {
	const score = twoNotes();
	const [heard = NaN, drawn = NaN] = soundingOf(score);
	score.transact('local', changeA4(score, FIRST_PART, 452.9));
	const [heardNow = NaN, drawnNow = NaN] = soundingOf(score);
	expect(Math.abs(heardNow - heard)).toBeLessThan(0.006);
	expect(midiToHz(drawnNow)).toBeCloseTo(452.9, 6);
	expect(drawn).toBe(69);
	score.transact('local', changeA4(score, FIRST_PART, 440));
	expect(soundingOf(score)[0]).toBeCloseTo(heard, 2);
	expect(changeA4(score, FIRST_PART, 440)).toEqual([]);
});

test('what is heard after it is written by the A4 of the part', () => {
	const heard = { onset: 0, offset: 1, midi: 69, cents: 0, velocity: 90 };
	const tempo = new Score().tempoMapOf(FIRST_PART);
	const at = (a4: number) => placeNote(heard, { tempo, offset: 0, source: 3, tuning: tuningOf(a4) });
	expect(at(440)).toMatchObject({ pitch: 69, cents: 0 });
	expect(at(442)).toMatchObject({ pitch: 69, cents: -8 });
	expect(at(466.2)).toMatchObject({ pitch: 68, cents: 0 });
});

test('files in hertz have the hertz that sound', () => {
	const score = new Score();
	score.transact('local', [add('note', score.nextId(), { pitch: 69 }), setKey(score, FIRST_PART, { a4: 415 })]);
	const text = new TextDecoder().decode(writeMirEval({ score, part: FIRST_PART, analysis: null }));
	expect(Number(text.split('\t')[2])).toBeCloseTo(415, 3);
	expect([...packNotes(score.notes, score.tempoMapOf(FIRST_PART), null).pitch]).toEqual([69]);
});
