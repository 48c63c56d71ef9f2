/** The client's side of one numbered log: it shows what is confirmed plus what is still pending. No sockets, no clocks. */

import { apply, copyState, emptyState, type Change, type Edit, type Score, type State } from '../score/index.ts';
import type { ClientFrame, Row, ServerFrame } from './frames.ts';
import { TRANSIENT } from './frames.ts';

/** Edits of one op at most; a larger gesture becomes several ops. */
export const EDITS_PER_OP = 500;

interface Pending {
	readonly n: number;
	readonly edits: readonly Edit[];
	/** What it was on the shown state when it was last applied. */
	inverse: readonly Edit[];
	readonly change: Change;
}

/** What became of an op that the server refused for good. */
export interface Refusal {
	readonly edits: readonly Edit[];
	readonly inverse: readonly Edit[];
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
	#isOnline = false;
	#isFolding = false;
	/** Frames that are ready to go. */
	#outbox: ClientFrame[] = [];

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

	/** Takes what is to be sent now, in order. */
	takeOutbox(): ClientFrame[] {
		return this.#outbox.splice(0);
	}

	/** The connection is gone; pending ops wait for the next welcome. */
	disconnected(): void {
		this.#isOnline = false;
		this.#outbox = [];
	}

	/** Sends a transiently refused op, and all after it, again. */
	resend(): void {
		if (this.#isOnline) this.#outbox = this.#pending.map(({ n, edits }) => ({ kind: 'op', n, edits }));
	}

	receive(frame: ServerFrame): void {
		if (frame.kind === 'welcome') this.#welcome(frame.slot, frame.lastN);
		else if (frame.kind === 'rows') this.#fold(frame.firstSeq, frame.rows);
		else if (frame.kind === 'no' && frame.code === 'gap') this.#events.onGap();
		else if (frame.kind === 'no' && !TRANSIENT.has(frame.code)) this.#refuse(frame.about, frame.text);
	}

	dispose(): void {
		this.#stop();
	}

	#onChange(change: Change): void {
		if (this.#isFolding || change.origin === 'remote') return;
		for (const { edits, inverse } of this.#split(change)) {
			const op: Pending = { n: this.#nextN++, edits, inverse, change };
			this.#pending.push(op);
			if (this.#isOnline) this.#outbox.push({ kind: 'op', n: op.n, edits });
		}
	}

	/** A change in pieces of at most {@link EDITS_PER_OP}, each with an inverse of its own. */
	#split({ edits, inverse }: Change): Pick<Pending, 'edits' | 'inverse'>[] {
		if (edits.length <= EDITS_PER_OP) return edits.length ? [{ edits, inverse }] : [];
		apply(this.#score.state, inverse);
		const pieces: Pick<Pending, 'edits' | 'inverse'>[] = [];
		for (let i = 0; i < edits.length; i += EDITS_PER_OP) {
			const piece = edits.slice(i, i + EDITS_PER_OP);
			pieces.push({ edits: piece, inverse: apply(this.#score.state, piece) });
		}
		return pieces;
	}

	#welcome(slot: number, lastN: number): void {
		this.#isOnline = true;
		if (slot !== this.#slot) {
			this.#slot = slot;
			if (lastN === 0 && this.#pending.length === 0) this.#score.useSlot(slot, 1);
		}
		this.#nextN = Math.max(this.#nextN, lastN + 1);
		this.resend();
		this.#outbox = this.#outbox.filter((frame) => frame.kind !== 'op' || frame.n > lastN);
	}

	#fold(firstSeq: number, rows: readonly Row[]): void {
		if (firstSeq > this.#seq + 1) return this.#events.onGap();
		rows.forEach((row, i) => {
			if (firstSeq + i !== this.#seq + 1) return;
			this.#seq++;
			const own = row.who === this.#slot ? this.#pending.findIndex((op) => op.n === row.n) : -1;
			if (own >= 0) this.#confirm(own, row);
			else if (row.edits?.length) this.#applyForeign(row.edits);
		});
	}

	#confirm(index: number, row: Row): void {
		const op = this.#pending[index];
		if (!op) return;
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
		this.#isFolding = true;
		this.#score.announce({ edits: [...undone, ...edits, ...redone], inverse, origin: 'remote' });
		this.#isFolding = false;
	}

	#refuse(n: number, text: string): void {
		const op = this.#pending.find((pending) => pending.n === n);
		if (!op) return;
		this.#replay(() => {
			this.#pending = this.#pending.filter((pending) => pending !== op);
			return [];
		});
		this.#events.onRefused({ edits: op.edits, inverse: op.change.inverse, text });
	}
}

/** A state folded from edits alone: what everyone must see. */
export function foldEdits(batches: Iterable<readonly Edit[]>, onto: State = emptyState()): State {
	const state = copyState(onto);
	for (const edits of batches) apply(state, edits);
	return state;
}
