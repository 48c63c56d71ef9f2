/** What a document was comes back: the same in every way but the names, as one gesture that can be undone. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	add,
	apply,
	copyState,
	editsTo,
	emptyState,
	History,
	idsOf,
	makeId,
	readSamples,
	Score,
	tempoMapOf,
	type AnyRecord,
	type Edit,
	type RecordId,
	ID_FIELDS,
	type Restoring,
	type State
} from '#lib/score/index.ts';
import { anyState, recordsOf, someEdits } from './any-edit.ts';

/** Counts names in a slot that no other test uses. */
function restoring(isHeard: Restoring['isHeard'] = () => true): Restoring {
	let counter = 1;
	return { nextId: () => makeId(99, counter++), isHeard };
}

/** What is in a document, with what lies under an id in the place of the id; whether something is heard is left out. */
function unnamed(state: State): string[] {
	const records = recordsOf(state);
	const byId = new Map<number, AnyRecord>(records.map((record) => [record.id, record]));
	const nameOf = (id: number, depth: number): unknown => {
		const record = byId.get(id);
		return record && depth < 3 ? describe(record, depth + 1) : id === 0;
	};
	const describe = (record: AnyRecord, depth: number): unknown =>
		Object.entries({ ...record, id: null })
			.filter(([name]) => !(record.kind === 'analysis' && (name === 'state' || name === 'fault')))
			.map(([name, value]) => (ID_FIELDS.has(name) ? nameOf(Number(value), depth) : [name, value]));
	return records.map((record) => JSON.stringify(describe(record, 0))).toSorted();
}

const tempos = (state: State, part: number): unknown => {
	const { tempos: tempo, meters } = tempoMapOf(state, part);
	return { tempo, meters };
};

test('whatever was done since, the wanted document is there again, but for new names', () => {
	const later = fc.tuple(anyState, someEdits(30)).map(([wanted, edits]) => {
		const present = copyState(wanted);
		apply(present, edits);
		return { present, wanted };
	});
	const strangers = fc.record({ present: anyState, wanted: anyState });
	fc.assert(
		fc.property(fc.oneof(later, strangers), ({ present, wanted }) => {
			const [before, goal, first] = [recordsOf(present), unnamed(wanted), tempos(wanted, 0)];
			const edits = editsTo(present, wanted, restoring());
			const inverse = apply(present, edits);
			expect(unnamed(present)).toEqual(goal);
			expect(tempos(present, 0)).toEqual(first);
			const old = new Set([...before.map(({ id }) => id), ...recordsOf(wanted).map(({ id }) => id)]);
			for (const edit of edits) if (edit.kind === 'add') expect(old.has(edit.record.id)).toBe(false);
			expect(editsTo(present, copyState(present), restoring())).toEqual([]);
			apply(present, inverse);
			expect(recordsOf(present)).toEqual(before);
		}),
		{ seed: 21, numRuns: 2000 }
	);
});

test('nothing to do is no edit, and a moved note is one', () => {
	const state = emptyState();
	const ids = Array.from({ length: 200 }, (_, i) => makeId(1, i + 1));
	apply(
		state,
		ids.map((id, i) => add('note', id, { start: i * 240 }))
	);
	const wanted = copyState(state);
	expect(editsTo(state, wanted, restoring())).toEqual([]);
	apply(state, [{ kind: 'shift', ids: ids.slice(3, 4), ticks: 7, semitones: 2 }]);
	expect(editsTo(state, wanted, restoring())).toEqual([{ kind: 'set', id: ids[3], fields: { start: 720, pitch: 60 } }]);
});

test('one undo takes it back and one redo does it again, with all that was edited by hand', () => {
	const { score, ids, wanted } = makeHeard();
	const history = new History(score);
	const before = unnamed(score.state);
	const edits = editsTo(score.state, wanted, { nextId: () => score.nextId(), isHeard: () => true });
	score.transact('local', edits);
	const restored = unnamed(score.state);
	expect(restored).toEqual(unnamed(wanted));
	for (let round = 0; round < 3; round++) {
		history.undo();
		expect(unnamed(score.state)).toEqual(before);
		expect(history.canUndo).toBe(false);
		// nobody is asked to hear it again
		expect(score.analyses.map(({ state }) => state)).toEqual(['heard']);
		history.redo();
		expect(unnamed(score.state)).toEqual(restored);
		expect(score.analyses.map(({ state }) => state)).toEqual(['heard']);
	}
	expect(score.get(ids.analysis)).toBe(null);
});

/** A song that was heard and then edited; wanted is another recording in its place, with a note by hand and drawn pitch. */
function makeHeard() {
	const ids = { clip: makeId(1, 1), analysis: makeId(1, 2), old: makeId(1, 3), oldAnalysis: makeId(1, 4) };
	const curve = makeId(1, 5);
	const wanted = emptyState();
	apply(wanted, [
		add('clip', ids.old, { audio: 'a'.repeat(64) }),
		add('analysis', ids.oldAnalysis, { clip: ids.old }),
		...heardBy(ids.oldAnalysis, 2),
		add('note', makeId(1, 90), { start: 5000 }),
		add('curve', curve, { clip: ids.old }),
		{ kind: 'curve', id: curve, start: 1020, values: Int16Array.of(12_000, -1, 12_100, 0, 0, 12_200) }
	]);
	const score = new Score();
	score.transact('remote', [
		add('clip', ids.clip, { audio: 'b'.repeat(64) }),
		add('analysis', ids.analysis, { clip: ids.clip }),
		...heardBy(ids.analysis, 3),
		{ kind: 'set', id: makeId(3, 1), fields: { lyric: 'la', pitch: 70 } }
	]);
	score.useSlot(1, 1000);
	return { score, ids, wanted };
}

/** Notes as an analysis writes them. */
const heardBy = (source: RecordId, slot: number, from = 0, count = 3): Edit[] =>
	Array.from({ length: count }, (_, i) =>
		add('note', makeId(slot, from + i + 1), { start: (from + i) * 480, pitch: 60 + i, source })
	);

test('an analysis comes back with its notes and asks for nothing; what is drawn over its recording comes, too', () => {
	const { score, wanted } = makeHeard();
	score.transact('local', editsTo(score.state, wanted, { nextId: () => score.nextId(), isHeard: () => true }));
	const [analysis] = score.analyses;
	expect(analysis).toMatchObject({ state: 'heard', clip: score.clips[0]?.id });
	expect(score.notes.map(({ source }) => source)).toEqual([analysis?.id, analysis?.id, analysis?.id, 0]);
	const [curve] = score.all('curve');
	expect(curve?.clip).toBe(score.clips[0]?.id);
	expect([...readSamples(curve?.samples ?? [], 1020, 1026)]).toEqual([12_000, -1, 12_100, 0, 0, 12_200]);
});

test('while a recording is being heard, what was heard since stays, and no hole is left behind', () => {
	const analysis = makeId(1, 2);
	const score = new Score();
	score.transact('remote', [
		add('clip', makeId(1, 1), { audio: 'a'.repeat(64) }),
		add('analysis', analysis, { clip: makeId(1, 1) }),
		...heardBy(analysis, 2)
	]);
	const wanted = copyState(score.state);
	score.transact('remote', [...heardBy(analysis, 2, 3), add('note', makeId(1, 50), { start: 9 })]);
	const whileHearing = editsTo(
		score.state,
		wanted,
		restoring(() => false)
	);
	expect(whileHearing).toEqual([{ kind: 'delete', ids: [makeId(1, 50)] }]);
	const afterwards = editsTo(score.state, wanted, restoring());
	expect(afterwards.flatMap(idsOf)).toEqual([makeId(2, 4), makeId(2, 5), makeId(2, 6), makeId(1, 50)]);
});

test('what is still being heard leaves as it is, so that an undo has it heard whole', () => {
	const { score, wanted } = makeHeard();
	const history = new History(score);
	score.transact('local', editsTo(score.state, wanted, { nextId: () => score.nextId(), isHeard: () => false }));
	history.undo();
	expect(score.analyses.map(({ state }) => state)).toEqual(['wanted']);
	expect(score.notes).toEqual([]);
});

test('of two tempos at one tick the same one counts afterwards, whoever restores', () => {
	const [low, high] = [makeId(3, 1), makeId(150, 1)];
	const state = emptyState();
	apply(state, [add('tempo', low, { tick: 960, tempo: 300_000 }), add('tempo', high, { tick: 960, tempo: 700_000 })]);
	const wanted = copyState(state);
	apply(state, [{ kind: 'delete', ids: [high] }]);
	apply(state, editsTo(state, wanted, { nextId: idsFrom(2), isHeard: () => true }));
	expect(tempoMapOf(state, 0).tempoAt(960).tempo).toBe(700_000);
});

function idsFrom(slot: number): () => RecordId {
	let counter = 1;
	return () => makeId(slot, counter++);
}
