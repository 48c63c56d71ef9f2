import { expect, test } from 'vitest';
import { add, makeId, type Edit, type RecordKind } from '#lib/score/index.ts';
import { countScans, DOCUMENT_LIMITS, GroupBuffer, judgeOps, Pace, type OpContext } from '#lib/wire/index.ts';

const CONTEXT: OpContext = {
	client: { slot: 3, lastN: 0 },
	role: 'edit',
	counts: {},
	samples: 0,
	limits: DOCUMENT_LIMITS,
	kindOf: () => null,
	fault: null,
	isOutside: () => false
};
const judge = (...edits: Edit[]) => judgeOps([{ n: 1, edits }], CONTEXT);
const REFUSED = { kind: 'refuse', code: 'unsupported' };

test('nobody adds anything under an id that another may give', () => {
	expect(judge(add('note', makeId(3, 1), {}))).toEqual({ kind: 'append' });
	expect(judge(add('note', makeId(4, 1), {}))).toMatchObject(REFUSED);
	expect(judge({ kind: 'retime', part: 0, edits: [add('tempo', makeId(2, 1), {})] })).toMatchObject(REFUSED);
});

test('a curve counts by the room that it takes, however thin it is drawn', () => {
	const thin = Array.from({ length: 400 }, (_, i): Edit => ({
		kind: 'curve',
		id: makeId(3, 1),
		start: i * 1024,
		values: Int16Array.of(1)
	}));
	const limits = { ...DOCUMENT_LIMITS, samples: 400 * 1024 };
	expect(judgeOps([{ n: 1, edits: thin }], { ...CONTEXT, limits })).toEqual({ kind: 'append' });
	expect(judgeOps([{ n: 1, edits: thin }], { ...CONTEXT, limits, samples: 1 })).toMatchObject({ code: 'full' });
});

test('a gesture of many ops looks at the whole document a few times only', () => {
	const scan: Edit = { kind: 'shift', where: { part: 0, from: 0, to: 10 }, ticks: 1, semitones: 0 };
	const ops = (count: number) => Array.from({ length: count }, (_, i) => ({ n: i + 1, edits: Array(8).fill(scan) }));
	expect(judgeOps(ops(8), CONTEXT)).toEqual({ kind: 'append' });
	expect(judgeOps(ops(9), CONTEXT)).toMatchObject({ kind: 'refuse', code: 'full' });
});

test('what looks at the whole document is known by its edits', () => {
	const clip = makeId(1, 1);
	const kindOf = (id: number): RecordKind => (id === clip ? 'clip' : 'note');
	expect(countScans([add('part', makeId(3, 1), {}), { kind: 'delete', ids: [makeId(1, 2), clip] }], kindOf)).toBe(2);
	expect(countScans([add('note', makeId(3, 2), {}), { kind: 'delete', ids: [makeId(1, 2)] }], kindOf)).toBe(0);
});

test('what was spent holds back what follows, not longer than is said', () => {
	const pace = new Pace(10, 20, 0);
	expect(pace.take(0)).toBe(0);
	pace.spend(29, 30_000);
	expect(pace.waitMs(0)).toBe(1100);
	pace.spend(1e9, 2000);
	expect(pace.waitMs(0)).toBe(2100);
});

test('a gesture that is held takes no more room than its bytes promise, however short its edits are', () => {
	const group = new GroupBuffer(1000);
	const edits = Array.from({ length: 40 }, (_, i) => add('note', makeId(3, i), {}));
	group.take({ n: 1, edits, left: 2 }, 200);
	group.take({ n: 2, edits, left: 1 }, 200);
	expect(group.take({ n: 3, edits: [], left: 0 }, 20)).toMatchObject({ fault: { code: 'full' } });
});
