/** Tracks, lanes, markers, words and pitch on their way from a file into a document. */

import { describe, expect, test } from 'vitest';
import { computeImport, isOfLanes, readFile, type ImportWay, type ReadContent } from '#lib/formats/index.ts';
import { add, curveOfLane, FIRST_PART, LANES_MAX, META_ID, readSamples, Score, segmentsOf } from '#lib/score/index.ts';
import { makeScore } from './content.ts';

/** A part of two tracks with a lane of each kind, a marker, a key and a word. */
function makeContent(timing: ReadContent['timing'] = 'beats'): ReadContent {
	const score = makeScore([{ start: 960, duration: 960, pitch: 70, phoneme: 'l a', vibrato: '65,180,35,20,20,0,0' }], {
		tempo: 1_000_000,
		tonic: 2,
		scale: 'major',
		a4: 442,
		trackName: 'Lead',
		trackColour: 3
	});
	const [track, phones, level, curve] = [score.nextId(), score.nextId(), score.nextId(), score.nextId()];
	score.transact('local', [
		add('track', track, { name: 'Bass', colour: 5 }),
		add('note', score.nextId(), { track, start: 0, pitch: 40 }),
		add('lane', phones, { name: 'phones' }),
		add('segment', score.nextId(), { lane: phones, from: 1, to: 2, label: 'a', confidence: 60 }),
		add('lane', level, { name: 'level', shape: 'curve', unit: 'dB', low: -60, high: 0 }),
		add('curve', curve, { lane: level }),
		{ kind: 'curve', id: curve, start: 5, values: Int16Array.of(100, 200) },
		add('marker', score.nextId(), { tick: 960, label: 'verse' }),
		add('word', score.nextId(), { word: 'la', phonemes: 'l a' })
	]);
	return { score, timing, analysis: null, leftOut: [] };
}

function bring(score: Score, way: ImportWay, content: ReadContent, isWhole = true, part: number = FIRST_PART, at = 0) {
	const done = computeImport(content, way, { score, part, at, isWhole, name: 'song' });
	score.transact('local', done.edits);
	return done;
}

const tell = (score: Score) => ({
	notes: score.notes.map(({ start, pitch, track, phoneme, vibrato }) => {
		const own = score.all('track').find(({ id }) => id === track);
		return [start, pitch, own?.name ?? '', phoneme, vibrato];
	}),
	lanes: score
		.all('lane')
		.map(({ id, name, unit, low, high }) => [
			name,
			unit,
			low,
			high,
			...segmentsOf(score, id).map(({ from, to, label, confidence }) => [from, to, label, confidence]),
			...readSamples(curveOfLane(score, id)?.samples ?? [], 0, 10).filter((sample) => sample > 0)
		]),
	markers: score.all('marker').map(({ tick, label }) => [tick, label]),
	words: score.all('word').map(({ word, phonemes }) => [word, phonemes])
});

test('a file that replaces brings all of it, and gives the part its key, tuning and first track', () => {
	const score = makeScore([{ start: 5 }]);
	score.transact('local', [add('track', score.nextId(), { name: 'old' })]);
	const { leftOut } = bring(score, 'replace', makeContent());
	expect(leftOut).toEqual([]);
	expect(tell(score)).toEqual(tell(makeContent().score));
	expect(score.meta).toMatchObject({ tonic: 2, scale: 'major', a4: 442, trackName: 'Lead', trackColour: 3 });
	expect(score.all('track')).toMatchObject([{ name: 'Bass', colour: 5 }]);
});

test('a part of its own has all of it, too', () => {
	const score = makeScore([{ start: 5 }]);
	const { part } = bring(score, 'parts', makeContent());
	expect(score.parts).toMatchObject([{ id: part, name: 'song', tonic: 2, trackName: 'Lead' }]);
	expect(score.notesOf(part).map(({ pitch }) => pitch)).toEqual([40, 70]);
	for (const kind of ['track', 'lane', 'marker'] as const)
		expect(score.all(kind).every((record) => record.part === part)).toBe(true);
	expect(score.meta).toMatchObject({ tonic: 0, trackName: '' });
});

test('what is added at the playhead goes there with its lanes and markers', () => {
	const score = makeScore([]);
	// two seconds from the beginning
	bring(score, 'add', makeContent(), true, FIRST_PART, 3840);
	expect(tell(score)).toMatchObject({
		notes: [
			[3840, 40, 'Bass', '', ''],
			[4800, 70, '', 'l a', '65,180,35,20,20,0,0']
		],
		markers: [[4800, 'verse']]
	});
	expect(score.all('segment')).toMatchObject([{ from: 3, to: 4 }]);
	const level = score.all('lane').find(({ name }) => name === 'level');
	expect([...readSamples(level ? (curveOfLane(score, level.id)?.samples ?? []) : [], 204, 208)]).toEqual([
		0, 100, 200, 0
	]);
});

test('the dictionary is of the whole document, and known words stay as they are', () => {
	const score = new Score();
	score.transact('local', [add('word', score.nextId(), { word: 'la', phonemes: 'own' })]);
	expect(bring(score, 'replace', makeContent()).leftOut).toEqual([]);
	expect(tell(score).words).toEqual([['la', 'own']]);
	const part = score.nextId();
	score.transact('local', [add('part', part, {})]);
	const content = makeContent();
	content.score.transact('local', [add('word', content.score.nextId(), { word: 'new', phonemes: 'n' })]);
	expect(bring(score, 'replace', content, false, part).leftOut).toEqual(['words']);
});

test('a document with lanes already has room for no more than it may hold', () => {
	const score = new Score();
	score.transact(
		'local',
		Array.from({ length: LANES_MAX - 1 }, () => add('lane', score.nextId(), { name: 'x' }))
	);
	expect(bring(score, 'replace', makeContent()).leftOut).toEqual(['lanes']);
	expect(score.all('lane')).toHaveLength(LANES_MAX);
});

describe('a file of lanes alone', () => {
	const read = (text: string): ReadContent => readFile(new TextEncoder().encode(text)).content;
	const LAB = '0 5000000 pau\n5000000 10000000 h\n';

	test('goes beside the notes at its own times, named by the file', () => {
		const score = makeScore([{ start: 7 }], { tempo: 250_000 });
		const content = read(LAB);
		expect([isOfLanes(content), isOfLanes(makeContent())]).toEqual([true, false]);
		bring(score, 'lanes', content, true, FIRST_PART, 5000);
		expect(tell(score)).toMatchObject({
			notes: [[7, 60, '', '', '']],
			lanes: [['song', '', 0, 1, [0.5, 1, 'h', 100]]]
		});
	});

	test('takes the place of what an earlier one has brought, and of no other lane', () => {
		const score = new Score();
		bring(score, 'lanes', read(LAB));
		score.transact('local', [add('lane', score.nextId(), { name: 'other' })]);
		bring(score, 'lanes', read(LAB.replace('h', 'k')));
		expect(tell(score).lanes.map(([name, , , , ...rest]) => [name, ...rest])).toEqual([
			['other'],
			['song', [0.5, 1, 'k', 100]]
		]);
	});

	test('markers of a TextGrid are where they sound', () => {
		const short = 'File type = "ooTextFile"\n"TextGrid"\n0 1 <exists> 1 "TextTier" "t" 0 1 1 0.5 "x"';
		const score = makeScore([], { tempo: 250_000 });
		bring(score, 'lanes', read(short));
		expect(score.all('marker')).toMatchObject([{ tick: 1920, label: 'x' }]);
	});

	test('f0 is a lane where there is no recording, and drawn over it where there is one', () => {
		const text = '0.10 440\n0.11 440\n0.12 0\n0.13 -220\n0.14 220\n';
		const score = new Score();
		bring(score, 'lanes', read(text));
		expect(score.all('lane')).toMatchObject([{ name: 'song', unit: 'Hz' }]);

		const clip = score.nextId();
		const heard = new Score();
		heard.transact('local', [add('clip', clip, { audio: 'ab'.repeat(32), offset: 3 })]);
		bring(heard, 'lanes', read(text));
		expect(heard.all('lane')).toEqual([]);
		expect(heard.all('curve')).toMatchObject([{ clip, lane: 0 }]);
		expect([...readSamples(heard.all('curve')[0]?.samples ?? [], 9, 16)]).toEqual([
			0, 13_800, 13_800, -1, -1, 11_400, 0
		]);
		// a second file is drawn over the first
		bring(heard, 'lanes', read('0.10 220\n0.11 220\n'));
		expect(heard.all('curve')).toHaveLength(1);
		expect([...readSamples(heard.all('curve')[0]?.samples ?? [], 10, 12)]).toEqual([11_400, 11_400]);
	});
});

test('the first part has its name in the file', () => {
	const content = makeContent();
	content.score.transact('local', [{ kind: 'set', id: META_ID, fields: { partName: 'Soprano' } }]);
	const score = makeScore([{}]);
	bring(score, 'parts', content);
	expect(score.parts).toMatchObject([{ name: 'Soprano' }]);
});
