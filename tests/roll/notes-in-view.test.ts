import { expect, test } from 'vitest';
import { boxWidth, boxX } from '#lib/roll/note-box.ts';
import { NoteIndex } from '#lib/roll/note-index.ts';
import { NotesInView } from '#lib/roll/notes-in-view.ts';
import { makeId, makeRecord, Score, type RecordId } from '#lib/score/index.ts';

const tempo = new Score().tempoMapOf(0);
const notes = Array.from({ length: 1000 }, (_, i) =>
	makeRecord('note', makeId(1, 1 + i), { start: i * 480, duration: 400, pitch: 60 })
);
const scene = {
	view: { start: 10, top: 70, pixelsPerSecond: 100, pixelsPerSemitone: 20, width: 800, height: 400 },
	tempo,
	hidden: new Set<RecordId>(),
	showsNotes: true,
	tracks: { colourOf: ({ track }: { readonly track: number }) => (track === 0 ? 0 : 5) }
};
const index = new NoteIndex(notes);

test('it places what is in view where each layer would', () => {
	const shown = new NotesInView();
	shown.find(scene, index);
	expect(shown.count).toBeGreaterThan(30);
	expect(shown.count).toBeLessThan(36);
	for (const [i, note] of shown.notes.entries()) {
		expect(shown.x[i]).toBeCloseTo(boxX(scene.view, tempo, note), 3);
		expect(shown.width[i]).toBeCloseTo(boxWidth(scene.view, tempo, note), 3);
	}
});

test('it forgets what has left the view, and leaves out what a draft stands for', () => {
	const shown = new NotesInView();
	shown.find({ ...scene, view: { ...scene.view, start: 0, pixelsPerSecond: 1 } }, index);
	expect(shown.count).toBe(1000);
	shown.find({ ...scene, hidden: new Set(notes.slice(0, 40).map(({ id }) => id)) }, index);
	expect(shown.notes.length).toBe(shown.count);
	expect(shown.notes.some(({ id }) => id === notes[39]?.id)).toBe(false);
	shown.find({ ...scene, showsNotes: false }, index);
	expect(shown.count).toBe(0);
});

test('it knows the colour of each note, and which colours are there', () => {
	const shown = new NotesInView();
	const some = notes.map((note, i) => (i % 2 ? { ...note, track: 77 } : note));
	shown.find({ ...scene, view: { ...scene.view, start: 0, pixelsPerSecond: 1 } }, new NoteIndex(some));
	expect([...shown.colour.subarray(0, 4)]).toEqual([0, 5, 0, 5]);
	expect(shown.colour[999]).toBe(5);
	expect([0, 1, 5].map((colour) => shown.hasColour(colour))).toEqual([true, false, true]);
	shown.find(scene, index);
	expect(shown.hasColour(5)).toBe(false);
});
