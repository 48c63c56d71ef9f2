/** The notes that a frame shows, each placed once for all layers. */

import type { Note } from '#lib/score/index.ts';
import { toWidth } from './note-box.ts';
import type { NoteIndex } from './note-index.ts';
import type { RollState } from './state.ts';
import { toSeconds, toX } from './viewport.ts';

/** Notes begin to be drawn so far before the view, in pixels: they are wider than they sound. */
const LEAD = 2;

type Scene = Pick<RollState, 'view' | 'tempo' | 'hidden' | 'showsNotes'> & {
	readonly tracks: Pick<RollState['tracks'], 'colourOf'>;
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
	/** A bit for each colour that is there. */
	#colours = 0;

	/** Those of `notes` that are in view. */
	find({ view, tempo, hidden, showsNotes, tracks }: Scene, notes: NoteIndex): void {
		this.count = 0;
		this.#colours = 0;
		if (!showsNotes) return;
		const from = tempo.toFractionalTicks(toSeconds(view, -LEAD));
		const to = tempo.toFractionalTicks(toSeconds(view, view.width));
		notes.visit(from, to, (note) => {
			if (hidden.size > 0 && hidden.has(note.id)) return;
			if (this.count === this.x.length) this.#grow();
			const i = this.count++;
			this.notes[i] = note;
			const colour = tracks.colourOf(note);
			this.colour[i] = colour;
			this.#colours |= 1 << colour;
			const start = tempo.toSeconds(note.start);
			this.x[i] = toX(view, start);
			this.width[i] = toWidth(view, tempo.toSeconds(note.start + note.duration) - start);
		});
		// what left the view is not kept alive
		this.notes.length = this.count;
	}

	/** Whether a note of that colour is in view. */
	hasColour(colour: number): boolean {
		return (this.#colours & (1 << colour)) !== 0;
	}

	#grow(): void {
		const grow = (from: Float32Array): Float32Array<ArrayBuffer> => {
			const into = new Float32Array(from.length * 2);
			into.set(from);
			return into;
		};
		this.x = grow(this.x);
		this.width = grow(this.width);
		const colours = new Uint8Array(this.colour.length * 2);
		colours.set(this.colour);
		this.colour = colours;
	}
}
