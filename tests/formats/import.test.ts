import { describe, expect, test } from 'vitest';
import { computeImport, type ImportWay, type ReadContent } from '#lib/formats/index.ts';
import { add, FIRST_PART, META_ID, PARTS_MAX, Score, type FieldsOf } from '#lib/score/index.ts';
import { makeScore } from './content.ts';

const tell = (score: Score, part: number = FIRST_PART) =>
	score.notesOf(part).map(({ start, duration, pitch }) => [start, duration, pitch]);

/** A file of two parts at 60 quarter notes a minute, the second twice as fast from its second quarter on. */
function makeContent(timing: ReadContent['timing'] = 'beats'): ReadContent {
	const score = makeScore([{ start: 960, duration: 960, pitch: 70 }], {
		title: 'File',
		tempo: 1_000_000,
		beatsPerBar: 3
	});
	const part = score.nextId();
	score.transact('local', [
		add('part', part, { name: 'Alto', tempo: 1_000_000 }),
		add('tempo', score.nextId(), { part, tick: 960, tempo: 500_000 }),
		add('note', score.nextId(), { part, start: 1920, duration: 960, pitch: 50 })
	]);
	return { score, timing, analysis: null, leftOut: ['bends'] };
}

interface Doing {
	readonly part?: number;
	readonly at?: number;
	readonly isWhole?: boolean;
}

function bring(
	score: Score,
	way: ImportWay,
	content: ReadContent,
	{ part = FIRST_PART, at = 0, isWhole = true }: Doing = {}
) {
	const done = computeImport(content, way, { score, part, at, isWhole, name: 'song' });
	const { inverse } = score.transact('local', done.edits);
	return { ...done, inverse };
}

const present = (meta: Partial<FieldsOf<'meta'>> = {}) => makeScore([{ start: 0, duration: 100, pitch: 60 }], meta);

describe('replace', () => {
	test('gives the part the notes and the clock of the file, and adds its other parts', () => {
		const score = present();
		score.transact('local', [add('tempo', score.nextId(), { tick: 480, tempo: 700_000 })]);
		const { leftOut } = bring(score, 'replace', makeContent());
		expect(tell(score)).toEqual([[960, 960, 70]]);
		expect(score.meta).toMatchObject({ title: 'File', tempo: 1_000_000, beatsPerBar: 3 });
		expect(score.tempoMapOf(FIRST_PART).tempos).toHaveLength(1);
		const [alto] = score.parts;
		expect(alto).toMatchObject({ name: 'Alto', tempo: 1_000_000 });
		expect(tell(score, alto?.id)).toEqual([[1920, 960, 50]]);
		expect(score.tempoMapOf(alto?.id ?? 0).tempos).toHaveLength(2);
		expect(leftOut).toEqual(['bends']);
	});

	test('is one gesture, and its inverse takes all of it back', () => {
		const score = present();
		const before = [...score.state.records];
		const { inverse } = bring(score, 'replace', makeContent());
		score.transact('undo', inverse);
		expect([...score.state.records].sort()).toEqual(before.sort());
	});

	test('leaves a title that is there', () => {
		const score = present({ title: 'Mine' });
		bring(score, 'replace', makeContent());
		expect(score.meta.title).toBe('Mine');
	});

	test('of a file by times leaves the clock, and notes are where they sound', () => {
		const score = present({ tempo: 250_000 });
		bring(score, 'replace', makeContent('seconds'));
		expect(score.meta.tempo).toBe(250_000);
		expect(tell(score)).toEqual([[3840, 3840, 70]]);
	});

	test('with a link to one part touches nothing else, and says what stayed behind', () => {
		const score = present();
		const part = score.nextId();
		score.transact('local', [add('part', part, {}), add('note', score.nextId(), { part })]);
		const { leftOut } = bring(score, 'replace', makeContent(), { part, isWhole: false });
		expect(tell(score)).toEqual([[0, 100, 60]]);
		expect(tell(score, part)).toEqual([[960, 960, 70]]);
		expect(score.parts).toMatchObject([{ tempo: 1_000_000 }]);
		expect(score.meta.title).toBe('');
		expect(leftOut).toEqual(['bends', 'parts']);
		expect(bring(present(), 'replace', makeContent(), { isWhole: false }).leftOut).toEqual([
			'bends',
			'tempos',
			'parts'
		]);
	});
});

test('a first part without a name takes that of the file; one that has a name keeps it', () => {
	const content = makeContent();
	content.score.transact('local', [{ kind: 'set', id: META_ID, fields: { partName: 'Soprano' } }]);
	const [fresh, named] = [present(), present({ partName: 'Lead' })];
	bring(fresh, 'replace', content);
	bring(named, 'replace', content);
	expect([fresh.meta.partName, named.meta.partName]).toEqual(['Soprano', 'Lead']);
});

describe('add', () => {
	test('puts the first note at the playhead, and keeps the beats between', () => {
		const score = present();
		const { part } = bring(score, 'add', makeContent(), { at: 480 });
		expect(tell(score)).toEqual([
			[0, 100, 60],
			[480, 960, 70],
			[1440, 960, 50]
		]);
		expect([part, score.parts.length, score.meta.tempo]).toEqual([FIRST_PART, 0, 500_000]);
	});

	test('of a file by times keeps the times between', () => {
		const score = present();
		bring(score, 'add', makeContent('seconds'), { at: 480 });
		// 1 s and 1.5 s, for 1 s and 0.5 s, at two quarter notes a second
		expect(tell(score).slice(1)).toEqual([
			[480, 1920, 70],
			[1440, 960, 50]
		]);
	});
});

test('added notes of a file’s first track go into the track that is edited; its others become tracks', () => {
	const content = makeContent();
	const brass = content.score.nextId();
	content.score.transact('local', [
		add('track', brass, { part: FIRST_PART, name: 'Brass' }),
		add('note', content.score.nextId(), { track: brass, start: 0, duration: 960, pitch: 40 })
	]);
	for (const way of ['add', 'replace', 'parts'] as const) {
		const score = present();
		const edited = score.nextId();
		score.transact('local', [add('track', edited, { part: FIRST_PART, name: 'Strings' })]);
		const { edits, part } = computeImport(content, way, {
			score,
			part: FIRST_PART,
			at: 0,
			isWhole: true,
			track: edited,
			name: 'song'
		});
		score.transact('local', edits);
		const byPitch = new Map(score.notesOf(part).map(({ pitch, track }) => [pitch, track]));
		const made = score.all('track').find(({ name }) => name === 'Brass');
		expect(byPitch.get(70)).toBe(way === 'add' ? edited : 0);
		expect([byPitch.get(40), byPitch.get(40) === undefined]).toEqual([made?.id, false]);
	}
});

describe('as parts', () => {
	test('each part of the file is another part, and the first of them is shown', () => {
		const score = present();
		const { part } = bring(score, 'parts', makeContent());
		expect(score.parts).toMatchObject([{ name: '', beatsPerBar: 3 }, { name: 'Alto' }]);
		expect(part).toBe(score.parts[0]?.id);
		expect(tell(score)).toEqual([[0, 100, 60]]);
	});

	test('a file of one part gives its name to it', () => {
		const score = present();
		bring(score, 'parts', { ...makeContent(), score: makeScore([{}]) });
		expect(score.parts).toMatchObject([{ name: 'song' }]);
	});

	test('no more of them than there is room for', () => {
		const score = present();
		score.transact(
			'local',
			Array.from({ length: PARTS_MAX - 1 }, () => add('part', score.nextId(), {}))
		);
		expect(bring(score, 'parts', makeContent()).leftOut).toEqual(['bends', 'parts']);
		expect(score.parts).toHaveLength(PARTS_MAX);
	});
});

test('recordings and what lies over them stay behind, and their notes are nobody else’s', () => {
	const score = makeScore([]);
	const [clip, source, curve] = [score.nextId(), score.nextId(), score.nextId()];
	score.transact('local', [
		add('clip', clip, { audio: 'ab'.repeat(32) }),
		add('analysis', source, { clip }),
		add('curve', curve, { clip }),
		add('note', score.nextId(), { source }),
		{ kind: 'set', id: META_ID, fields: { title: 'x' } }
	]);
	const here = new Score();
	const { leftOut } = bring(here, 'replace', { score, timing: 'beats', analysis: null, leftOut: [] });
	expect(leftOut).toEqual(['recordings', 'curve']);
	expect([here.clips.length, here.all('curve').length, here.notes[0]?.source]).toEqual([0, 0, 0]);
});
