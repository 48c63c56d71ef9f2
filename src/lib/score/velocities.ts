/** How loud chosen notes are: each function answers the edits of one gesture, none when nothing would change. Pure. */

import { assertNever } from '../fault.ts';
import type { Ticks } from '../units.ts';
import type { Edit } from './edit.ts';
import { changeNotes } from './note-edits.ts';
import { createRandom } from './random.ts';
import type { Note } from './records.ts';

export const VELOCITY_MIN = 1;
export const VELOCITY_MAX = 127;

/** The nearest velocity that a note may have. */
export const cleanVelocity = (velocity: number): number =>
	Math.max(VELOCITY_MIN, Math.min(VELOCITY_MAX, Math.round(velocity)));

/** What is done to velocities. */
export type VelocityChange =
	/** All are the same. */
	| { readonly kind: 'set'; readonly velocity: number }
	/** Each is so many times what it was; 1 changes nothing. */
	| { readonly kind: 'scale'; readonly factor: number }
	/** Each is so much more, or less. */
	| { readonly kind: 'add'; readonly by: number }
	/** Evenly in time from the first note to the last: a crescendo or a decrescendo. Notes that begin together are equal. */
	| { readonly kind: 'ramp'; readonly from: number; readonly to: number }
	/** Each is up to so much more or less, by chance; the same seed gives the same. */
	| { readonly kind: 'randomise'; readonly most: number; readonly seed: number };

/** The edits that make the change; each velocity stays between 1 and 127. */
export function changeVelocities(notes: readonly Note[], change: VelocityChange): Edit[] {
	const compute = createChange(notes, change);
	return writeVelocities(notes, compute);
}

function createChange(notes: readonly Note[], change: VelocityChange): (note: Note) => number {
	switch (change.kind) {
		case 'set':
			return () => change.velocity;
		case 'scale':
			return ({ velocity }) => velocity * change.factor;
		case 'add':
			return ({ velocity }) => velocity + change.by;
		case 'ramp':
			return createRamp(notes, change.from, change.to);
		case 'randomise': {
			const next = createRandom(change.seed);
			return ({ velocity }) => velocity + (next() * 2 - 1) * change.most;
		}
		default:
			return assertNever(change);
	}
}

function createRamp(notes: readonly Note[], from: number, to: number): (note: Note) => number {
	let first: Ticks = Infinity;
	let last: Ticks = -Infinity;
	for (const { start } of notes) {
		first = Math.min(first, start);
		last = Math.max(last, start);
	}
	const span = last - first;
	return ({ start }) => (span > 0 ? from + ((start - first) / span) * (to - from) : from);
}

/** One point of a line that is drawn over velocities. */
export interface VelocityPoint {
	readonly ticks: number;
	readonly velocity: number;
}

/** The velocity at a tick of the line between two points; beyond its ends that of the nearer one, at both of them that of `b`. */
export function velocityOnLine(a: VelocityPoint, b: VelocityPoint, ticks: number): number {
	const span = b.ticks - a.ticks;
	const share = span === 0 ? 1 : Math.max(0, Math.min(1, (ticks - a.ticks) / span));
	return cleanVelocity(a.velocity + share * (b.velocity - a.velocity));
}

/** The edits that give each note the velocity that `velocityOf` answers. */
export const writeVelocities = (notes: readonly Note[], velocityOf: (note: Note) => number): Edit[] =>
	changeNotes(notes, (note) => ({ velocity: cleanVelocity(velocityOf(note)) }));
