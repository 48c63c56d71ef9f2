import { expect, test } from 'vitest';
import { add, apply, emptyState, makeId, Score, type Edit } from '#lib/score/index.ts';
import {
	admits,
	encodeClientFrame,
	GATE_LIMITS,
	Pace,
	splitEdits,
	SyncClient,
	type ClientFrame,
	type ServerFrame,
	type SyncEvents
} from '#lib/wire/index.ts';
import { createRandom } from '../sim/random.ts';

const WELCOME: ServerFrame = {
	kind: 'welcome',
	version: 1,
	seq: 0,
	lastN: 0,
	role: 'own',
	slot: 1,
	opsPerSecond: 30,
	opsBurst: 120
};
const ignore = { onRefused: () => undefined, onGap: () => undefined };
const LONG_LYRIC = '가나다라'.repeat(16);

const paste = (count: number, fields = {}): Edit[] =>
	Array.from({ length: count }, (_, i) => add('note', makeId(1, i + 1), { start: i, ...fields }));
const notesAfter = (batches: readonly (readonly Edit[])[]) => {
	const state = emptyState();
	for (const batch of batches) apply(state, batch);
	return [...state.records.values()];
};

test.each<[string, Edit[], Edit[]]>([
	['a paste of notes with long lyrics', [], paste(5000, { lyric: LONG_LYRIC })],
	[
		'deleting 60,000 notes',
		paste(60_000),
		[{ kind: 'delete', ids: paste(60_000).flatMap((edit) => (edit.kind === 'add' ? [edit.record.id] : [])) }]
	],
	[
		'moving notes of many people',
		paste(10),
		[
			{
				kind: 'shift',
				ids: Array.from({ length: 30_000 }, (_, i) => makeId(1 + (i % 1000), 1 + (i % 7))),
				ticks: 5,
				semitones: 1
			}
		]
	],
	[
		're-timing everything',
		paste(3000),
		paste(3000).flatMap((edit): Edit[] =>
			edit.kind === 'add' ? [{ kind: 'set', id: edit.record.id, fields: { start: 7, lyric: LONG_LYRIC } }] : []
		)
	]
])('%s is cut into frames that the gate admits, and does the same', (_name, before, edits) => {
	const ops = splitEdits(edits);
	for (const op of ops) {
		const bytes = encodeClientFrame({ kind: 'op', n: 1_000_000, edits: op });
		expect(bytes.length).toBeLessThan(GATE_LIMITS.bytes);
		expect(admits(bytes)).toBe(true);
	}
	expect(notesAfter([before, ...ops])).toEqual(notesAfter([before, edits]));
});

test('a client that follows the limits of the welcome is never refused, however its frames bunch up on the way', () => {
	const random = createRandom(5);
	const score = new Score();
	const client = new SyncClient(score, ignore, 1);
	client.receive(WELCOME);
	const server = new Pace(30, 120, 0);
	score.transact('local', paste(150 * 500));
	let arrival = 0;
	let sent = 0;
	for (let now = 0; client.waitMs(now) !== null; now += Math.max(1, client.waitMs(now) ?? 1))
		for (const frame of client.takeOutbox(now)) {
			// in order, up to 300 ms late
			arrival = Math.max(arrival, now + random(300));
			expect(frame.kind === 'op' ? frame.n : 0).toBe(++sent);
			expect(server.take(arrival)).toBe(0);
		}
	expect(sent).toBe(150);
});

test('a wait that the server asks for is kept, and everything from there on goes out again, once', () => {
	const score = new Score();
	let gaps = 0;
	const client = new SyncClient(score, { ...ignore, onGap: () => gaps++ }, 1);
	client.receive(WELCOME);
	for (let i = 0; i < 3; i++) score.transact('local', [add('note', score.nextId(), {})]);
	const numbers = (frames: ClientFrame[]): number[] => frames.map((frame) => (frame.kind === 'op' ? frame.n : 0));
	expect(numbers(client.takeOutbox(0))).toEqual([1, 2, 3]);
	client.receive({ kind: 'no', code: 'storage', retryAfterMs: 1000, about: 2, text: '' });
	client.receive({ kind: 'no', code: 'gap', retryAfterMs: 0, about: 3, text: '' });
	expect(gaps).toBe(0);
	expect(client.takeOutbox(100)).toEqual([]);
	expect(client.waitMs(100)).toBe(1000);
	expect(numbers(client.takeOutbox(1100))).toEqual([2, 3]);
	expect(client.waitMs(1100)).toBe(null);
	client.receive({ kind: 'no', code: 'gap', retryAfterMs: 0, about: 3, text: '' });
	expect(gaps).toBe(1);
});

test('the refusal of a stream is nothing to an op of the same number', () => {
	const score = new Score();
	const client = new SyncClient(score, ignore, 1);
	client.receive(WELCOME);
	score.transact('local', [add('note', score.nextId(), {})]);
	client.takeOutbox(0);
	client.receive({ kind: 'no', code: 'nojob', retryAfterMs: 0, about: 1, text: '' });
	expect([client.pendingCount, score.notes.length]).toEqual([1, 1]);
});

test('whoever may only look loses her edits all together, and may edit from the same number on later', () => {
	const score = new Score();
	const refused: number[] = [];
	const client = new SyncClient(score, { ...ignore, onRefused: ({ edits }) => refused.push(edits.length) }, 1);
	client.receive(WELCOME);
	for (let i = 0; i < 3; i++) score.transact('local', [add('note', score.nextId(), {})]);
	client.takeOutbox(0);
	for (const about of [1, 2, 3]) client.receive({ kind: 'no', code: 'readonly', retryAfterMs: 0, about, text: '' });
	expect([refused, score.notes, client.pendingCount]).toEqual([[1, 1, 1], [], 0]);
	client.disconnected();
	client.receive(WELCOME);
	score.transact('local', [add('note', score.nextId(), {})]);
	expect(client.takeOutbox(0)).toMatchObject([{ kind: 'op', n: 1 }]);
});

test('a gesture that became several ops is a group, and is refused as one', () => {
	const score = new Score();
	const told: [boolean, number, number][] = [];
	const onRefused: SyncEvents['onRefused'] = ({ inverse, edits, opCount }) =>
		told.push([inverse !== null, edits.length, opCount]);
	const client = new SyncClient(score, { ...ignore, onRefused }, 1);
	client.receive(WELCOME);
	score.transact('local', paste(1200));
	expect(client.takeOutbox(0)).toMatchObject([{ n: 1, left: 2 }, { n: 2, left: 1 }, { n: 3 }]);
	client.receive({ kind: 'no', code: 'full', retryAfterMs: 0, about: 2, text: '' });
	expect(told).toEqual([[true, 1200, 3]]);
	expect([score.notes.length, client.pendingCount]).toEqual([0, 0]);
	// the empty rows that took its numbers say nothing new
	const rows = [1, 2, 3].map((n) => ({ who: 1, n, edits: [] }));
	client.receive({ kind: 'rows', firstSeq: 1, rows });
	expect([told.length, client.seq]).toEqual([1, 3]);
});

test('a gesture whose refusal was only in the log is rolled back as one', () => {
	const score = new Score();
	const told: number[] = [];
	const client = new SyncClient(score, { ...ignore, onRefused: ({ opCount }) => told.push(opCount) }, 1);
	client.receive(WELCOME);
	score.transact('local', paste(1200));
	client.takeOutbox(0);
	client.receive({ kind: 'rows', firstSeq: 1, rows: [1, 2, 3].map((n) => ({ who: 1, n, edits: [] })) });
	expect([told, score.notes.length, client.pendingCount]).toEqual([[3], 0, 0]);
});
