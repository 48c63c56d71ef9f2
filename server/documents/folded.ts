/** A document as its log folds it, with what is asked of it often: counts by kind, and its clips and analyses. */

import {
	apply,
	type Analysis,
	type AnyRecord,
	type Clip,
	type Edit,
	type RecordId,
	type RecordKind,
	type State
} from '#lib/score/index.ts';
import type { NewRow } from '#server/store/index.ts';

/** What a row did. */
export interface Fold {
	/** As `apply` answers it: it names everything that the row touched. */
	readonly inverse: readonly Edit[];
	/** Whether a clip or an analysis came, went or changed. */
	readonly concernsAudio: boolean;
}

export class FoldedDocument {
	readonly state: State;
	readonly counts: Partial<Record<RecordKind, number>> = {};
	/** The clips and analyses of the state: few, and asked for often. */
	readonly audio = new Map<RecordId, Clip | Analysis>();
	/** Samples that the curves take room for, by curve. */
	readonly #samples = new Map<RecordId, number>();

	constructor(state: State) {
		this.state = state;
		for (const record of state.records.values()) {
			this.#count(record.kind, 1);
			this.#noteAudio(record.id);
			this.#noteSamples(record.id);
		}
	}

	/** Samples of all drawn curves. */
	get samples(): number {
		return [...this.#samples.values()].reduce((sum, count) => sum + count, 0);
	}

	fold(edits: readonly Edit[]): Fold {
		const inverse = apply(this.state, edits);
		const added: RecordId[] = [];
		const removed = new Map<RecordId, RecordKind>();
		let concernsAudio = false;
		const walk = (undo: readonly Edit[]): void => {
			for (const edit of undo) {
				if (edit.kind === 'add') removed.set(edit.record.id, edit.record.kind);
				else if (edit.kind === 'retime') walk(edit.edits);
				else if (edit.kind === 'curve') this.#noteSamples(edit.id);
				else if (edit.kind === 'delete' && edit.ids) for (const id of edit.ids) added.push(id);
				else if (edit.kind === 'set' && this.audio.has(edit.id)) concernsAudio = this.#noteAudio(edit.id);
			}
		};
		walk(inverse);
		for (const id of added) {
			const kind = this.state.records.get(id)?.kind ?? removed.get(id);
			if (kind) this.#count(kind, 1);
			if (kind === 'curve') this.#noteSamples(id);
			concernsAudio = this.#noteAudio(id) || concernsAudio;
		}
		for (const [id, kind] of removed) {
			this.#count(kind, -1);
			if (kind === 'curve') this.#noteSamples(id);
			concernsAudio = this.#noteAudio(id) || concernsAudio;
		}
		return { inverse, concernsAudio };
	}

	/** What edits would change besides the log, computed on a copy of the few records that matter. */
	effectsOf(edits: readonly Edit[], wantedNow: () => readonly number[]): Pick<NewRow, 'wanted' | 'named'> {
		if (!edits.some((edit) => this.#concernsAudio(edit))) return {};
		const after: State = { ...this.state, records: new Map(this.audio) };
		// a part takes its clips with it
		for (const part of this.#deletedParts(edits)) after.records.set(part.id, part);
		apply(after, edits);
		const all = [...after.records.values()];
		const asked = new Set<number>(wantedNow());
		for (const edit of edits) {
			if (edit.kind === 'add' && edit.record.kind === 'analysis') asked.add(edit.record.id);
			if (edit.kind === 'set' && edit.fields['state'] === 'wanted') asked.add(edit.id);
		}
		return {
			wanted: all
				.filter((record) => record.kind === 'analysis' && record.state === 'wanted' && asked.has(record.id))
				.map((record) => record.id),
			named: [...new Set(all.flatMap((record) => (record.kind === 'clip' && record.audio ? [record.audio] : [])))]
		};
	}

	#concernsAudio(edit: Edit): boolean {
		if (edit.kind === 'add') return edit.record.kind === 'analysis' || edit.record.kind === 'clip';
		if (edit.kind === 'set') return this.audio.has(edit.id);
		if (edit.kind !== 'delete' || !edit.ids) return false;
		return edit.ids.some((id) => this.audio.has(id)) || this.#deletedParts([edit]).length > 0;
	}

	#deletedParts(edits: readonly Edit[]): AnyRecord[] {
		const ids = edits.flatMap((edit) => (edit.kind === 'delete' && edit.ids ? edit.ids : []));
		return ids.flatMap((id) => {
			const record = this.state.records.get(id);
			return record?.kind === 'part' ? [record] : [];
		});
	}

	#count(kind: RecordKind, by: number): void {
		this.counts[kind] = (this.counts[kind] ?? 0) + by;
	}

	#noteSamples(id: RecordId): void {
		const record = this.state.records.get(id);
		if (record?.kind !== 'curve') return void this.#samples.delete(id);
		const count = record.samples.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
		this.#samples.set(id, count);
	}

	/** Keeps {@link audio} true for one id; answers whether it is, or was, about audio. */
	#noteAudio(id: RecordId): boolean {
		const record = this.state.records.get(id);
		if (record?.kind !== 'clip' && record?.kind !== 'analysis') return this.audio.delete(id);
		this.audio.set(id, record);
		return true;
	}
}
