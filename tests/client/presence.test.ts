/** What a page shows of its person, and whom it sees. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeId } from '#lib/score/index.ts';
import { decodeClientFrame, encodeClientFrame, PRESENCE_BYTES, type Presence } from '#lib/wire/index.ts';
import { NO_PRESENCE, PresenceClient } from '../../src/lib/client/presence.ts';

function open() {
	let time = 0;
	const timers = new Set<{ at: number; run: () => void }>();
	const sent: Presence[] = [];
	let changes = 0;
	const client = new PresenceClient({
		send: (presence) => sent.push(presence),
		onPeople: () => changes++,
		now: () => time,
		schedule: (delayMs, run) => {
			const timer = { at: time + delayMs, run };
			timers.add(timer);
			return () => void timers.delete(timer);
		}
	});
	const advance = (ms: number): void => {
		time += ms;
		for (const timer of [...timers]) if (timer.at <= time && timers.delete(timer)) timer.run();
	};
	return { client, sent, advance, timers, changes: () => changes };
}
const cursor = (ticks: number): Partial<Presence> => ({ cursor: { ticks, cents: 6000 } });

test('nothing is sent before there is a server, then everything at once', () => {
	const { client, sent } = open();
	client.see({ name: 'Ann', colour: 3 });
	client.see(cursor(10));
	expect(sent).toEqual([]);
	client.connected();
	expect(sent).toEqual([{ ...NO_PRESENCE, name: 'Ann', colour: 3, ...cursor(10) }]);
});

test('a pointer that never rests is sent ten times a second, and where it came to rest', () => {
	const { client, sent, advance } = open();
	client.connected();
	sent.length = 0;
	for (let ms = 0; ms < 1000; ms += 4) {
		client.see(cursor(ms));
		advance(4);
	}
	expect(sent.length).toBeGreaterThanOrEqual(9);
	expect(sent.length).toBeLessThanOrEqual(10);
	advance(100);
	expect(sent.at(-1)).toMatchObject(cursor(996));
});

test('while nothing changes nothing is sent, and a move that would be rounded away is none', () => {
	const { client, sent, advance, timers } = open();
	client.connected();
	advance(1000);
	client.see(cursor(10.2));
	advance(1000);
	client.see(cursor(10.4));
	client.see({ selection: [] });
	advance(1000);
	expect(sent).toHaveLength(2);
	expect(timers.size).toBe(0);
	client.see(cursor(11));
	client.see(cursor(12));
	client.see(cursor(11));
	advance(1000);
	expect(sent).toHaveLength(3);
});

test('a pointer that leaves the roll is told as none', () => {
	const { client, sent, advance } = open();
	client.connected();
	client.see(cursor(10));
	client.see({ cursor: null });
	advance(100);
	expect(sent.at(-1)?.cursor).toBe(null);
});

test('after a break everything is sent again, and what was seen before it is forgotten', () => {
	const { client, sent, advance, changes, timers } = open();
	client.connected();
	client.see({ name: 'Ann' });
	advance(100);
	client.receive({ kind: 'seen', who: 7, presence: { ...NO_PRESENCE, name: 'Ben' } });
	client.see(cursor(1));
	client.see(cursor(2));
	client.disconnected();
	expect(timers.size).toBe(0);
	expect([...client.people]).toEqual([]);
	expect(changes()).toBe(2);
	client.see(cursor(5));
	advance(1000);
	const before = sent.length;
	client.connected();
	expect(sent.slice(before)).toEqual([{ ...NO_PRESENCE, name: 'Ann', ...cursor(5) }]);
	client.disconnected();
	expect(changes()).toBe(2);
});

test('people come, move and leave; each change is another map', () => {
	const { client, changes } = open();
	client.connected();
	client.receive({ kind: 'seen', who: 2, presence: { ...NO_PRESENCE, name: 'Ben' } });
	const before = client.people;
	client.receive({ kind: 'seen', who: 3, presence: { ...NO_PRESENCE, name: 'Eve' } });
	client.receive({ kind: 'seen', who: 2, presence: { ...NO_PRESENCE, name: 'Ben', ...cursor(4) } });
	expect([...before.keys()]).toEqual([2]);
	expect(client.people.get(2)).toMatchObject(cursor(4));
	client.receive({ kind: 'seen', who: 2, presence: null });
	client.receive({ kind: 'seen', who: 9, presence: null });
	expect([...client.people.keys()]).toEqual([3]);
	expect(changes()).toBe(4);
});

test('whatever is selected, and whatever her name, what is sent is taken', () => {
	fc.assert(
		fc.property(
			fc.record({
				name: fc.string({ unit: 'grapheme', maxLength: 80 }),
				selection: fc.array(fc.tuple(fc.nat(2 ** 20 - 1), fc.nat(2 ** 32 - 1)), { maxLength: 60 }),
				ticks: fc.double({ min: -1e9, max: 2 ** 31, noNaN: true }),
				to: fc.double({ min: 0, max: 2 ** 31, noNaN: true })
			}),
			({ name, selection, ticks, to }) => {
				const { client, sent } = open();
				client.see({
					name,
					selection: selection.map((id) => makeId(...id)),
					view: { from: ticks, to },
					...cursor(ticks)
				});
				client.connected();
				const bytes = sent.map((presence) => encodeClientFrame({ kind: 'see', presence }));
				expect(bytes[0]?.length).toBeLessThanOrEqual(PRESENCE_BYTES);
				const frame = decodeClientFrame(bytes[0] ?? new Uint8Array());
				if (frame?.kind !== 'see') throw new Error('It is no SEE.');
				expect(new Set(frame.presence.selection)).toEqual(new Set(sent[0]?.selection));
			}
		)
	);
});
