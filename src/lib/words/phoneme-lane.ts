/** Phonemes of notes as segments of a lane: the edits that lay them out, and lay them out again. Pure. */

import { add, type Edit, type Lane, type Note, type RecordId, type Segment, type TempoMap } from '#lib/score/index.ts';
import type { Seconds } from '../units.ts';
import { placePhonemes, type PlacedPhoneme } from './place.ts';
import { readPhonemes } from './sounds.ts';
import { isSign } from './split.ts';

/** The lane that phonemes are laid out in goes by this name. */
const PHONEME_LANE = 'Phonemes';

/** A gap so small between a note and the one that sings on is none. */
const JOIN: Seconds = 0.05;
/** Borders that differ by less are the same. */
const SAME: Seconds = 0.001;

export interface LayingOut {
	/** Of one voice, in order of start. */
	readonly notes: readonly Note[];
	/** Of each note, with spaces; '' where it has none. */
	readonly phonemes: readonly string[];
	readonly tempo: TempoMap;
	readonly part: number;
	/** The lane of before with what is in it; null for none yet. */
	readonly lane: { readonly lane: Lane; readonly segments: readonly Segment[] } | null;
	/** Where the same phonemes are there already, borders that were moved stay unless this is true. */
	readonly isAnew: boolean;
	readonly nextId: () => RecordId;
}

interface Sung {
	readonly from: Seconds;
	readonly to: Seconds;
	readonly phonemes: readonly string[];
}

/** The lane of phonemes of a part, the oldest of them. */
export const findPhonemeLane = (lanes: readonly Lane[], part: number): Lane | null =>
	lanes
		.filter((lane) => lane.part === part && lane.shape === 'segments' && lane.name === PHONEME_LANE)
		.sort((a, b) => a.id - b.id)[0] ?? null;

/**
 * The edits of one gesture: what stands in the lane where the notes are gives way to their phonemes, and the lane is made
 * where there is none. What is elsewhere in the lane stays.
 */
export function layOutPhonemes(laying: LayingOut): Edit[] {
	const { lane, part, isAnew, nextId } = laying;
	const made = lane ? null : add('lane', nextId(), { part, name: PHONEME_LANE, shape: 'segments' });
	const id = lane?.lane.id ?? made?.record.id ?? 0;
	const removed: RecordId[] = [];
	const added: Edit[] = [];
	const segments = [...(lane?.segments ?? [])].sort((a, b) => a.from - b.from);
	let next = 0;
	for (const sung of findSung(laying)) {
		// by their middles, so that a segment belongs to one note; both are in order
		while (middleOf(segments[next]) < sung.from) next++;
		const first = next;
		while (middleOf(segments[next]) < sung.to) next++;
		const there = segments.slice(first, next);
		if (!isAnew && isSame(there, sung)) continue;
		removed.push(...there.map((segment) => segment.id));
		for (const { from, to, label } of placePhonemes(sung.phonemes, sung.from, sung.to))
			added.push(add('segment', nextId(), { lane: id, from, to, label }));
	}
	if (added.length === 0) return [];
	return [...(made ? [made] : []), ...(removed.length ? [{ kind: 'delete' as const, ids: removed }] : []), ...added];
}

const middleOf = (segment: Segment | undefined): Seconds => (segment ? (segment.from + segment.to) / 2 : Infinity);

/** Whether these are the phonemes of a note, inside it, wherever their borders are. */
const isSame = (there: readonly PlacedPhoneme[], { from, to, phonemes }: Sung): boolean =>
	there.length === phonemes.length &&
	there.every(({ label }, at) => label === phonemes[at]) &&
	there.every((segment) => segment.from >= from - SAME && segment.to <= to + SAME);

/** Notes with their phonemes and the notes that sing on under them; none reaches into the next. */
function findSung({ notes, phonemes, tempo }: LayingOut): Sung[] {
	const found: { from: Seconds; to: Seconds; phonemes: string[] }[] = [];
	notes.forEach((note, at) => {
		const from = tempo.toSeconds(note.start);
		const to = tempo.toSeconds(note.start + note.duration);
		const sounds = readPhonemes(phonemes[at] ?? '');
		const last = found.at(-1);
		if (last && last.to > from) last.to = Math.max(last.from, from);
		if (sounds.length) found.push({ from, to, phonemes: sounds });
		else if (last && isSign(note.lyric) && from - last.to < JOIN) last.to = Math.max(last.to, to);
	});
	return found.filter((sung) => sung.to > sung.from);
}
