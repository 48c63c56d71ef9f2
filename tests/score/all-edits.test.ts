import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	apply,
	cleanFields,
	copyState,
	DEFAULTS,
	emptyState,
	fieldNames,
	History,
	ID_FIELDS,
	idsOf,
	makeNote,
	makeRecord,
	Score,
	readSamples,
	type AnyRecord,
	type Edit,
	type RecordId
} from '#lib/score/index.ts';
import { anyState, recordsOf, someEdits } from './any-edit.ts';

test('edits of every kind are total: the answer takes them back, and leaves nothing out of range', () => {
	fc.assert(
		fc.property(anyState, someEdits(10), (state, edits) => {
			const before = recordsOf(state);
			const inverse = apply(state, edits);
			for (const record of state.records.values()) {
				const { kind, id, ...fields } = record;
				const clean = makeRecord(kind, id, fields as never);
				expect({ ...clean, ...(record.kind === 'curve' ? { samples: record.samples } : {}) }).toEqual(record);
				if (record.kind !== 'curve') continue;
				expect(record.samples.at(-1)).not.toBe(null);
				for (const chunk of record.samples) expect(chunk?.every((value) => value === 0)).not.toBe(true);
				expect(Math.min(...readSamples(record.samples, 0, 3000))).toBeGreaterThanOrEqual(-1);
			}
			apply(state, inverse);
			expect(recordsOf(state)).toEqual(before);
		}),
		{ seed: 11, numRuns: 2000 }
	);
});

test('an inverse has no selectors, and names all that was touched but what kept its time', () => {
	fc.assert(
		fc.property(anyState, someEdits(6), (state, edits) => {
			const before = copyState(state);
			const inverse = apply(state, edits);
			expect(inverse.every((edit) => !('where' in edit))).toBe(true);
			const named = new Set(inverse.flatMap(idsOf));
			const retimed = new Set(inverse.flatMap((edit) => (edit.kind === 'retime' ? [edit.part] : [])));
			for (const id of new Set([...before.records.keys(), ...state.records.keys()])) {
				const now = state.records.get(id);
				if (named.has(id) || ((now?.kind === 'note' || now?.kind === 'marker') && retimed.size > 0)) continue;
				expect(now).toEqual(before.records.get(id));
			}
		}),
		{ seed: 12, numRuns: 1000 }
	);
});

/** What is in a document, with what lies under an id in the place of the id; a record that leads to itself ends somewhere. */
function unnamed(records: readonly AnyRecord[]): string[] {
	const nameOf = (id: number, depth: number): unknown => {
		const record = records.find((one) => one.id === id);
		return record && depth < 3 ? describe(record, depth + 1) : id === 0;
	};
	const describe = (record: AnyRecord, depth: number): unknown =>
		Object.entries({ ...record, id: null }).map(([name, value]) =>
			ID_FIELDS.has(name) ? nameOf(Number(value), depth) : [name, value]
		);
	return records.map((record) => JSON.stringify(describe(record, 0))).toSorted();
}

/**
 * Whether all that an edit refers to is there, or comes with it: what refers to nothing cannot follow a new name. And what
 * an analysis heard comes back by being heard again, which is another test.
 */
function isFounded(edit: Edit, score: Score, gesture: readonly Edit[]): boolean {
	const fields = edit.kind === 'set' ? edit.fields : edit.kind === 'add' ? edit.record : {};
	const added = gesture.slice(0, gesture.indexOf(edit)).flatMap((one) => (one.kind === 'add' ? [one.record] : []));
	return Object.entries(fields).every(([name, value]) => {
		if (name === 'source') return value === 0;
		if (!ID_FIELDS.has(name)) return true;
		return value === 0 || (score.get(value as RecordId) ?? added.find(({ id }) => id === value))?.kind === name;
	});
}

/** Of two tempos at one tick the one with the higher id counts: a new name may change which. */
function hasTies(score: Score): boolean {
	const places = score.all('tempo').map(({ part, tick }) => `${part} ${tick}`);
	return new Set(places).size < places.length;
}

test('undo and redo all the way give the same document again, but for the names of what came back', () => {
	fc.assert(
		fc.property(fc.array(someEdits(4), { maxLength: 8 }), (gestures) => {
			const score = new Score();
			score.useSlot(9, 1);
			const history = new History(score);
			const stages = [unnamed(recordsOf(score.state))];
			for (const gesture of gestures) {
				const edits = gesture.filter((edit) => isFounded(edit, score, gesture));
				if (score.transact('local', edits).inverse.length > 0) stages.push(unnamed(recordsOf(score.state)));
				fc.pre(!hasTies(score));
			}
			for (const stage of stages.slice(0, -1).toReversed()) {
				expect(history.canUndo).toBe(true);
				history.undo();
				expect(unnamed(recordsOf(score.state))).toEqual(stage);
			}
			for (const stage of stages.slice(1)) {
				history.redo();
				expect(unnamed(recordsOf(score.state))).toEqual(stage);
			}
			expect([history.canUndo, history.canRedo]).toEqual([stages.length > 1, false]);
		}),
		{ seed: 13, numRuns: 1000 }
	);
});

test('the notes of a score stay in order, by parts too, however it was changed', () => {
	fc.assert(
		fc.property(fc.array(someEdits(6), { maxLength: 8 }), (changes) => {
			const score = new Score();
			for (const edits of changes) {
				const { inverse } = score.transact('remote', edits);
				const inOrder = (ids: readonly RecordId[]): AnyRecord[] => ids.flatMap((id) => score.get(id) ?? []);
				const all = recordsOf(score.state).filter((record) => record.kind === 'note');
				const sorted = all.toSorted((a, b) => a.start - b.start || a.pitch - b.pitch || a.id - b.id);
				expect(score.notes).toEqual(sorted);
				expect(inOrder(score.notes.map((note) => note.id))).toEqual(sorted);
				for (const part of [0, ...score.parts.map(({ id }) => id)])
					expect(score.notesOf(part)).toEqual(sorted.filter((note) => note.part === part));
				// the sync client takes changes off and puts others on before it tells
				apply(score.state, inverse);
				apply(score.state, edits.toReversed());
				score.announce({ edits, inverse: [], origin: 'remote' });
			}
		}),
		{ seed: 14, numRuns: 500 }
	);
});

test('a note is made as any other record is', () => {
	const value = fc.oneof(fc.anything(), fc.double(), fc.integer(), fc.string({ unit: 'binary', maxLength: 70 }));
	const names = [...fieldNames('note'), 'nonsense', 'kind', '__proto__'];
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom(...names), value), (fields) => {
			const slowly = { kind: 'note', id: 7, ...DEFAULTS.note, ...cleanFields('note', fields, DEFAULTS.note) };
			expect(makeNote(7 as RecordId, fields)).toEqual(slowly);
			expect(makeRecord('note', 7 as RecordId, fields)).toEqual(slowly);
		}),
		{ seed: 15, numRuns: 2000 }
	);
});

test('a state is empty but for the document itself', () => {
	const edits: Edit[] = [];
	expect(apply(emptyState(), edits)).toEqual([]);
	expect(emptyState().records.size).toBe(1);
});
