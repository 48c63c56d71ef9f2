/** What a document holds, by kind and in order; brought up to date by one walk that compares with the last one. */

import type { AnyRecord, Note, RecordKind, RecordOf } from './records.ts';
import { computeTempoMap, type TempoMap } from './tempo-map.ts';

/** Follows a map of records without being told what changed in it: records are immutable, and a map keeps its order. */
export class RecordIndex {
	/** As in the map. */
	#walked: readonly Note[] = [];
	/** By start, pitch and id. */
	#notes: readonly Note[] = [];
	#others: readonly Exclude<AnyRecord, Note>[] = [];
	readonly #notesOf = new Map<number, readonly Note[]>();
	readonly #tempoMaps = new Map<number, TempoMap>();

	/** O(n + k log k) for k notes that differ, however they came to. */
	update(records: Iterable<AnyRecord>): void {
		const last = this.#walked;
		const walked: Note[] = [];
		const others: Exclude<AnyRecord, Note>[] = [];
		const removed = new Set<Note>();
		const added: Note[] = [];
		let at = 0;
		for (const record of records) {
			if (record.kind !== 'note') {
				others.push(record);
				continue;
			}
			walked.push(record);
			// what stays keeps its order and what is new comes last, so whatever stands before this one has gone
			let was = last[at];
			for (; was && was.id !== record.id; was = last[++at]) removed.add(was);
			at++;
			if (was === record) continue;
			if (was) removed.add(was);
			added.push(record);
		}
		for (let was = last[at]; was; was = last[++at]) removed.add(was);
		this.#walked = walked;
		if (removed.size > 0 || added.length > 0) {
			this.#notes = merge(
				removed.size > 0 ? this.#notes.filter((note) => !removed.has(note)) : this.#notes,
				added.sort(byTime)
			);
			this.#notesOf.clear();
		}
		if (others.length !== this.#others.length || others.some((record, i) => record !== this.#others[i])) {
			this.#others = others;
			this.#tempoMaps.clear();
		}
	}

	get notes(): readonly Note[] {
		return this.#notes;
	}

	notesOf(part: number): readonly Note[] {
		let notes = this.#notesOf.get(part);
		if (!notes) {
			const isOurs = (note: Note): boolean => note.part === part;
			notes = this.#notes.every(isOurs) ? this.#notes : this.#notes.filter(isOurs);
			this.#notesOf.set(part, notes);
		}
		return notes;
	}

	/** All records of a kind but notes, in no order. */
	all<K extends Exclude<RecordKind, 'note'>>(kind: K): RecordOf<K>[] {
		return this.#others.filter((record): record is Extract<typeof record, RecordOf<K>> => record.kind === kind);
	}

	/** The same map as long as nothing but notes changes. */
	tempoMapOf(part: number): TempoMap {
		let map = this.#tempoMaps.get(part);
		if (!map) this.#tempoMaps.set(part, (map = computeTempoMap(this.#others, part)));
		return map;
	}
}

const byTime = (a: Note, b: Note): number => a.start - b.start || a.pitch - b.pitch || a.id - b.id;

/** One list in order out of two. */
function merge(some: readonly Note[], more: readonly Note[]): readonly Note[] {
	if (more.length === 0) return some;
	const merged: Note[] = [];
	let at = 0;
	for (const note of more) {
		for (let next = some[at]; next && byTime(next, note) < 0; next = some[++at]) merged.push(next);
		merged.push(note);
	}
	for (let next = some[at]; next; next = some[++at]) merged.push(next);
	return merged;
}
