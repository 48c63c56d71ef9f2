/** The rectangle that a note is drawn in, in the roll's own pixels. Pure. */

import type { TempoMap } from '#lib/score/index.ts';
import type { Midi, Seconds, Ticks } from '../units.ts';
import { toX, toY, type View } from './viewport.ts';

/** What of a note has a place. */
export interface Placed {
	readonly start: Ticks;
	readonly duration: Ticks;
	readonly pitch: Midi;
}

/** Space left free at the right, so that notes in a row are told apart. */
const GAP = 1.5;
const WIDTH_MIN = 2.5;
const RADIUS = 5;

export const boxX = (view: View, tempo: TempoMap, note: Placed): number => toX(view, tempo.toSeconds(note.start));
/** The width of a note that sounds so long. */
export const toWidth = (view: View, seconds: Seconds): number =>
	Math.max(WIDTH_MIN, seconds * view.pixelsPerSecond - GAP);
export const boxWidth = (view: View, tempo: TempoMap, note: Placed): number =>
	toWidth(view, computeSeconds(tempo, note));

/** How long a note sounds, wherever the tempo changes under it. */
export const computeSeconds = (tempo: TempoMap, { start, duration }: Pick<Placed, 'start' | 'duration'>): Seconds =>
	tempo.toSeconds(start + duration) - tempo.toSeconds(start);

/** Space above and below a note in its row. */
const boxInset = (view: View): number => Math.min(1.5, view.pixelsPerSemitone * 0.1);
/** The upper edge of any note of this pitch. */
export const toRowTop = (view: View, pitch: Midi): number => toY(view, pitch + 0.5) + boxInset(view);
export const boxY = (view: View, note: Placed): number => toRowTop(view, note.pitch);
export const boxHeight = (view: View): number => view.pixelsPerSemitone - 2 * boxInset(view);
export const boxRadius = (width: number, height: number): number => Math.min(RADIUS, height / 3, width / 2);
