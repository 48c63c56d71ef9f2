/** The rules of PROTOCOL, each broken once: parts that are put into the world in the place of the real ones. */

import { apply, type Edit, type Score } from '#lib/score/index.ts';
import { judgeOp, SyncClient, type ServerFrame, type SyncEvents } from '#lib/wire/index.ts';
import type { DocumentStore, NewRow } from '#server/store/index.ts';
import { REAL, type Parts } from './world.ts';

/** Says that a row is written, and writes it when the server comes to the store again. */
function writeLate(shared: DocumentStore): DocumentStore {
	const late: (readonly [doc: string, expect: number, rows: readonly NewRow[]])[] = [];
	const first = <T extends unknown[], R>(then: (...args: T) => R): ((...args: T) => R) => {
		return (...args) => {
			for (const append of late.splice(0)) shared.append(...append);
			return then(...args);
		};
	};
	return {
		...shared,
		head: first(shared.head),
		read: first(shared.read),
		openClient: first(shared.openClient),
		findClient: first(shared.findClient),
		append: first((doc, expect, rows) => {
			if (shared.head(doc) !== expect) return false;
			late.push([doc, expect, rows]);
			return true;
		})
	};
}

/** Applies what it had pending to what it shows once more when it is confirmed. */
class TwiceClient extends SyncClient {
	readonly #shown: Score;
	readonly #sent = new Map<number, readonly Edit[]>();
	#slot = 0;
	constructor(score: Score, events: SyncEvents, slot = 0) {
		super(score, events, slot);
		this.#shown = score;
	}
	override takeOutbox(now: number): ReturnType<SyncClient['takeOutbox']> {
		const frames = super.takeOutbox(now);
		for (const frame of frames) if (frame.kind === 'op') this.#sent.set(frame.n, frame.edits);
		return frames;
	}
	override receive(frame: ServerFrame): void {
		super.receive(frame);
		if (frame.kind === 'welcome') this.#slot = frame.slot;
		if (frame.kind !== 'rows') return;
		for (const { who, n, edits } of frame.rows) {
			if (who === this.#slot && edits?.length !== 0) apply(this.#shown.state, this.#sent.get(n) ?? []);
			if (who === this.#slot) this.#sent.delete(n);
		}
	}
}

class StubbornClient extends SyncClient {
	constructor(score: Score, events: SyncEvents, slot = 0) {
		const onRefused: SyncEvents['onRefused'] = (refusal) => {
			events.onRefused(refusal);
			apply(score.state, refusal.edits);
		};
		super(score, { ...events, onRefused }, slot);
	}
}

/** Does not notice that a row is missing. */
class BlindClient extends SyncClient {
	override receive(frame: ServerFrame): void {
		super.receive(frame.kind === 'rows' ? { ...frame, firstSeq: Math.min(frame.firstSeq, this.seq + 1) } : frame);
	}
}

/** Takes sent for saved. */
class HastyClient extends SyncClient {
	#last = 0;
	override takeOutbox(now: number): ReturnType<SyncClient['takeOutbox']> {
		const frames = super.takeOutbox(now);
		for (const frame of frames) if (frame.kind === 'op') this.#last = Math.max(this.#last, frame.n);
		return frames;
	}
	override receive(frame: ServerFrame): void {
		super.receive(frame.kind === 'welcome' ? { ...frame, lastN: Math.max(frame.lastN, this.#last) } : frame);
	}
}

/** Writes ops that must wait or are there already. */
const judgeWithout =
	(rule: 'done' | 'gap'): typeof judgeOp =>
	(n, edits, context) => {
		const verdict = judgeOp(n, edits, context);
		const isBroken = verdict.kind === rule || (verdict.kind === 'wait' && verdict.code === rule);
		return isBroken ? { kind: 'append' } : verdict;
	};

export const MUTANTS: Readonly<Record<string, Parts>> = {
	'no dedupe': { ...REAL, judge: judgeWithout('done') },
	'no gap check': { ...REAL, judge: judgeWithout('gap') },
	'no compare on append': {
		...REAL,
		openStore: (shared) => ({ ...shared, append: (doc, _expect, rows) => shared.append(doc, shared.head(doc), rows) })
	},
	'acknowledge before commit': { ...REAL, openStore: writeLate },
	'pending applied twice': { ...REAL, Client: TwiceClient },
	'refusal without rollback': { ...REAL, Client: StubbornClient },
	'missing rows not noticed': { ...REAL, Client: BlindClient },
	'sent taken for saved': { ...REAL, Client: HastyClient }
};
