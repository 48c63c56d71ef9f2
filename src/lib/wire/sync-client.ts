/** The client's side of one numbered log: it shows what is confirmed plus what is still pending. No sockets, no clocks. */

import { apply, emptyState, type Change, type Edit, type Score, type State } from '../score/index.ts';
import type { ClientFrame, NoCode, Row, ServerFrame } from './frames.ts';
import { TRANSIENT } from './frames.ts';
import { Pace } from './pace.ts';
import { Rebase } from './rebase.ts';
import { decodeSnapshot } from './snapshot.ts';
import { splitEdits } from './split-edits.ts';

/** The part of the server's limits that is used, so that ops which bunch up on the way are not refused. */
const PACE_SHARE = 0.8;
/** Where ids are counted from by a client that the server knows and that does not know itself: beyond all that it may have used. */
const COUNTER_UNKNOWN = 2 ** 31;

/** An op that the server has not confirmed. */
export interface PendingOp {
	readonly n: number;
	readonly edits: readonly Edit[];
	/** Ops of the same gesture after this one. */
	readonly left: number;
}

/** What a page kept of an earlier one with the same client id. */
export interface KeptClient {
	readonly slot: number;
	/** The number of its next op. */
	readonly nextN: number;
	/** The first counter that no id of it has. */
	readonly counter: number;
	readonly pending: readonly PendingOp[];
}

/** One change as it travels: in one op, or in several that are taken together or not at all. */
interface Gesture {
	/** The inverse of the change that it was; null for one of an earlier page. */
	readonly inverse: readonly Edit[] | null;
	readonly ops: Pending[];
	/** Some of it is in the log, so all of it will be. */
	isConfirmed: boolean;
}

interface Pending {
	n: number;
	readonly edits: readonly Edit[];
	readonly left: number;
	/** What it was on the shown state when it was last applied. */
	inverse: readonly Edit[];
	readonly gesture: Gesture;
}

/** What became of a gesture that the server refused for good. */
export interface Refusal {
	readonly edits: readonly Edit[];
	/** The inverse of the change that it was, when it was made on this page; otherwise null. */
	readonly inverse: readonly Edit[] | null;
	/** `forgotten`: the server does not know this client any more. */
	readonly code: NoCode | 'forgotten';
	/** The server's sentence; empty when only the log told. */
	readonly text: string;
	/** Ops that it was sent in. */
	readonly opCount: number;
}

export interface SyncEvents {
	/** The server will not have this; it was rolled back. */
	onRefused(refusal: Refusal): void;
	/** A row is missing: connect again and say where we are. */
	onGap(): void;
	/** What is pending has changed: these ops are new, and those numbers are done with. */
	onPending?(added: readonly PendingOp[], removed: readonly number[]): void;
}

/** Follows a score: sends what is changed here, folds in what is changed elsewhere. */
export class SyncClient {
	readonly #score: Score;
	readonly #events: SyncEvents;
	readonly #base: State = emptyState();
	readonly #stop: () => void;
	#pending: Pending[] = [];
	#seq = 0;
	#nextN = 1;
	#slot: number;
	/** What the server allows; null while there is no connection. */
	#limits: { readonly opsPerSecond: number; readonly opsBurst: number } | null = null;
	#pace: Pace | null = null;
	/** The last op that went out on this connection. */
	#sentN = 0;
	/** A wait that was asked for, and until when it lasts once the time is known. */
	#holdMs = 0;
	#holdUntil = 0;

	/** `slot` is 1 for whoever makes a document (the server promises it), 0 while it is not known. */
	constructor(score: Score, events: SyncEvents, slot = 0, kept: KeptClient | null = null) {
		this.#slot = kept?.slot ?? slot;
		if (this.#slot > 0) score.useSlot(this.#slot, kept?.counter ?? 1);
		this.#score = score;
		this.#events = events;
		if (kept) this.#restore(kept);
		this.#stop = score.subscribe((change) => this.#onChange(change));
	}

	/** Last row that is folded in. */
	get seq(): number {
		return this.#seq;
	}

	/** The slot that ids are made in; 0 while it is not known. */
	get slot(): number {
		return this.#slot;
	}

	/** The number of the next op. */
	get nextN(): number {
		return this.#nextN;
	}

	/** Ops that the server has not confirmed. */
	get pendingCount(): number {
		return this.#pending.length;
	}

	get base(): State {
		return this.#base;
	}

	/** Takes what may be sent at `now` (milliseconds of any steady clock), in order. */
	takeOutbox(now: number): ClientFrame[] {
		const frames: ClientFrame[] = [];
		for (let wait = this.waitMs(now); wait === 0; wait = this.waitMs(now)) {
			const op = this.#nextOp();
			if (!op) break;
			this.#pace?.take(now);
			this.#sentN = op.n;
			frames.push({ kind: 'op', n: op.n, edits: op.edits, ...(op.left > 0 ? { left: op.left } : {}) });
		}
		return frames;
	}

	/** Milliseconds until there is something to take; null when nothing waits for time alone. */
	waitMs(now: number): number | null {
		if (!this.#limits || !this.#nextOp()) return null;
		this.#pace ??= new Pace(
			this.#limits.opsPerSecond * PACE_SHARE,
			Math.max(1, Math.floor(this.#limits.opsBurst * PACE_SHARE)),
			now
		);
		if (this.#holdMs > 0) this.#holdUntil = now + this.#holdMs;
		this.#holdMs = 0;
		return Math.max(0, Math.ceil(this.#holdUntil - now), this.#pace.waitMs(now));
	}

	/** The connection is gone; pending ops wait for the next welcome. */
	disconnected(): void {
		this.#limits = null;
	}

	/** A `Fault('bad-request')` for a snapshot that is none, or that has to be fetched first. */
	receive(frame: ServerFrame): void {
		if (frame.kind === 'welcome') this.#welcome(frame);
		else if (frame.kind === 'snap') this.#openSnapshot(frame);
		else if (frame.kind === 'rows') this.#fold(frame.firstSeq, frame.rows);
		else if (frame.kind === 'no') this.#refused(frame);
	}

	dispose(): void {
		this.#stop();
	}

	#nextOp(): Pending | undefined {
		return this.#pending.find((op) => op.n > this.#sentN);
	}

	#restore({ nextN, pending }: KeptClient): void {
		this.#nextN = Math.max(nextN, (pending.at(-1)?.n ?? 0) + 1);
		let gesture: Gesture | null = null;
		const edits: Edit[] = [];
		for (const { n, edits: its, left } of pending) {
			gesture ??= { inverse: null, ops: [], isConfirmed: false };
			const op: Pending = { n, edits: its, left, inverse: apply(this.#score.state, its), gesture };
			gesture.ops.push(op);
			this.#pending.push(op);
			edits.push(...its);
			if (left === 0) gesture = null;
		}
		if (edits.length > 0) this.#score.announce({ edits, inverse: [], origin: 'remote' });
	}

	#onChange(change: Change): void {
		if (change.origin === 'remote') return;
		const pieces = this.#split(change);
		const gesture: Gesture = { inverse: change.inverse, ops: [], isConfirmed: false };
		for (const [i, piece] of pieces.entries())
			gesture.ops.push({ n: this.#nextN++, ...piece, left: pieces.length - 1 - i, gesture });
		this.#pending.push(...gesture.ops);
		this.#events.onPending?.(gesture.ops, []);
	}

	/** A change in pieces that fit their frames, each with an inverse of its own. */
	#split({ edits, inverse }: Change): Pick<Pending, 'edits' | 'inverse'>[] {
		const pieces = splitEdits(edits);
		if (pieces.length <= 1) return pieces.map(() => ({ edits, inverse }));
		apply(this.#score.state, inverse);
		return pieces.map((piece) => ({ edits: piece, inverse: apply(this.#score.state, piece) }));
	}

	#welcome({ slot, lastN, opsPerSecond, opsBurst }: Extract<ServerFrame, { kind: 'welcome' }>): void {
		if (slot > 0 && slot !== this.#slot) this.#moveTo(slot, lastN);
		this.#limits = { opsPerSecond, opsBurst };
		this.#pace = null;
		this.#holdMs = 0;
		this.#holdUntil = 0;
		const first = this.#pending[0];
		if (!first) this.#nextN = slot > 0 ? lastN + 1 : Math.max(this.#nextN, lastN + 1);
		// a server that was restored from an older copy has lost rows of ours: what it lacks takes the numbers that it expects
		else if (slot > 0 && first.n > lastN + 1) this.#renumber(lastN + 1);
		// what the server has comes as rows; all after it goes out again
		this.#sentN = lastN;
	}

	/** Another slot than it had: it is new here, or was forgotten, and then nothing that names its old ids can be sent. */
	#moveTo(slot: number, lastN: number): void {
		const wasForgotten = this.#slot > 0;
		this.#slot = slot;
		if (wasForgotten && this.#pending.length > 0) {
			const text = 'The server does not know this page any more, so its edits could not be added.';
			this.#refuse(this.#pending, 'forgotten', text);
		}
		if (wasForgotten || this.#pending.length === 0) {
			this.#score.useSlot(slot, lastN === 0 ? 1 : COUNTER_UNKNOWN);
			this.#nextN = lastN + 1;
		}
	}

	#renumber(from: number): void {
		const removed = this.#pending.map((op) => op.n);
		for (const [i, op] of this.#pending.entries()) op.n = from + i;
		this.#nextN = from + this.#pending.length;
		this.#events.onPending?.(this.#pending, removed);
	}

	/** Starts again from a state of the whole; what of ours is in it, or was refused, is pending no more. */
	#openSnapshot({ seq, lastN, bytes, refused }: Extract<ServerFrame, { kind: 'snap' }>): void {
		const { records } = decodeSnapshot(bytes ?? new Uint8Array());
		const rejected = this.#pending.filter((op) => refused.includes(op.n));
		if (rejected.length > 0) this.#refuse(rejected, 'full', '');
		const confirmed = this.#pending.filter((op) => op.n <= lastN);
		for (const { gesture } of confirmed) gesture.isConfirmed = true;
		this.#drop(confirmed);
		for (const state of [this.#base, this.#score.state]) {
			state.records.clear();
			for (const [id, record] of records) state.records.set(id, record);
		}
		this.#seq = seq;
		for (const op of this.#pending) op.inverse = apply(this.#score.state, op.edits);
		this.#score.announce({ edits: [], inverse: [], origin: 'remote' });
	}

	/** All rows of a frame in one go: what is pending is taken off what is shown, once, when one of them needs it. */
	#fold(firstSeq: number, rows: readonly Row[]): void {
		if (firstSeq > this.#seq + 1) return this.#events.onGap();
		const view = new Rebase(this.#score, () => this.#pending);
		const done: Pending[] = [];
		const refused: Gesture[] = [];
		let isGap = false;
		for (const [i, row] of rows.entries()) {
			if (firstSeq + i !== this.#seq + 1) continue;
			const own = row.who === this.#slot && row.who > 0 ? this.#pending.find((op) => op.n === row.n) : undefined;
			// said to be ours, but we do not have it: the next hello brings it in full
			isGap = !own && row.edits === null;
			if (isGap) break;
			this.#seq++;
			// an empty row in the place of an op is a refusal whose NO was lost
			if (own && row.edits?.length === 0 && own.edits.length > 0) {
				view.takeOff();
				this.#drop(own.gesture.ops);
				refused.push(own.gesture);
				continue;
			}
			const edits = row.edits ?? own?.edits ?? [];
			if (edits.length > 0 && !(own && row.edits === null)) view.takeOff();
			apply(this.#base, edits);
			view.advance(edits);
			if (own) {
				own.gesture.isConfirmed = true;
				done.push(own);
				this.#pending = this.#pending.filter((op) => op !== own);
			}
		}
		view.putBack();
		const numbers = done.map((op) => op.n);
		if (numbers.length > 0) this.#events.onPending?.([], numbers);
		for (const gesture of refused) this.#tellRefusal(gesture, 'full', '');
		if (isGap) this.#events.onGap();
	}

	#refused({ code, about, retryAfterMs, text }: Extract<ServerFrame, { kind: 'no' }>): void {
		// a stream was refused, not an op
		if (code === 'nojob') return;
		if (TRANSIENT.has(code)) {
			this.#sentN = Math.min(this.#sentN, about - 1);
			this.#holdMs = Math.max(this.#holdMs, retryAfterMs);
		} else if (code === 'gap') {
			// those that were behind a refused one are missed until it goes out again
			if (about <= this.#sentN) this.#events.onGap();
		} else {
			const op = this.#pending.find((each) => each.n === about);
			if (!op) return;
			// whoever may only look has written nothing, so the numbers are free again
			const first = op.gesture.ops[0] ?? op;
			if (code === 'readonly') this.#nextN = first.n;
			this.#refuse(code === 'readonly' ? this.#pending.filter(({ n }) => n >= first.n) : op.gesture.ops, code, text);
		}
	}

	/** Rolls back whole gestures and says so, one by one. */
	#refuse(ops: readonly Pending[], code: Refusal['code'], text: string): void {
		const gestures = new Set(ops.map((op) => op.gesture));
		const view = new Rebase(this.#score, () => this.#pending);
		view.takeOff();
		this.#drop(this.#pending.filter((op) => gestures.has(op.gesture)));
		view.putBack();
		for (const gesture of gestures) this.#tellRefusal(gesture, code, text);
	}

	#tellRefusal({ ops, inverse, isConfirmed }: Gesture, code: Refusal['code'], text: string): void {
		const edits = ops.flatMap((op) => op.edits);
		this.#events.onRefused({ edits, inverse: isConfirmed ? null : inverse, code, text, opCount: ops.length });
	}

	#drop(ops: readonly Pending[]): void {
		if (ops.length === 0) return;
		const dropped = new Set(ops);
		this.#pending = this.#pending.filter((op) => !dropped.has(op));
		this.#events.onPending?.(
			[],
			ops.map((op) => op.n)
		);
	}
}

/** A state folded from edits alone: what everyone must see. */
export function foldEdits(batches: Iterable<readonly Edit[]>, onto: State = emptyState()): State {
	const state: State = { ...onto, records: new Map(onto.records) };
	for (const edits of batches) apply(state, edits);
	return state;
}
