/** Which notes of a part are worked on and which only show through, and how the notes of each track look. */

import {
	findTracks,
	FIRST_TRACK,
	firstTrackOf,
	trackOfNote,
	type Note,
	type Score,
	type TrackInPart
} from '#lib/score/index.ts';
import type { Ticks } from '../units.ts';
import { NoteIndex } from './note-index.ts';
import type { RollTracks } from './types.ts';

/**
 * A sign for each track that tells it from the others without its colour: the number that its name ends with, or how the
 * name begins; where an earlier one has that, or there is no name, its place in the list.
 */
export function computeTrackSigns(tracks: readonly Pick<TrackInPart, 'name'>[]): readonly string[] {
	const taken = new Set<string>();
	return tracks.map(({ name }, i) => {
		const wanted = /\d{1,2}$/.exec(name.trim())?.[0] ?? [...name.trim()][0]?.toLocaleUpperCase();
		const sign = wanted && !taken.has(wanted) ? wanted : String(i + 1);
		taken.add(sign);
		return sign;
	});
}

/** The notes of one part at one moment; made anew when they, the tracks or the choice of them change. */
export class TrackNotes {
	readonly tracks: readonly TrackInPart[];
	/** The track that is drawn into. */
	readonly active: number;
	/** What is selected, moved and erased. */
	readonly edited: NoteIndex;
	/** What shows through behind them. */
	readonly ghosts: NoteIndex;
	/** Where the last note of the part ends, whether it is shown or not. */
	readonly end: Ticks;
	readonly #looks: ReadonlyMap<number, { readonly colour: number; readonly sign: string }>;
	readonly #firstColour: number;
	/** Of a track that has no others beside it. */
	readonly #onlyColour: number | undefined;

	constructor(score: Score, part: number, choice: RollTracks | undefined) {
		this.tracks = findTracks(score, part);
		const isChosen = this.tracks.some(({ id }) => id === choice?.active);
		this.active = (isChosen ? choice?.active : this.tracks[0]?.id) ?? FIRST_TRACK;
		this.#firstColour = firstTrackOf(score, part).trackColour;
		this.#onlyColour = this.areSeveral ? undefined : this.tracks[0]?.colour;
		const signs = computeTrackSigns(this.tracks);
		this.#looks = new Map(this.tracks.map(({ id, colour }, i) => [id, { colour, sign: signs[i] ?? '' }]));
		const notes = score.notesOf(part);
		this.end = notes.reduce((last, { start, duration }) => Math.max(last, start + duration), 0);
		const [edited, ghosts] = choice && this.tracks.length > 1 ? this.#divide(notes, choice) : [notes, []];
		this.edited = new NoteIndex(edited);
		this.ghosts = new NoteIndex(ghosts);
	}

	/** Whether there is anything to tell apart. */
	get areSeveral(): boolean {
		return this.tracks.length > 1;
	}

	/** Whether one of the tracks has this id. */
	has(track: number): boolean {
		return this.#looks.has(track);
	}

	/** The track that a note is in. */
	trackOf(note: Pick<Note, 'track'>): number {
		return trackOfNote(note, this.#looks);
	}

	/** Position in the theme's colours of tracks. */
	colourOf({ track }: Pick<Note, 'track'>): number {
		// asked for every note of a frame
		return (this.areSeveral ? this.#looks.get(track)?.colour : this.#onlyColour) ?? this.#firstColour;
	}

	signOf(note: Pick<Note, 'track'>): string {
		return this.#looks.get(this.trackOf(note))?.sign ?? '';
	}

	#divide(notes: readonly Note[], { isAll, hidden, hasGhosts }: RollTracks): [Note[], Note[]] {
		const edited: Note[] = [];
		const ghosts: Note[] = [];
		for (const note of notes) {
			const track = this.trackOf(note);
			if (track === this.active) edited.push(note);
			else if (hidden.has(track)) continue;
			else if (isAll) edited.push(note);
			else if (hasGhosts) ghosts.push(note);
		}
		return [edited, ghosts];
	}
}
