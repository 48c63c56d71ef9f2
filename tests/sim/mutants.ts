/** The rules of PROTOCOL, each broken once: parts that are put into the world in the place of the real ones. */

import { apply, type Edit, type Score } from '#lib/score/index.ts';
import {
	decodeEdits,
	decodeSnapshot,
	encodeSnapshot,
	foldEdits,
	judgeOps,
	SyncClient,
	unpack,
	type KeptClient,
	type ServerFrame,
	type SyncEvents
} from '#lib/wire/index.ts';
import type { DocumentStore } from '#server/store/index.ts';
import { REAL, type Parts } from './world.ts';

const ROWS_MAX = 1_000_000;

/** Says that a batch is on disk whether it is or not. */
const acknowledgeAnyway = (shared: DocumentStore): DocumentStore => ({
	...shared,
	batch: <T>(run: () => T): T => {
		const results: T[] = [];
		try {
			shared.batch(() => void results.push(run()));
		} catch (error) {
			if (results.length === 0) throw error;
		}
		return results[0] as T;
	}
});

/** A snapshot that lacks the last row which it says it has. */
const compactStale: Parts['compact'] = (store, doc, keepRows = 0) => {
	const before = store.findSnapshot(doc);
	const rows = store.read(doc, before?.seq ?? 0, ROWS_MAX).map(({ edits }) => decodeEdits(unpack(edits)));
	const seq = store.head(doc);
	if (rows.length === 0) return null;
	const state = foldEdits(rows.slice(0, -1), before ? decodeSnapshot(before.bytes) : undefined);
	store.putSnapshot(doc, { seq, bytes: encodeSnapshot(state), named: [] }, keepRows);
	return { seq };
};

/** Applies what it had pending to what it shows once more when it is confirmed. */
class TwiceClient extends SyncClient {
	readonly #shown: Score;
	readonly #sent = new Map<number, readonly Edit[]>();
	#slot = 0;
	constructor(score: Score, events: SyncEvents, slot = 0, kept: KeptClient | null = null) {
		super(score, events, slot, kept);
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
	constructor(score: Score, events: SyncEvents, slot = 0, kept: KeptClient | null = null) {
		const onRefused: SyncEvents['onRefused'] = (refusal) => {
			events.onRefused(refusal);
			apply(score.state, refusal.edits);
		};
		super(score, { ...events, onRefused }, slot, kept);
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
	(rule: 'done' | 'gap'): typeof judgeOps =>
	(ops, context) => {
		const verdict = judgeOps(ops, context);
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
	'acknowledge before commit': { ...REAL, openStore: acknowledgeAnyway },
	'pending applied twice': { ...REAL, Client: TwiceClient },
	'refusal without rollback': { ...REAL, Client: StubbornClient },
	'stale snapshot': { ...REAL, compact: compactStale },
	'missing rows not noticed': { ...REAL, Client: BlindClient },
	'sent taken for saved': { ...REAL, Client: HastyClient }
};
