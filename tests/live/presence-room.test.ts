/** People in a room: each hears of the others, not too often, and never more than she may see. */

import { expect, test } from 'vitest';
import { makeId } from '#lib/score/index.ts';
import { decodeServerFrame, type Presence } from '#lib/wire/index.ts';
import {
	PresenceRoom,
	PresenceRooms,
	ROOM_FRAMES_PER_SECOND,
	type Membership,
	type RoomMember
} from '#server/live/presence-room.ts';

const NOBODY: Presence = { name: '', colour: 0, part: 0, cursor: null, selection: [], view: null };
const at = (ticks: number, part = 0): Presence => ({ ...NOBODY, name: 'Ann', part, cursor: { ticks, cents: 6000 } });

/** A clock that stands still until it is moved, with its timers. */
class Clock {
	time = 0;
	readonly timers = new Set<{ at: number; run: () => void }>();
	readonly now = (): number => this.time;
	readonly schedule = (delayMs: number, run: () => void): (() => void) => {
		const timer = { at: this.time + delayMs, run };
		this.timers.add(timer);
		return () => void this.timers.delete(timer);
	};

	advance(ms: number): void {
		const end = this.time + ms;
		for (;;) {
			const [next] = [...this.timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
			if (!next) break;
			this.timers.delete(next);
			this.time = next.at;
			next.run();
		}
		this.time = end;
	}
}

/** A member who writes down what she is told. */
class Listener implements RoomMember {
	readonly parts: ReadonlySet<number> | null;
	readonly told: [who: number, ticks: number | null][] = [];
	frames = 0;
	busy = false;

	constructor(parts: readonly number[] | null = null) {
		this.parts = parts && new Set(parts);
	}

	isBusy(): boolean {
		return this.busy;
	}

	send(bytes: Uint8Array): void {
		this.frames++;
		const frame = decodeServerFrame(bytes);
		if (frame?.kind !== 'seen') throw new Error('A room sends SEEN and nothing else.');
		this.told.push([frame.who, frame.presence && (frame.presence.cursor?.ticks ?? -1)]);
	}

	/** What a page that was told all this shows now. */
	get sees(): Record<number, number> {
		const seen: Record<number, number> = {};
		for (const [who, ticks] of this.told)
			if (ticks === null) delete seen[who];
			else seen[who] = ticks;
		return seen;
	}
}

function open(perSecond = 10) {
	const clock = new Clock();
	const room = new PresenceRoom({ perSecond, now: clock.now, schedule: clock.schedule });
	const enter = (parts: readonly number[] | null = null): [Membership, Listener] => {
		const listener = new Listener(parts);
		return [room.join(listener), listener];
	};
	return { clock, room, enter };
}

test('what one shows the others see, and she herself does not', () => {
	const { enter } = open();
	const [ann, annHears] = enter();
	const [, benHears] = enter();
	const [, eveHears] = enter();
	ann.see({ ...at(960), selection: [makeId(1, 7)] });
	expect(benHears.told).toEqual([[ann.who, 960]]);
	expect(eveHears.told).toEqual([[ann.who, 960]]);
	expect(annHears.told).toEqual([]);
});

test('a newcomer is told of everyone who is there, and not of those who only listen or have gone', () => {
	const { enter } = open();
	const [ann] = enter();
	const [ben] = enter();
	const [gone] = enter();
	enter();
	ann.see(at(1));
	ben.see(at(2));
	gone.see(at(3));
	gone.leave();
	const [, hears] = enter();
	expect(hears.sees).toEqual({ [ann.who]: 1, [ben.who]: 2 });
});

test('leaving is told once, to those who saw her, and her number goes to nobody else', () => {
	const { enter, clock } = open();
	const [ann] = enter();
	const [, hears] = enter();
	ann.see(at(1));
	ann.see(at(2));
	ann.leave();
	ann.leave();
	ann.see(at(3));
	clock.advance(1000);
	expect(hears.told).toEqual([
		[ann.who, 1],
		[ann.who, null]
	]);
	const [next] = enter();
	expect(next.who).not.toBe(ann.who);
	const [silent] = enter();
	silent.leave();
	expect(hears.told).toHaveLength(2);
});

test('however fast she moves, she is shown ten times a second, and where she stopped is shown in the end', () => {
	const { enter, clock } = open();
	const [ann] = enter();
	const [, hears] = enter();
	for (let ms = 0; ms < 1000; ms += 5) {
		ann.see(at(ms));
		clock.advance(5);
	}
	expect(hears.told.length).toBeGreaterThanOrEqual(10);
	expect(hears.told.length).toBeLessThanOrEqual(11);
	clock.advance(100);
	expect(hears.sees).toEqual({ [ann.who]: 995 });
	expect(clock.timers.size).toBe(0);
});

test('whoever is shown seldom is shown at once', () => {
	const { enter, clock } = open(2);
	const [ann] = enter();
	const [, hears] = enter();
	ann.see(at(1));
	clock.advance(501);
	ann.see(at(2));
	expect(hears.told.length).toBe(2);
	ann.see(at(3));
	expect(hears.told.length).toBe(2);
	clock.advance(500);
	expect(hears.sees).toEqual({ [ann.who]: 3 });
});

test('with a pace of 0 nobody is shown', () => {
	const { enter, clock } = open(0);
	const [ann] = enter();
	const [, hears] = enter();
	ann.see(at(1));
	clock.advance(10_000);
	ann.leave();
	expect(hears.told).toEqual([]);
});

test('a busy member gets nothing, and afterwards only the last of each and who has gone', () => {
	const { enter, clock } = open();
	const [ann] = enter();
	const [ben] = enter();
	const [eve] = enter();
	const [slow, slowHears] = enter();
	ann.see(at(1));
	ben.see(at(2));
	slowHears.told.length = 0;
	slowHears.busy = true;
	for (let k = 0; k < 20; k++) {
		ann.see(at(100 + k));
		clock.advance(100);
	}
	ben.leave();
	eve.see(at(5));
	eve.leave();
	expect(slowHears.told).toEqual([]);
	slow.pump();
	expect(slowHears.told).toEqual([]);
	slowHears.busy = false;
	slow.pump();
	expect(slowHears.told).toEqual([
		[ann.who, 119],
		[ben.who, null]
	]);
	slow.pump();
	expect(slowHears.told).toHaveLength(2);
	clock.advance(100);
	ann.see(at(7));
	expect(slowHears.told.at(-1)).toEqual([ann.who, 7]);
});

test('one who becomes busy again while she catches up misses nothing in the end', () => {
	const { enter, clock } = open();
	const [slow, slowHears] = enter();
	slowHears.busy = true;
	const others = Array.from({ length: 5 }, () => enter()[0]);
	others.forEach((other, k) => other.see(at(k)));
	const send = slowHears.send.bind(slowHears);
	slowHears.send = (bytes) => {
		send(bytes);
		slowHears.busy = slowHears.frames % 2 === 0;
	};
	slowHears.busy = false;
	slow.pump();
	expect(slowHears.told).toHaveLength(2);
	clock.advance(200);
	others[4]?.see(at(44));
	for (let k = 0; k < 3; k++) {
		slowHears.busy = false;
		slow.pump();
	}
	expect(slowHears.sees).toEqual(Object.fromEntries(others.map(({ who }, k) => [who, k === 4 ? 44 : k])));
});

test('a newcomer who is busy at once is told when she is not any more', () => {
	const { room, enter } = open();
	const [ann] = enter();
	ann.see(at(1));
	const listener = new Listener();
	listener.busy = true;
	const membership = room.join(listener);
	expect(listener.told).toEqual([]);
	listener.busy = false;
	membership.pump();
	expect(listener.sees).toEqual({ [ann.who]: 1 });
});

test('a link for some parts neither gets nor gives what is in the others', () => {
	const { enter, clock } = open();
	const [ann, annHears] = enter();
	const [limited, limitedHears] = enter([7]);
	ann.see(at(1, 0));
	expect(limitedHears.told).toEqual([]);
	clock.advance(100);
	ann.see(at(2, 7));
	expect(limitedHears.told).toEqual([[ann.who, 2]]);
	clock.advance(100);
	ann.see(at(3, 0));
	expect(limitedHears.told.at(-1)).toEqual([ann.who, null]);
	clock.advance(100);
	ann.see(at(4, 0));
	ann.leave();
	expect(limitedHears.told).toHaveLength(2);
	limited.see(at(5, 0));
	clock.advance(100);
	expect(annHears.told).toEqual([]);
	const [, lateHears] = enter();
	limited.see(at(6, 7));
	expect(lateHears.sees).toEqual({ [limited.who]: 6 });
});

test('a busy member with a link for some parts is not told of what went on in the others', () => {
	const { enter, clock } = open();
	const [ann] = enter();
	const [limited, hears] = enter([7]);
	hears.busy = true;
	ann.see(at(1, 7));
	clock.advance(100);
	ann.see(at(2, 0));
	hears.busy = false;
	limited.pump();
	expect(hears.told).toEqual([]);
});

test('a full room in which all move at once sends ten thousand frames a second, and shows where everyone stopped', () => {
	const { enter, clock } = open();
	const members = Array.from({ length: 100 }, () => enter());
	const sent = (): number => members.reduce((sum, [, { frames }]) => sum + frames, 0);
	for (let ms = 0; ms < 3000; ms += 50) {
		for (const [member] of members) member.see(at(ms));
		clock.advance(50);
	}
	expect(sent() / ROOM_FRAMES_PER_SECOND).toBeGreaterThan(3);
	expect(sent() / ROOM_FRAMES_PER_SECOND).toBeLessThan(3.6);
	const times = members.map(([{ who }]) => members[0]?.[1].told.filter((told) => told[0] === who).length ?? 0).slice(1);
	expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
	clock.advance(1000);
	for (const [, { sees }] of members) expect(new Set(Object.values(sees))).toEqual(new Set([2950]));
});

test('one who moves before a hundred who look on is shown as often as before two', () => {
	const { enter, clock } = open();
	const [ann] = enter();
	const members = Array.from({ length: 100 }, () => enter());
	for (const [member] of members) member.see(at(0));
	clock.advance(2000);
	const before = members[0]?.[1].frames ?? 0;
	for (let ms = 0; ms < 1000; ms += 100) {
		ann.see(at(ms));
		clock.advance(100);
	}
	expect((members[0]?.[1].frames ?? 0) - before).toBe(10);
});

test('rooms are as many as documents with somebody in them, and hear nothing of each other', () => {
	const clock = new Clock();
	const rooms = new PresenceRooms({ perSecond: 10, now: clock.now, schedule: clock.schedule });
	const [here, there, other] = [new Listener(), new Listener(), new Listener()];
	const ann = rooms.join('one', here);
	const ben = rooms.join('one', there);
	const eve = rooms.join('two', other);
	ann.see(at(1));
	expect(there.sees).toEqual({ [ann.who]: 1 });
	expect(other.told).toEqual([]);
	expect(rooms.size).toBe(2);
	ann.leave();
	eve.leave();
	ben.leave();
	ben.leave();
	expect(rooms.size).toBe(0);
	const again = rooms.join('one', new Listener());
	ben.leave();
	expect(rooms.size).toBe(1);
	again.leave();
	expect(clock.timers.size).toBe(0);
});
