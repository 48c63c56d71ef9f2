/** The list of notes: what stands in its cells, what can be written there, its order, and rows on the clipboard. */

import { expect, test } from 'vitest';
import { noteName, parseNoteName } from '#lib/roll/index.ts';
import { makeId, makeRecord, Score, TempoMap, DEFAULTS, type Note, type RecordId } from '#lib/score/index.ts';
import { COLUMNS, parseCell, parseLength, parsePlace, textOf, type EventScene } from '#lib/ui/events/columns.ts';
import { BY_TIME, computeRows, formatRows, parseRows } from '#lib/ui/events/rows.ts';

const tempo = new TempoMap(DEFAULTS.meta, [], [{ tick: 2 * 3840, beatsPerBar: 3, beatUnit: 8 }]);
const TRACKS = ['Soprano', 'Alto'];
const scene: EventScene = {
	tempo,
	nameOf: (pitch) => noteName(pitch),
	pitchOf: (name) => parseNoteName(name, 'english'),
	trackOf: ({ track }) => TRACKS[track] ?? '',
	findTrack: (name) => (TRACKS.includes(name) ? TRACKS.indexOf(name) : null),
	sourceOf: ({ source }) => (source ? 'heard' : 'by hand')
};
const note = (i: number, fields: Partial<Note>): Note => makeRecord('note', makeId(1, i), fields);
const NOTE = note(1, {
	start: 960 + 240,
	duration: 1440,
	pitch: 61,
	cents: -8,
	velocity: 90,
	lyric: '사',
	phoneme: 's a',
	track: 1,
	source: 7
});

test('a row says everything of a note', () => {
	expect(COLUMNS.map((column) => textOf(column, NOTE, scene))).toEqual([
		'1.2.240',
		'C♯4',
		'61',
		'−8',
		'0.1.480',
		'90',
		'사',
		's a',
		'Alto',
		'heard'
	]);
});

test('what a cell says is read back as it was', () => {
	for (const column of COLUMNS.filter((each) => each !== 'source')) {
		const fields = parseCell(column, textOf(column, NOTE, scene), NOTE.start, scene);
		expect({ ...NOTE, ...fields }, column).toEqual(NOTE);
	}
});

test.each([
	['pitch', 'H9'],
	['midi', '128'],
	['cents', 'x'],
	['place', '0.1'],
	['place', '1.5'],
	['length', '0.0.0'],
	['velocity', ''],
	['track', 'Bass'],
	['source', 'heard']
] as const)('%s takes no %s', (column, text) => {
	expect(parseCell(column, text, 0, scene)).toBeNull();
});

test('numbers out of range become the nearest that there are', () => {
	expect(parseCell('velocity', '500', 0, scene)).toEqual({ velocity: 127 });
	expect(parseCell('cents', '-300', 0, scene)).toEqual({ cents: -100 });
});

test('places and lengths count in the meter where they are', () => {
	expect(parsePlace(tempo, '3')).toBe(7680);
	expect(parsePlace(tempo, '4.2.120')).toBe(7680 + 1440 + 480 + 120);
	expect(parsePlace(tempo, '4.2.480')).toBeNull();
	expect(parseLength(tempo, '1.0.0', 0)).toBe(3840);
	expect(parseLength(tempo, '1.0.0', 7680)).toBe(1440);
	expect(parseLength(tempo, '2.120', 0)).toBe(2040);
	expect(parseLength(tempo, '240', 0)).toBe(240);
});

const NOTES = [
	note(1, { start: 0, pitch: 60, lyric: 'do' }),
	note(2, { start: 960, pitch: 72, lyric: 'Re', track: 1 }),
	note(3, { start: 1920, pitch: 48, lyric: 'mi', velocity: 20 })
];
const idsOf = (rows: readonly Note[]): number[] => rows.map(({ id }) => id - makeId(1, 0));

test('rows are in order of time, or of what a column says, up or down', () => {
	expect(computeRows(NOTES, '', BY_TIME, scene)).toBe(NOTES);
	expect(idsOf(computeRows(NOTES, '', { column: 'place', isDescending: true }, scene))).toEqual([3, 2, 1]);
	expect(idsOf(computeRows(NOTES, '', { column: 'midi', isDescending: false }, scene))).toEqual([3, 1, 2]);
	expect(idsOf(computeRows(NOTES, '', { column: 'velocity', isDescending: false }, scene))).toEqual([3, 1, 2]);
	expect(idsOf(computeRows(NOTES, '', { column: 'track', isDescending: true }, scene))).toEqual([3, 1, 2]);
});

test('what is sought is found in names, words and tracks', () => {
	expect(idsOf(computeRows(NOTES, ' RE', BY_TIME, scene))).toEqual([2]);
	expect(idsOf(computeRows(NOTES, 'c3', BY_TIME, scene))).toEqual([3]);
	expect(idsOf(computeRows(NOTES, 'alto', BY_TIME, scene))).toEqual([2]);
	expect(computeRows(NOTES, 'zz', BY_TIME, scene)).toEqual([]);
});

function paste(text: string) {
	const score = new Score();
	let next = 0;
	const nextId = (): RecordId => makeId(3, ++next);
	const pasted = parseRows(text, { scene, part: 0, track: 1, nextId });
	score.transact('local', pasted.edits);
	return { ...pasted, notes: score.notes };
}

test('rows go by the clipboard and come back as the same notes, by hand', () => {
	const { notes, skipped, made } = paste(
		formatRows(
			[...NOTES, NOTE],
			COLUMNS.map((column) => column.toUpperCase()),
			scene
		)
	);
	const bare = (each: Note) => ({ ...each, id: 0, source: 0 });
	expect(notes.map(bare)).toEqual([...NOTES, NOTE].toSorted((a, b) => a.start - b.start).map(bare));
	expect([skipped, made.length]).toEqual([0, 4]);
});

test('rows from a spreadsheet need a place and a pitch; the rest has its defaults', () => {
	const { notes, skipped } = paste('1.1\tA4\r\n\r\n2.1\t\t57\t\t\t\tla\r\nnothing\n3.1\n');
	expect(notes.map(({ start, pitch, lyric, track }) => [start, pitch, lyric, track])).toEqual([
		[0, 69, '', 1],
		[3840, 57, 'la', 1]
	]);
	expect(skipped).toBe(2);
});
