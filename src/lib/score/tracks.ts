/** The tracks of a part: which there are, and the edits that change them. Pure. */

import { add, type Edit } from './edit.ts';
import {
	FIRST_PART,
	FIRST_TRACK,
	META_ID,
	TRACKS_MAX,
	type Note,
	type PartFields,
	type RecordId,
	type Track
} from './records.ts';
import type { Score } from './score.ts';

/** A track as a part lists it. */
export interface TrackInPart {
	/** {@link FIRST_TRACK}, or the id of a track record. */
	readonly id: number;
	/** Empty where nobody gave one. */
	readonly name: string;
	/** Position in the theme's colours of tracks. */
	readonly colour: number;
	/** How many notes are in it. */
	readonly count: number;
}

/** As many as `--track-0` and on in a theme. */
export const TRACK_COLOURS = 8;

type Records = Pick<Score, 'all' | 'meta' | 'parts'>;

/** The track records of a part in the order of their making; the first track has none. */
const findTrackRecords = (score: Pick<Score, 'all'>, part: number): readonly Track[] =>
	score
		.all('track')
		.filter((track) => track.part === part)
		.sort((a, b) => a.id - b.id);

/** What a part says of its first track. */
export function firstTrackOf(score: Records, part: number): Pick<PartFields, 'trackName' | 'trackColour'> {
	if (part === FIRST_PART) return score.meta;
	return score.parts.find(({ id }) => id === part) ?? { trackName: '', trackColour: 0 };
}

/**
 * The tracks of a part, the first one first. That one is there while it has notes or a name, and always when there is no
 * other, so that it can be deleted like any. O(n) notes.
 */
export function findTracks(score: Records & Pick<Score, 'notesOf'>, part: number): readonly TrackInPart[] {
	const records = findTrackRecords(score, part);
	const counts = new Map<number, number>(records.map(({ id }) => [id, 0]));
	let inFirst = 0;
	for (const { track } of score.notesOf(part)) {
		const count = counts.get(track);
		// a track that is not there any more means the first
		if (count === undefined) inFirst++;
		else counts.set(track, count + 1);
	}
	const { trackName, trackColour } = firstTrackOf(score, part);
	const first = { id: FIRST_TRACK, name: trackName, colour: trackColour, count: inFirst };
	const others = records.map(({ id, name, colour }) => ({ id, name, colour, count: counts.get(id) ?? 0 }));
	return others.length > 0 && inFirst === 0 && trackName === '' ? others : [first, ...others];
}

/** The track that a note is in, of those of its part. */
export const trackOfNote = ({ track }: Pick<Note, 'track'>, known: { has(id: number): boolean }): number =>
	known.has(track) ? track : FIRST_TRACK;

/** The colour that fewest of the tracks have. */
export function pickColour(tracks: readonly Pick<TrackInPart, 'colour'>[]): number {
	const used = Array.from({ length: TRACK_COLOURS }, (_, colour) => tracks.filter((t) => t.colour === colour).length);
	return used.indexOf(Math.min(...used));
}

/** Whether the document has room for one more. */
export const canAddTrack = (score: Pick<Score, 'all'>): boolean => score.all('track').length < TRACKS_MAX;

/**
 * Adds an empty track in the next colour. A first track without a name is called `firstName` in the same gesture, because
 * beside others one without name and notes is not listed; '' leaves it as it is.
 */
export function addTrack(
	score: Records & Pick<Score, 'notesOf' | 'nextId'>,
	part: number,
	{ name, firstName }: { readonly name: string; readonly firstName: string }
): { readonly edits: Edit[]; readonly id: RecordId } {
	const tracks = findTracks(score, part);
	const id = score.nextId();
	const isUnnamed = tracks[0]?.id === FIRST_TRACK && tracks[0].name === '';
	const naming = isUnnamed && firstName ? changeTrack(score, part, FIRST_TRACK, { name: firstName }) : [];
	return { edits: [...naming, add('track', id, { part, name, colour: pickColour(tracks) })], id };
}

/** Gives a track another name or colour; nothing for one that is not there. */
export function changeTrack(
	score: Records,
	part: number,
	track: number,
	{ name, colour }: { readonly name?: string; readonly colour?: number }
): Edit[] {
	if (track === FIRST_TRACK) {
		const holder = part === FIRST_PART ? META_ID : score.parts.find(({ id }) => id === part)?.id;
		const fields = {
			...(name === undefined ? {} : { trackName: name }),
			...(colour === undefined ? {} : { trackColour: colour })
		};
		return holder === undefined ? [] : [{ kind: 'set', id: holder, fields }];
	}
	const record = findTrackRecords(score, part).find(({ id }) => id === track);
	const fields = { ...(name === undefined ? {} : { name }), ...(colour === undefined ? {} : { colour }) };
	return record ? [{ kind: 'set', id: record.id, fields }] : [];
}

/** Takes a track out of its part with all its notes. The first one has no record: its notes and its name go. */
export function deleteTrack(score: Records & Pick<Score, 'notesOf'>, part: number, track: number): Edit[] {
	const records = findTrackRecords(score, part);
	const record = records.find(({ id }) => id === track);
	if (record) return [{ kind: 'delete', ids: [record.id] }];
	if (track !== FIRST_TRACK) return [];
	const known = new Set<number>(records.map(({ id }) => id));
	const ids = score
		.notesOf(part)
		.filter((note) => !known.has(note.track))
		.map(({ id }) => id);
	const renamed = firstTrackOf(score, part).trackName === '' ? [] : changeTrack(score, part, track, { name: '' });
	return [...(ids.length > 0 ? [{ kind: 'delete', ids } as const] : []), ...renamed];
}

/** Puts notes into a track of their part. */
export const moveToTrack = (notes: readonly Note[], track: number): Edit[] =>
	notes.filter((note) => note.track !== track).map(({ id }) => ({ kind: 'set', id, fields: { track } }));
