/** What is done to chosen notes at once: each function by examples, and by what must hold for any notes. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	findInScale,
	humanise,
	isInScale,
	joinLyrics,
	legato,
	makeId,
	makeRecord,
	mergeNotes,
	quantize,
	reverse,
	SCALES,
	Score,
	snapToScale,
	splitAt,
	splitAtGrid,
	TempoMap,
	transpose,
	type Edit,
	type Note,
	type Scale
} from '#lib/score/index.ts';

const note = (i: number, fields: Partial<Note> = {}): Note => makeRecord('note', makeId(1, i), fields);
const scoreOf = (notes: readonly Note[]): Score => {
	const score = new Score();
	score.useSlot(2, 1);
	score.transact(
		'remote',
		notes.map(({ id, kind: _kind, ...fields }) => add('note', id, fields))
	);
	return score;
};
/** The notes after the edits, as the score holds them. */
const after = (notes: readonly Note[], edits: readonly Edit[]): readonly Note[] => {
	const score = scoreOf(notes);
	score.transact('local', edits);
	return score.notes;
};
const tempo = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 });
const anyNotes = fc
	.array(
		fc.record({
			start: fc.nat(8000),
			duration: fc.integer({ min: 1, max: 3000 }),
			pitch: fc.integer({ min: 40, max: 80 }),
			cents: fc.integer({ min: -50, max: 50 }),
			velocity: fc.integer({ min: 1, max: 127 }),
			lyric: fc.constantFrom('', 'la', '사')
		}),
		{ minLength: 1, maxLength: 12 }
	)
	.map((all) => all.map((fields, i) => note(i + 1, fields)));

const anyTool = fc.constantFrom<(notes: readonly Note[]) => Edit[]>(
	(notes) => transpose(notes, { semitones: 3, cents: 70 }),
	legato,
	reverse,
	mergeNotes,
	(notes) => humanise(notes, tempo, { seconds: 0.02, share: 0.1, seed: 5 }),
	(notes) => snapToScale(notes, { key: 2, steps: SCALES.major }),
	(notes) => quantize(notes, tempo, { grid: 240, strength: 1, swing: 2 / 3, ends: true }),
	(notes) => {
		let counter = 1;
		return splitAtGrid(notes, tempo, 480, () => makeId(3, counter++)).edits;
	}
);

test('one undo takes back whatever a tool has done', () => {
	fc.assert(
		fc.property(anyNotes, anyTool, (notes, tool) => {
			const score = scoreOf(notes);
			const before = score.notes;
			const { inverse } = score.transact('local', tool(notes));
			score.transact('undo', inverse);
			expect(score.notes).toEqual(before);
		})
	);
});

test('a tool that changes nothing has no edits', () => {
	const lone = [note(1, { start: 960, duration: 480 })];
	expect(legato(lone)).toEqual([]);
	expect(reverse(lone)).toEqual([]);
	expect(mergeNotes(lone)).toEqual([]);
	expect(transpose(lone, { semitones: 0 })).toEqual([]);
	expect(humanise(lone, tempo, { seconds: 0, share: 0, seed: 1 })).toEqual([]);
	expect(snapToScale(lone, { key: 0, steps: SCALES.major })).toEqual([]);
	expect(quantize(lone, tempo, { grid: 480, strength: 1, swing: 0.5, ends: true })).toEqual([]);
	expect(splitAt(lone, 960, () => makeId(2, 1)).edits).toEqual([]);
	expect(splitAt(lone, 1440, () => makeId(2, 1)).edits).toEqual([]);
});

test('any number of notes is transposed by one shift', () => {
	const notes = Array.from({ length: 1000 }, (_, i) => note(i + 1, { start: i * 240 }));
	expect(transpose(notes, { semitones: -5 })).toEqual([
		{ kind: 'shift', ids: notes.map(({ id }) => id), ticks: 0, semitones: -5 }
	]);
});

test('cents over half a semitone become one, and the sound is the same', () => {
	expect(
		after([note(1, { cents: 30 })], transpose([note(1, { cents: 30 })], { semitones: 0, cents: 40 }))[0]
	).toMatchObject({
		pitch: 61,
		cents: -30
	});
	fc.assert(
		fc.property(
			anyNotes,
			fc.integer({ min: -12, max: 12 }),
			fc.integer({ min: -99, max: 99 }),
			(notes, semitones, cents) => {
				const moved = new Map(after(notes, transpose(notes, { semitones, cents })).map((each) => [each.id, each]));
				for (const each of notes) {
					const now = moved.get(each.id);
					expect((now?.pitch ?? 0) * 100 + (now?.cents ?? 0)).toBe((each.pitch + semitones) * 100 + each.cents + cents);
				}
			}
		)
	);
});

test('a transposition that one note has no room for moves none', () => {
	expect(transpose([note(1), note(2, { pitch: 120 })], { semitones: 12 })).toEqual([]);
	expect(transpose([note(1, { pitch: 127, cents: 40 })], { semitones: 0, cents: 20 })).toEqual([]);
});

test('legato lets each note last until the next begins, chords as one', () => {
	const notes = [
		note(1, { start: 0, duration: 100 }),
		note(2, { start: 0, duration: 900, pitch: 64 }),
		note(3, { start: 480, duration: 200 })
	];
	expect(after(notes, legato(notes)).map(({ duration }) => duration)).toEqual([480, 480, 200]);
});

test('reversed twice is as before, and in between nothing leaves the time that it took', () => {
	fc.assert(
		fc.property(anyNotes, (notes) => {
			const once = after(notes, reverse(notes));
			const span = (all: readonly Note[]) => [
				Math.min(...all.map(({ start }) => start)),
				Math.max(...all.map(({ start, duration }) => start + duration))
			];
			expect(span(once)).toEqual(span(notes));
			expect(after(once, reverse(once))).toEqual(scoreOf(notes).notes);
		})
	);
});

test('the same seed humanises alike, and never by more than was asked', () => {
	fc.assert(
		fc.property(anyNotes, fc.integer(), (notes, seed) => {
			const by = { seconds: 0.02, share: 0.1, seed };
			expect(humanise(notes, tempo, by)).toEqual(humanise(notes, tempo, by));
			const moved = new Map(after(notes, humanise(notes, tempo, by)).map((each) => [each.id, each]));
			for (const each of notes) {
				const { start = NaN, velocity = NaN } = moved.get(each.id) ?? {};
				// a tick is about half a millisecond at the most
				expect(Math.abs(tempo.toSeconds(start) - tempo.toSeconds(each.start))).toBeLessThanOrEqual(0.0206);
				expect(Math.abs(velocity - each.velocity)).toBeLessThanOrEqual(each.velocity * 0.1 + 0.5);
			}
		})
	);
	const many = Array.from({ length: 400 }, (_, i) => note(i + 1, { start: 10_000 + i * 480 }));
	const moved = after(many, humanise(many, tempo, { seconds: 0.02, share: 0.1, seed: 7 }));
	const mean = moved.reduce((sum, { start }, i) => sum + start - 10_000 - i * 480, 0) / moved.length;
	expect(Math.abs(mean)).toBeLessThan(4);
});

test('what is quantized whole lies on lines, half way is half way, and lengths stay unless ends are asked for', () => {
	const notes = [note(1, { start: 270, duration: 400 }), note(2, { start: 700, duration: 10 })];
	const places = (strength: number, ends: boolean) =>
		after(notes, quantize(notes, tempo, { grid: 240, strength, swing: 0.5, ends })).map(({ start, duration }) => [
			start,
			duration
		]);
	expect(places(1, false)).toEqual([
		[240, 400],
		[720, 10]
	]);
	expect(places(0.5, false)).toEqual([
		[255, 400],
		[710, 10]
	]);
	expect(places(1, true)).toEqual([
		[240, 480],
		[720, 240]
	]);
	expect(quantize(notes, tempo, { grid: 0, strength: 1, swing: 0.5, ends: false })).toEqual([]);
});

test('swing puts the second of two cells later', () => {
	const notes = [note(1, { start: 250 }), note(2, { start: 470 })];
	const swung = quantize(notes, tempo, { grid: 240, strength: 1, swing: 2 / 3, ends: false });
	expect(after(notes, swung).map(({ start }) => start)).toEqual([320, 480]);
});

test('a grid begins again where the meter changes', () => {
	const changing = new TempoMap(
		{ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 },
		[],
		[{ tick: 5000, beatsPerBar: 3, beatUnit: 4 }]
	);
	const notes = [note(1, { start: 4990 }), note(2, { start: 5970 })];
	const edits = quantize(notes, changing, { grid: 960, strength: 1, swing: 0.5, ends: false });
	expect(after(notes, edits).map(({ start }) => start)).toEqual([5000, 5960]);
	const [long] = [note(1, { start: 4000, duration: 3000 })];
	let counter = 1;
	const { edits: cuts } = splitAtGrid(long ? [long] : [], changing, 960, () => makeId(2, counter++));
	expect(after(long ? [long] : [], cuts).map(({ start }) => start)).toEqual([4000, 4800, 5000, 5960, 6920]);
});

test('quantizing twice is quantizing once', () => {
	fc.assert(
		fc.property(
			anyNotes,
			fc.constantFrom(160, 240, 360, 480),
			fc.constantFrom(0.5, 2 / 3, 0.75),
			fc.boolean(),
			(notes, grid, swing, ends) => {
				const by = { grid, swing, ends, strength: 1 };
				const once = after(notes, quantize(notes, tempo, by));
				expect(quantize(once, tempo, by)).toEqual([]);
			}
		)
	);
});

test('notes outside a scale go into it, by the way that was asked for', () => {
	const scale: Scale = { key: 0, steps: SCALES.major };
	const pitches = (way: 'nearest' | 'up' | 'down', ...fields: Partial<Note>[]) => {
		const notes = fields.map((each, i) => note(i + 1, { ...each, start: i * 100 }));
		return after(notes, snapToScale(notes, scale, way)).map(({ pitch }) => pitch);
	};
	expect(pitches('nearest', { pitch: 61, cents: 20 }, { pitch: 61, cents: -20 }, { pitch: 61 }, { pitch: 64 })).toEqual(
		[62, 60, 60, 64]
	);
	expect(pitches('up', { pitch: 61 }, { pitch: 64, cents: 30 })).toEqual([62, 64]);
	expect(pitches('down', { pitch: 61 }, { pitch: 64, cents: -30 })).toEqual([60, 64]);
	fc.assert(
		fc.property(
			fc.nat(127),
			fc.nat(11),
			fc.constantFrom(...Object.values(SCALES)),
			fc.constantFrom('nearest', 'up', 'down'),
			(pitch, key, steps, way) => {
				expect(isInScale(findInScale(pitch, { key, steps }, way), { key, steps })).toBe(true);
			}
		)
	);
});

test('a split keeps all of a note, and only its first piece has the lyric', () => {
	const whole = note(1, { start: 960, duration: 960, cents: 9, velocity: 70, lyric: '사', source: 77 });
	const { edits, made } = splitAt([whole], 1200, () => makeId(2, 1));
	expect(made).toEqual([makeId(2, 1)]);
	expect(after([whole], edits)).toEqual([
		{ ...whole, duration: 240 },
		{ ...whole, id: makeId(2, 1), start: 1200, duration: 720, lyric: '-' }
	]);
});

test('what was split is merged as it was', () => {
	fc.assert(
		fc.property(anyNotes, fc.integer({ min: 1, max: 9000 }), (all, tick) => {
			// notes of one pitch that touch are neighbours before there is a cut
			const notes = all.map((each, i) => ({ ...each, pitch: 40 + i }));
			let counter = 1;
			const cut = after(notes, splitAt(notes, tick, () => makeId(2, counter++)).edits);
			expect(after(cut, mergeNotes(cut))).toEqual(scoreOf(notes).notes);
		})
	);
});

test('a note is not cut into more pieces than a document can take', () => {
	const long = note(1, { duration: 2 ** 30 });
	expect(splitAtGrid([long], tempo, 30, () => makeId(2, 1))).toEqual({ edits: [], made: [] });
});

test('neighbours of one pitch are merged, but not over another note, nor over a long rest', () => {
	const melody = [
		note(1, { start: 0, duration: 480, lyric: 'hel-' }),
		note(2, { start: 600, duration: 360, lyric: 'lo', cents: 30 }),
		note(3, { start: 960, duration: 480, pitch: 62 }),
		note(4, { start: 1440, duration: 480 }),
		note(5, { start: 9000, duration: 480 })
	];
	const edits = mergeNotes(melody);
	expect(edits).toEqual([
		{ kind: 'set', id: melody[0]?.id, fields: { duration: 960, cents: 13, lyric: 'hello' } },
		{ kind: 'delete', ids: [melody[1]?.id] }
	]);
	const chords = [0, 480].flatMap((start, i) =>
		[60, 64].map((pitch, j) => note(1 + i * 2 + j, { start, duration: 480, pitch }))
	);
	expect(after(chords, mergeNotes(chords)).map(({ duration }) => duration)).toEqual([960, 960]);
});

test('lyrics are joined as they are written', () => {
	expect(joinLyrics(['사', '랑', '-', ''])).toBe('사랑');
	expect(joinLyrics(['oh', 'my', '+'])).toBe('oh my');
	expect(joinLyrics(['beau-', 'ti-', 'ful'])).toBe('beautiful');
});

test('phonemes stay with the first piece, and are joined where all of them are known', () => {
	const sung = note(1, { start: 0, duration: 960, lyric: '사', phoneme: 's a' });
	const [, cut] = splitAt([sung], 480, () => makeId(2, 1)).edits;
	expect(cut).toMatchObject({ record: { lyric: '-', phoneme: '' } });
	const held = note(2, { start: 960, duration: 480, lyric: '-' });
	const next = note(3, { start: 1440, duration: 480, lyric: '랑', phoneme: 'ɾ a ŋ' });
	expect(mergeNotes([sung, held, next])[0]).toMatchObject({ fields: { lyric: '사랑', phoneme: 's a ɾ a ŋ' } });
	expect(mergeNotes([sung, { ...next, start: 960, phoneme: '' }])[0]).toMatchObject({ fields: { phoneme: '' } });
});
