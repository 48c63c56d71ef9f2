/** Markers through files. */

import { expect, test } from 'vitest';
import { computeImport } from '#lib/formats/import-edits.ts';
import { writeDocument, readDocument } from '#lib/formats/document-json.ts';
import { writeMidi } from '#lib/formats/midi.ts';
import { readMidi } from '#lib/formats/read-midi.ts';
import { add, addMarker, FIRST_PART, markersOf, Score } from '#lib/score/index.ts';

function marked(): Score {
	const score = new Score();
	score.transact('local', [
		add('note', score.nextId(), { start: 0, duration: 960 }),
		...addMarker(score, FIRST_PART, 1920, '후렴 Chorus'),
		...addMarker(score, FIRST_PART, 0, '')
	]);
	return score;
}
const listOf = (score: Score): unknown[] => markersOf(score, FIRST_PART).map(({ tick, label }) => [tick, label]);

test('a MIDI file holds them as FF 06, and nothing is left out on the way back', () => {
	const content = readMidi(writeMidi({ score: marked(), analysis: null }));
	expect(listOf(content.score)).toEqual([
		[0, ''],
		[1920, '후렴 Chorus']
	]);
	expect(content.leftOut).toEqual([]);
});

test('a file that replaces a part brings them into the document', () => {
	const score = new Score();
	const content = readMidi(writeMidi({ score: marked(), analysis: null }));
	const into = { score, part: FIRST_PART, at: 0, isWhole: true, name: 'file' };
	score.transact('local', computeImport(content, 'replace', into).edits);
	expect(listOf(score)).toHaveLength(2);
});

test('the document’s own JSON holds them', () => {
	const { score } = readDocument(writeDocument({ score: marked(), analysis: null }));
	expect(listOf(score)).toContainEqual([1920, '후렴 Chorus']);
});
