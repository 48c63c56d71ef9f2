/** The tracks of a file on their way into a document. */

import { add, TRACKS_MAX, type Edit, type Score } from '#lib/score/index.ts';
import type { LeftOut } from './format.ts';

export class ImportTracks {
	readonly #file: Score;
	readonly #score: Score;
	readonly #edits: Edit[];
	readonly #leftOut: Set<LeftOut>;
	#room: number;

	/** Edits are appended to `edits`, and what there is no room for is said in `leftOut`. */
	constructor(file: Score, score: Score, edits: Edit[], leftOut: Set<LeftOut>) {
		this.#file = file;
		this.#score = score;
		this.#edits = edits;
		this.#leftOut = leftOut;
		this.#room = TRACKS_MAX - score.all('track').length;
	}

	/** Deletes those of a part whose notes have given way. */
	clear(part: number): void {
		const ids = this.#score
			.all('track')
			.filter((track) => track.part === part)
			.map(({ id }) => id);
		if (ids.length > 0) this.#edits.push({ kind: 'delete', ids });
		this.#room += ids.length;
	}

	/** Makes those of a part of the file in a part; the answer is what each becomes, but for the first, which stays it. */
	add(source: number, part: number): ReadonlyMap<number, number> {
		const tracks = this.#file
			.all('track')
			.filter((track) => track.part === source)
			.sort((a, b) => a.id - b.id);
		if (tracks.length > this.#room) this.#leftOut.add('tracks');
		const made = new Map<number, number>();
		for (const { id, name, colour } of tracks.slice(0, this.#room)) {
			const own = this.#score.nextId();
			this.#edits.push(add('track', own, { part, name, colour }));
			made.set(id, own);
		}
		this.#room -= made.size;
		return made;
	}
}
