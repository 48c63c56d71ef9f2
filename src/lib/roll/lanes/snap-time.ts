/** Where a time of a segment is brought to: a note that begins or ends close by, otherwise the grid. */

import type { Seconds } from '../../units.ts';
import { roundToGrid } from '../snap.ts';
import type { RollState } from '../state.ts';
import { toSeconds } from '../viewport.ts';

/** A border of a note so near wins over the grid, in pixels. */
const NOTE_REACH = 7;

type Scene = Pick<RollState, 'view' | 'tempo' | 'notes' | 'grid' | 'showsNotes'>;

/** The nearest beginning or end of a note within `reach` seconds; null where there is none. */
export function findNoteBorder(
	{ tempo, notes }: Pick<Scene, 'tempo' | 'notes'>,
	at: Seconds,
	reach: Seconds
): Seconds | null {
	let best: Seconds | null = null;
	let nearest = reach;
	const consider = (seconds: Seconds): void => {
		if (Math.abs(seconds - at) > nearest) return;
		nearest = Math.abs(seconds - at);
		best = seconds;
	};
	notes.visit(
		Math.floor(tempo.toFractionalTicks(Math.max(0, at - reach))) - 1,
		Math.ceil(tempo.toFractionalTicks(at + reach)) + 1,
		({ start, duration }) => {
			consider(tempo.toSeconds(start));
			consider(tempo.toSeconds(start + duration));
		}
	);
	return best;
}

/** The line of the grid nearest to a time; the time itself without one. */
export function findGridTime({ tempo, grid }: Pick<Scene, 'tempo' | 'grid'>, at: Seconds): Seconds {
	if (grid <= 0) return at;
	const ticks = tempo.toFractionalTicks(at);
	return tempo.toSeconds(roundToGrid(ticks, grid, tempo.meterAt(ticks).tick));
}

/** A time as a drag leaves it; `isFree` keeps it as it is, and so does a roll without snapping. */
export function snapSeconds(scene: Scene, at: Seconds, isFree: boolean): Seconds {
	if (isFree || scene.grid <= 0) return Math.max(0, at);
	const reach = toSeconds(scene.view, NOTE_REACH) - scene.view.start;
	const note = scene.showsNotes ? findNoteBorder(scene, at, reach) : null;
	return Math.max(0, note ?? findGridTime(scene, at));
}
