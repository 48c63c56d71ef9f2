/** Which parts of a document a page shows, what they are called, and in which of them a change is to be seen. */

import { FIRST_PART, idsOf, type AnyRecord, type Change, type Edit, type Score } from '#lib/score/index.ts';
import type { Messages } from '../i18n/messages.svelte.ts';

/** A part as a page lists it. */
export interface PartOnPage {
	/** {@link FIRST_PART}, or the id of a part record. */
	readonly id: number;
	/** Empty for whatever was left without a name. */
	readonly name: string;
	/** Counted from 1 among those that are listed. */
	readonly number: number;
}

/** The parts in the order of their making; `limit` are those that a link opens, null for all. */
export function findShownParts(score: Score, limit: readonly number[] | null): readonly PartOnPage[] {
	const isShown = (id: number): boolean => limit === null || limit.includes(id);
	const all = [
		{ id: FIRST_PART, name: score.meta.partName },
		...score.parts.map(({ id, name }) => ({ id: Number(id), name }))
	];
	return all.filter(({ id }) => isShown(id)).map((part, at) => ({ ...part, number: at + 1 }));
}

export const callPart = ({ name, number }: PartOnPage, { t }: Pick<Messages, 't'>): string =>
	name || t('part.numbered', { number });

/** The parts that a change was made in, some of which may have gone with it. */
export function findPartsOf({ edits, inverse }: Pick<Change, 'edits' | 'inverse'>, score: Score): number[] {
	const found = new Set<number>();
	for (const edit of [...edits, ...inverse]) for (const part of partsOfEdit(edit, score)) found.add(part);
	return [...found];
}

function partsOfEdit(edit: Edit, score: Score): number[] {
	if (edit.kind === 'retime') return [edit.part];
	const records = edit.kind === 'add' ? [edit.record] : idsOf(edit).map((id) => score.get(id));
	return records.flatMap((record) => (record ? partOf(record, score) : []));
}

function partOf(record: AnyRecord, score: Score): number[] {
	if ('part' in record) return [record.part];
	if (record.kind === 'part') return [record.id];
	if (!('clip' in record)) return [];
	const clip = score.get(record.clip);
	return clip?.kind === 'clip' ? [clip.part] : [];
}
