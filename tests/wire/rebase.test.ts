import { expect, test } from 'vitest';
import { add, makeId, Score } from '#lib/score/index.ts';
import { SyncClient } from '#lib/wire/index.ts';

test('200,000 notes that are deleted here stay deleted when somebody else adds one meanwhile', () => {
	const score = new Score();
	const sync = new SyncClient(score, { onRefused: () => undefined, onGap: () => undefined }, 1);
	const notes = Array.from({ length: 200_000 }, (_, i) => add('note', makeId(2, i + 1), { start: i }));
	sync.receive({ kind: 'rows', firstSeq: 1, rows: [{ who: 2, n: 1, edits: notes }] });
	score.transact('local', [{ kind: 'delete', where: { part: 0, from: 0, to: 200_000 } }]);
	const late = add('note', makeId(2, 200_001), { start: 200_000 });
	sync.receive({ kind: 'rows', firstSeq: 2, rows: [{ who: 2, n: 2, edits: [late] }] });
	expect(score.notes.map(({ id }) => id)).toEqual([makeId(2, 200_001)]);
});
