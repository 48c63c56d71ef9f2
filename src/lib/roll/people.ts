/** Other people's pointers as they are drawn: gliding from place to place, with names that go when they rest. Pure. */

import type { Score } from '#lib/score/index.ts';
import type { Cents, Midi, Ticks } from '../units.ts';
import type { RollPerson } from './types.ts';

/** Places come ten times a second; in between a pointer glides to the last one. */
const GLIDE_MS = 100;
/** A name stays for so long after the pointer stopped, then it fades, for it lies over notes. */
const LABEL_MS = 3000;
const FADE_MS = 300;

export interface PersonMark {
	readonly person: RollPerson;
	/** Where her pointer is drawn, not rounded. */
	readonly ticks: Ticks;
	readonly cents: Cents;
	/** 0 to 1. */
	readonly labelOpacity: number;
}

interface Track {
	person: RollPerson;
	from: { readonly ticks: Ticks; readonly cents: Cents };
	to: { readonly ticks: Ticks; readonly cents: Cents };
	movedAt: number;
	shownAt: number;
}

export class PeopleMarks {
	readonly #tracks = new Map<number, Track>();

	/** Takes up who is there now. `now` is in milliseconds from any start, here and below. */
	update(people: readonly RollPerson[], now: number): void {
		const gone = new Set(this.#tracks.keys());
		for (const person of people) {
			const { who, cursor } = person;
			if (!cursor) continue;
			gone.delete(who);
			const track = this.#tracks.get(who);
			if (!track) this.#tracks.set(who, { person, from: cursor, to: cursor, movedAt: now, shownAt: now });
			else {
				if (track.to.ticks !== cursor.ticks || track.to.cents !== cursor.cents) {
					track.from = placeOf(track, now);
					track.to = cursor;
					track.movedAt = track.shownAt = now;
				}
				track.person = person;
			}
		}
		for (const who of gone) this.#tracks.delete(who);
	}

	/** Shows a name again as if its pointer had just moved. */
	show(who: number, now: number): void {
		const track = this.#tracks.get(who);
		if (track) track.shownAt = now;
	}

	/** Every pointer at its place. `isCalm`: nothing glides or fades. */
	marksAt(now: number, isCalm: boolean): PersonMark[] {
		return [...this.#tracks.values()].map((track) => ({
			person: track.person,
			...(isCalm ? track.to : placeOf(track, now)),
			labelOpacity: opacityOf(now - track.shownAt, isCalm)
		}));
	}

	/** Milliseconds until something of it looks different by itself; null when nothing will. */
	waitMs(now: number, isCalm: boolean): number | null {
		let least: number | null = null;
		for (const { movedAt, shownAt } of this.#tracks.values()) {
			const age = now - shownAt;
			const isMoving = !isCalm && (now - movedAt < GLIDE_MS || (age >= LABEL_MS && age < LABEL_MS + FADE_MS));
			if (isMoving) return 0;
			if (age < LABEL_MS) least = Math.min(least ?? Infinity, LABEL_MS - age);
		}
		return least;
	}
}

/** Where somebody is: her pointer says it, else what she has selected, else what she looks at. */
export function findPlace(
	{ cursor, selection, view }: RollPerson,
	score: Pick<Score, 'get'>
): { ticks: Ticks; midi: Midi | null } | null {
	if (cursor) return { ticks: cursor.ticks, midi: cursor.cents / 100 };
	const note = selection.map((id) => score.get(id)).find((record) => record?.kind === 'note');
	if (note) return { ticks: note.start, midi: note.pitch };
	return view && { ticks: (view.from + view.to) / 2, midi: null };
}

function placeOf({ from, to, movedAt }: Track, now: number): { ticks: Ticks; cents: Cents } {
	const share = Math.max(0, Math.min(1, (now - movedAt) / GLIDE_MS));
	return { ticks: from.ticks + (to.ticks - from.ticks) * share, cents: from.cents + (to.cents - from.cents) * share };
}

function opacityOf(age: number, isCalm: boolean): number {
	if (age < LABEL_MS) return 1;
	return isCalm ? 0 : Math.max(0, 1 - (age - LABEL_MS) / FADE_MS);
}
