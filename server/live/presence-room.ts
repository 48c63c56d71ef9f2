/** Who looks at a document now, and what each of them is told of the others: in memory, lossy, and the first to give way. */

import { encodeServerFrame, type Presence } from '#lib/wire/index.ts';

/** Somebody on a socket, as the room needs her. */
export interface RoomMember {
	/** The parts that her link shows; null for all. */
	readonly parts: ReadonlySet<number> | null;
	/** Whether her socket has enough to do; {@link Membership.pump} is called when it has not any more. */
	isBusy(): boolean;
	/** A SEEN, encoded once for everyone who gets it. */
	send(bytes: Uint8Array): void;
}

/** One member's place in a room. */
export interface Membership {
	/** Her number in the room, the `who` of SEEN: it is never given to anybody else there. */
	readonly who: number;
	/** What she shows of herself now; what comes faster than the pace is replaced by what comes after it. */
	see(presence: Presence): void;
	/** Brings her up to date after she was busy. */
	pump(): void;
	leave(): void;
}

export interface RoomOptions {
	/** How often in a second one member is shown to the others; 0 shows nobody. */
	readonly perSecond: number;
	/** Hears of every time that somebody was not told of another, because she was busy. */
	onDropped?(): void;
	/** Milliseconds from any start. */
	now(): number;
	/** Calls `run` once after `delayMs`; the answer prevents it. */
	schedule(delayMs: number, run: () => void): () => void;
}

/** Frames a second that a room sends for long: when more than 32 people all move at once, each is shown less often. */
export const ROOM_FRAMES_PER_SECOND = 10_000;
/** How far a room may run ahead of that: a crowd that stirs for a moment waits for nothing. */
const ROOM_BURST_MS = 500;

interface Seat {
	readonly who: number;
	readonly member: RoomMember;
	/** What the others were told last; null before she has said anything. */
	shown: Presence | null;
	/** What she has said since, while the pace holds it back. */
	next: Presence | null;
	shownAt: number;
	unschedule: (() => void) | null;
	/** Others of whom she was not told while busy, and whether she had seen them before. Most never need it. */
	missed: Map<number, boolean> | null;
}

/** The people of one document. It knows no sockets and no clock. */
export class PresenceRoom {
	readonly #options: RoomOptions;
	readonly #seats = new Map<number, Seat>();
	#lastWho = 0;
	/** When all that was promised is sent, at the room's rate. */
	#freeAt = -Infinity;

	constructor(options: RoomOptions) {
		this.#options = options;
	}

	get size(): number {
		return this.#seats.size;
	}

	/** Takes a place; she is told at once of everyone whom she may see. */
	join(member: RoomMember): Membership {
		const who = ++this.#lastWho;
		const seat: Seat = { who, member, shown: null, next: null, shownAt: -Infinity, unschedule: null, missed: null };
		for (const other of this.#seats.values()) if (isShownTo(seat, other.shown)) miss(seat, other.who, false);
		this.#seats.set(who, seat);
		this.#pump(seat);
		return {
			who,
			see: (presence) => this.#see(seat, presence),
			pump: () => this.#pump(seat),
			leave: () => this.#leave(seat)
		};
	}

	#see(seat: Seat, presence: Presence): void {
		const { perSecond, now, schedule } = this.#options;
		if (perSecond === 0 || !this.#seats.has(seat.who)) return;
		// a place that her link does not show is none that she can be at
		if (!isShownTo(seat, presence)) return;
		seat.next = presence;
		if (seat.unschedule) return;
		const time = now();
		const waitMs = Math.max(seat.shownAt + 1000 / perSecond, this.#freeAt - ROOM_BURST_MS) - time;
		this.#freeAt = Math.max(this.#freeAt, time) + (this.#seats.size / ROOM_FRAMES_PER_SECOND) * 1000;
		if (waitMs <= 0) this.#show(seat);
		else seat.unschedule = schedule(waitMs, () => this.#show(seat));
	}

	#show(seat: Seat): void {
		seat.unschedule = null;
		if (!seat.next) return;
		const before = seat.shown;
		seat.shown = seat.next;
		seat.next = null;
		seat.shownAt = this.#options.now();
		this.#tellOthers(seat, before);
	}

	#leave(seat: Seat): void {
		if (!this.#seats.delete(seat.who)) return;
		seat.unschedule?.();
		const before = seat.shown;
		seat.shown = null;
		this.#tellOthers(seat, before);
	}

	/** `before` is what they were told the last time. */
	#tellOthers(seat: Seat, before: Presence | null): void {
		let bytes: Uint8Array | null = null;
		let goodbye: Uint8Array | null = null;
		for (const other of this.#seats.values()) {
			if (other === seat) continue;
			const wasShown = isShownTo(other, before);
			const isShown = isShownTo(other, seat.shown);
			if (!wasShown && !isShown) continue;
			const hasMissed = other.missed?.has(seat.who) ?? false;
			const isMissed = hasMissed || other.member.isBusy();
			if (isMissed) this.#options.onDropped?.();
			if (hasMissed) continue;
			if (isMissed) miss(other, seat.who, wasShown);
			else if (isShown) other.member.send((bytes ??= encodeSeen(seat.who, seat.shown)));
			else other.member.send((goodbye ??= encodeSeen(seat.who, null)));
		}
	}

	#pump(seat: Seat): void {
		if (!seat.missed || !this.#seats.has(seat.who)) return;
		for (const [who, hadSeen] of seat.missed) {
			if (seat.member.isBusy()) return;
			seat.missed.delete(who);
			const shown = this.#seats.get(who)?.shown ?? null;
			if (isShownTo(seat, shown)) seat.member.send(encodeSeen(who, shown));
			else if (hadSeen) seat.member.send(encodeSeen(who, null));
		}
		seat.missed = null;
	}
}

const encodeSeen = (who: number, presence: Presence | null): Uint8Array =>
	encodeServerFrame({ kind: 'seen', who, presence });

const isShownTo = ({ member }: Seat, presence: Presence | null): boolean =>
	presence !== null && (member.parts?.has(presence.part) ?? true);

function miss(seat: Seat, who: number, hadSeen: boolean): void {
	seat.missed ??= new Map();
	seat.missed.set(who, hadSeen);
}

/** A room for each document that somebody is in. */
export class PresenceRooms {
	readonly #options: RoomOptions;
	readonly #rooms = new Map<string, PresenceRoom>();

	constructor(options: RoomOptions) {
		this.#options = options;
	}

	/** Documents that somebody is in. */
	get size(): number {
		return this.#rooms.size;
	}

	join(doc: string, member: RoomMember): Membership {
		const room = this.#rooms.get(doc) ?? new PresenceRoom(this.#options);
		this.#rooms.set(doc, room);
		const membership = room.join(member);
		return {
			...membership,
			leave: () => {
				membership.leave();
				// a later room of the same document is another
				if (room.size === 0 && this.#rooms.get(doc) === room) this.#rooms.delete(doc);
			}
		};
	}
}
