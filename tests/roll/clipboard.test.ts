import { expect, test } from 'vitest';
import { createClipboard, formatNotes, parseNotes } from '#lib/roll/clipboard.ts';
import { BY_HAND, makeId, makeRecord } from '#lib/score/index.ts';

const NOTES = [
	makeRecord('note', makeId(1, 1), {
		start: 960,
		duration: 480,
		pitch: 60,
		cents: -7,
		velocity: 90,
		lyric: '노',
		source: 77
	}),
	makeRecord('note', makeId(1, 2), { start: 1920, duration: 240, pitch: 67 })
];

test('copied notes come back with times from the first, and by hand', () => {
	const copied = parseNotes(formatNotes(NOTES));
	expect(copied?.map(({ start }) => start)).toEqual([0, 960]);
	expect(copied?.[0]).toMatchObject({
		duration: 480,
		pitch: 60,
		cents: -7,
		velocity: 90,
		lyric: '노',
		source: BY_HAND
	});
});

test('other text is no notes, and foreign fields are dropped or brought into range', () => {
	expect(parseNotes('hello')).toBeNull();
	expect(parseNotes(`${formatNotes([]).slice(0, -2)}{`)).toBeNull();
	const prefix = formatNotes([]).slice(0, -2);
	expect(parseNotes(`${prefix}{"a":1}`)).toBeNull();
	const [wild] = parseNotes(`${prefix}[{"pitch":999,"start":-5,"duration":"x","source":12,"evil":1}, 3, null]`) ?? [];
	expect(wild).toMatchObject({ pitch: 127, start: 0, duration: 240, source: BY_HAND });
	expect(wild).not.toHaveProperty('evil');
});

test('without a clipboard of the system, memory serves', async () => {
	const clipboard = createClipboard(null);
	expect(await clipboard.read()).toBeNull();
	clipboard.write(NOTES);
	clipboard.doubt();
	expect((await clipboard.read())?.length).toBe(2);
});

test('the system is asked only when the window was left, and may refuse', async () => {
	let text = '';
	let asked = 0;
	const system = {
		writeText: async (value: string) => void (text = value),
		readText: async () => {
			asked++;
			if (text === 'refuse') throw new Error('not allowed');
			return text;
		}
	};
	const clipboard = createClipboard(system);
	clipboard.write(NOTES);
	await clipboard.read();
	expect(asked).toBe(0);
	clipboard.doubt();
	text = formatNotes(NOTES.slice(1));
	expect((await clipboard.read())?.length).toBe(1);
	text = 'refuse';
	expect((await clipboard.read())?.length).toBe(2);
	expect(asked).toBe(2);
});

test('pasted text counts unless what was copied here is newer, and text that is no notes pastes none', () => {
	const clipboard = createClipboard(null);
	expect(clipboard.accept('')).toBeNull();
	expect(clipboard.accept(formatNotes(NOTES))?.length).toBe(2);
	clipboard.write(NOTES.slice(1));
	expect(clipboard.accept(formatNotes(NOTES))?.length).toBe(1);
	clipboard.doubt();
	expect(clipboard.accept(formatNotes(NOTES))?.length).toBe(2);
	expect(clipboard.accept('hello')).toBeNull();
	expect(clipboard.accept('')?.length).toBe(1);
});

test('notes of several tracks say which; those of one go wherever they are pasted', () => {
	const inTrack = (track: number) => NOTES.map((note) => ({ ...note, track }));
	expect(parseNotes(formatNotes(inTrack(7)))?.map(({ track }) => track)).toEqual([0, 0]);
	const [one, two] = NOTES;
	if (!one || !two) throw new Error('There are two notes.');
	const mixed = [one, { ...two, track: 7 }];
	expect(parseNotes(formatNotes(mixed))?.map(({ track }) => track)).toEqual([0, 7]);
});

test('phonemes and vibrato travel along', () => {
	const [one] = NOTES.map((note) => ({ ...note, phoneme: 'n o', vibrato: '' }));
	expect(one && parseNotes(formatNotes([one]))?.[0]?.phoneme).toBe('n o');
});
