/** The notes that a frame shows, each placed once for all layers. */

import type { Note } from '#lib/score/index.ts';
import { toWidth } from './note-box.ts';
import type { Coloured, NoteIndex } from './note-index.ts';
import type { RollState } from './state.ts';
import { toSeconds, toX } from './viewport.ts';

/** Notes begin to be drawn so far before the view, in pixels: they are wider than they sound. */
const LEAD = 2;

type Scene = Pick<RollState, 'view' | 'tempo' | 'hidden' | 'showsNotes'> & {
	readonly tracks: Coloured;
};

/** Keeps its columns between frames, so that finding notes allocates nothing. */
export class NotesInView {
	/** In order of start; what the draft stands for is left out. Only the first {@link count} are of this frame. */
	readonly notes: Note[] = [];
	count = 0;
	/** Left edge and width of each note, in the roll's own pixels. */
	x = new Float32Array(256);
	width = new Float32Array(256);
	/** Of the track that each note is in. */
	colour = new Uint8Array(256);
	pitch = new Uint8Array(256);
	velocity = new Uint8Array(256);
	/** A bit for each colour that is there. */
	#colours = 0;

	/** Those of `notes` that are in view. */
	find({ view, tempo, hidden, showsNotes, tracks }: Scene, notes: NoteIndex): void {
		this.count = 0;
		this.#colours = 0;
		if (!showsNotes) return;
		const from = tempo.toFractionalTicks(toSeconds(view, -LEAD));
		const first = notes.findSounding(from);
		const end = notes.findFrom(tempo.toFractionalTicks(toSeconds(view, view.width)));
		this.#reserve(end - first);
		const times = notes.timesBy(tempo);
		const colours = notes.coloursBy(tracks);
		let count = 0;
		for (let at = first; at < end; at++) {
			const note = notes.notes[at];
			if (!note || (notes.ends[at] ?? 0) <= from || (hidden.size > 0 && hidden.has(note.id))) continue;
			const i = count++;
			const colour = colours[at] ?? 0;
			const start = times.from[at] ?? 0;
			this.notes[i] = note;
			this.colour[i] = colour;
			this.pitch[i] = notes.pitches[at] ?? 0;
			this.velocity[i] = notes.velocities[at] ?? 0;
			this.x[i] = toX(view, start);
			this.width[i] = toWidth(view, (times.to[at] ?? 0) - start);
			this.#colours |= 1 << colour;
		}
		this.count = count;
		// what left the view is not kept alive
		this.notes.length = count;
	}

	/** Whether all have the same colour. */
	get isOneColour(): boolean {
		return (this.#colours & (this.#colours - 1)) === 0;
	}

	/** Whether a note of that colour is in view. */
	hasColour(colour: number): boolean {
		return (this.#colours & (1 << colour)) !== 0;
	}

	/** Makes room for so many; what the columns held is lost. */
	#reserve(count: number): void {
		if (count <= this.x.length) return;
		const room = 2 ** Math.ceil(Math.log2(count));
		this.x = new Float32Array(room);
		this.width = new Float32Array(room);
		this.colour = new Uint8Array(room);
		this.pitch = new Uint8Array(room);
		this.velocity = new Uint8Array(room);
	}
}
