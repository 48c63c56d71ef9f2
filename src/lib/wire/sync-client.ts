/** The client's side of one numbered log: it shows what is confirmed plus what is still pending. No sockets, no clocks. */

import { apply, copyState, emptyState, type Change, type Edit, type Score, type State } from '../score/index.ts';
import type { ClientFrame, Row, ServerFrame } from './frames.ts';
import { TRANSIENT } from './frames.ts';
import { Pace } from './pace.ts';
import { splitEdits } from './split-edits.ts';

/** The part of the server's limits that is used, so that ops which bunch up on the way are not refused. */
const PACE_SHARE = 0.8;

/** What becomes of the ops that one change was cut into. */
interface Gesture {
	readonly change: Change;
	/** Ops that have been neither confirmed nor refused. */
	left: number;
	isConfirmed: boolean;
}

interface Pending {
	readonly n: number;
	readonly edits: readonly Edit[];
	/** What it was on the shown state when it was last applied. */
	inverse: readonly Edit[];
	readonly gesture: Gesture;
}

/** What became of an op that the server refused for good. */
export interface Refusal {
	readonly edits: readonly Edit[];
	/** The inverse of the change that it was, when nothing at all of that change was taken; otherwise null. */
	readonly inverse: readonly Edit[] | null;
	/** The server's sentence; empty when only the log told. */
	readonly text: string;
}

export interface SyncEvents {
	/** The server will not have this; it was rolled back. */
	onRefused(refusal: Refusal): void;
	/** A row is missing: connect again and say where we are. */
	onGap(): void;
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
	constructor(score: Score, events: SyncEvents, slot = 0) {
		this.#slot = slot;
		if (slot > 0) score.useSlot(slot, 1);
		this.#score = score;
		this.#events = events;
		this.#stop = score.subscribe((change) => this.#onChange(change));
	}

	/** Last row that is folded in. */
	get seq(): number {
		return this.#seq;
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
			frames.push({ kind: 'op', n: op.n, edits: op.edits });
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

	receive(frame: ServerFrame): void {
		if (frame.kind === 'welcome') this.#welcome(frame);
		else if (frame.kind === 'rows') this.#fold(frame.firstSeq, frame.rows);
		else if (frame.kind === 'no') this.#refused(frame);
	}

	dispose(): void {
		this.#stop();
	}

	#nextOp(): Pending | undefined {
		return this.#pending.find((op) => op.n > this.#sentN);
	}

	#onChange(change: Change): void {
		if (change.origin === 'remote') return;
		const pieces = this.#split(change);
		const gesture: Gesture = { change, left: pieces.length, isConfirmed: false };
		for (const piece of pieces) this.#pending.push({ n: this.#nextN++, ...piece, gesture });
	}

	/** A change in pieces that fit their frames, each with an inverse of its own. */
	#split({ edits, inverse }: Change): Pick<Pending, 'edits' | 'inverse'>[] {
		const pieces = splitEdits(edits);
		if (pieces.length <= 1) return pieces.map(() => ({ edits, inverse }));
		apply(this.#score.state, inverse);
		return pieces.map((piece) => ({ edits: piece, inverse: apply(this.#score.state, piece) }));
	}

	#welcome({ slot, lastN, opsPerSecond, opsBurst }: Extract<ServerFrame, { kind: 'welcome' }>): void {
		if (slot !== this.#slot) {
			this.#slot = slot;
			if (lastN === 0 && this.#pending.length === 0) this.#score.useSlot(slot, 1);
		}
		this.#limits = { opsPerSecond, opsBurst };
		this.#pace = null;
		this.#holdMs = 0;
		this.#holdUntil = 0;
		this.#nextN = Math.max(this.#nextN, lastN + 1);
		// what the server has comes as rows; all after it goes out again
		this.#sentN = lastN;
	}

	#fold(firstSeq: number, rows: readonly Row[]): void {
		if (firstSeq > this.#seq + 1) return this.#events.onGap();
		for (const [i, row] of rows.entries()) {
			if (firstSeq + i !== this.#seq + 1) continue;
			const own = row.who === this.#slot ? this.#pending.findIndex((op) => op.n === row.n) : -1;
			// said to be ours, but we do not have it: the next hello brings it in full
			if (own < 0 && row.edits === null) return this.#events.onGap();
			this.#seq++;
			if (own >= 0) this.#confirm(own, row);
			else if (row.edits?.length) this.#applyForeign(row.edits);
		}
	}

	#confirm(index: number, row: Row): void {
		const op = this.#pending[index];
		if (!op) return;
		// an empty row in the place of an op is a refusal whose NO was lost
		if (row.edits?.length === 0 && op.edits.length > 0) return this.#refuse([op], '');
		op.gesture.left--;
		op.gesture.isConfirmed = true;
		if (row.edits === null) {
			apply(this.#base, op.edits);
			this.#pending.splice(index, 1);
			return;
		}
		this.#replay(() => {
			apply(this.#base, row.edits ?? []);
			this.#pending.splice(index, 1);
			return row.edits ?? [];
		});
	}

	#applyForeign(edits: readonly Edit[]): void {
		this.#replay(() => {
			apply(this.#base, edits);
			return edits;
		});
	}

	/** Takes the pending ops off what is shown, lets `advance` move the base, and puts the pending ops back. */
	#replay(advance: () => readonly Edit[]): void {
		const undone = this.#pending.toReversed().flatMap((op) => [...op.inverse]);
		apply(this.#score.state, undone);
		const edits = advance();
		const inverse = apply(this.#score.state, edits);
		const redone = this.#pending.flatMap((op) => [...op.edits]);
		for (const op of this.#pending) op.inverse = apply(this.#score.state, op.edits);
		this.#score.announce({ edits: [...undone, ...edits, ...redone], inverse, origin: 'remote' });
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
		} else if (code === 'readonly') {
			const from = this.#pending.findIndex((op) => op.n === about);
			if (from < 0) return;
			this.#nextN = about;
			this.#refuse(this.#pending.slice(from), text);
		} else
			this.#refuse(
				this.#pending.filter((op) => op.n === about),
				text
			);
	}

	#refuse(ops: readonly Pending[], text: string): void {
		if (ops.length === 0) return;
		this.#replay(() => {
			this.#pending = this.#pending.filter((op) => !ops.includes(op));
			return [];
		});
		for (const { edits, gesture } of ops) {
			gesture.left--;
			this.#events.onRefused({
				edits,
				inverse: gesture.left === 0 && !gesture.isConfirmed ? gesture.change.inverse : null,
				text
			});
		}
	}
}

/** A state folded from edits alone: what everyone must see. */
export function foldEdits(batches: Iterable<readonly Edit[]>, onto: State = emptyState()): State {
	const state = copyState(onto);
	for (const edits of batches) apply(state, edits);
	return state;
}
