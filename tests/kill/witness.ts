/** Reads the log on disk behind the server's back, and says what is wrong with it. */

import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { apply, emptyState, type AnyRecord, type State } from '#lib/score/index.ts';
import { decodeEdits, unpack } from '#lib/wire/index.ts';
import { ROW_LIMITS } from '#server/compaction/index.ts';
import { openDocumentStore, type DocumentStore, type LogRow } from '#server/store/index.ts';
import type { Editor, Group } from './editor.ts';

const PAGE = 500;

export class Witness {
	/** The fold of all rows. */
	readonly state: State = emptyState();
	readonly faults: string[] = [];
	rows = 0;
	/** Rows that were written by an analysis. */
	heardRows = 0;
	/** Groups that were found whole. */
	groups = 0;
	readonly #file: string;
	readonly #doc: string;
	readonly #lastN = new Map<string, number>();
	/** Row of every op, as `cid n`. */
	readonly #seqs = new Map<string, number>();
	readonly #seenGroups = new Set<Group>();
	#seq = 0;

	constructor(dataDir: string, doc: string) {
		this.#file = path.join(dataDir, 'documents.sqlite');
		this.#doc = doc;
	}

	get seq(): number {
		return this.#seq;
	}

	/** Takes in what has been written since, and compares it with what the editors were told. */
	check(editors: readonly Editor[]): void {
		this.readOn();
		this.#checkIntegrity();
		for (const editor of editors) {
			this.#checkAcknowledged(editor);
			this.#checkGroups(editor);
		}
	}

	/** Takes in what has been written since. */
	readOn(): void {
		const store = openDocumentStore(this.#file);
		try {
			for (let page = this.#read(store); page.length > 0; page = this.#read(store))
				for (const row of page) this.#take(row);
		} finally {
			store.close();
		}
	}

	#read(store: DocumentStore): LogRow[] {
		return store.read(this.#doc, this.#seq, PAGE);
	}

	/** Every client's ops are in the log once, and in their order: each is the one after the last. */
	#take({ seq, cid, n, edits }: LogRow): void {
		if (seq !== this.#seq + 1) this.faults.push(`row ${seq} follows row ${this.#seq}`);
		const due = (this.#lastN.get(cid) ?? 0) + 1;
		if (n !== due) this.faults.push(`row ${seq} is op ${n} of ${cid}, where ${due} was due`);
		this.#seq = seq;
		this.#lastN.set(cid, n);
		this.#seqs.set(keyOf(cid, n), seq);
		apply(this.state, decodeEdits(unpack(edits, ROW_LIMITS)));
		this.rows++;
		if (cid.startsWith('analysis:')) this.heardRows++;
	}

	#checkIntegrity(): void {
		const database = new DatabaseSync(this.#file, { readOnly: true });
		const answer = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
		database.close();
		if (answer !== 'ok') this.faults.push(`integrity_check: ${String(answer)}`);
	}

	#checkAcknowledged({ cid, acknowledged }: Editor): void {
		for (const [n, seq] of acknowledged) {
			const found = this.#seqs.get(keyOf(cid, n));
			if (found !== seq)
				this.faults.push(`op ${n} of ${cid} was acknowledged as row ${seq}, and is ${found ?? 'lost'}`);
		}
	}

	/** All ops of a group stand next to each other, or none is there. */
	#checkGroups({ cid, groups }: Editor): void {
		for (const group of groups) {
			if (this.#seenGroups.has(group)) continue;
			const first = this.#seqs.get(keyOf(cid, group.firstN));
			if (first === undefined && (this.#lastN.get(cid) ?? 0) < group.firstN) continue;
			this.#seenGroups.add(group);
			this.groups++;
			for (let n = group.firstN; n <= group.lastN; n++)
				if (this.#seqs.get(keyOf(cid, n)) !== (first ?? NaN) + n - group.firstN)
					this.faults.push(`ops ${group.firstN} to ${group.lastN} of ${cid} are one gesture, and ${n} is elsewhere`);
		}
	}
}

const keyOf = (cid: string, n: number): string => `${cid} ${n}`;

/** A state as text that is equal for equal states. */
export const tell = ({ records }: State): string =>
	JSON.stringify([...records.values()].toSorted((a, b) => a.id - b.id).map(tellRecord));

const tellRecord = (record: AnyRecord): unknown[] => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
