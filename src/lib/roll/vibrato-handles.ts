/** The handles of a vibrato: where they stand around a note, and which one a point means. Pure. */

import { placeVibrato, startOfVibrato } from '#lib/pitch/index.ts';
import { DEFAULT_VIBRATO, readVibrato, type Note, type TempoMap, type Vibrato } from '#lib/score/index.ts';
import { boxHeight, boxWidth, boxX, boxY } from './note-box.ts';
import { toX, type View } from './viewport.ts';

export type VibratoPart = 'length' | 'period' | 'depth';

export interface VibratoHandle {
	readonly part: VibratoPart;
	/** In the roll's own pixels. */
	readonly x: number;
	readonly y: number;
}

/** Below the note, clear of the handles at its ends. */
const GAP = 11;
/** How near is meant. In pixels. */
const REACH = { mouse: 8, touch: 18 };
/** Shorter notes have no room for handles. */
const WIDTH_MIN = 40;

/** The handles of a note: how far it reaches, its period and its depth; for one without vibrato a handle at its end. */
export function computeHandles(view: View, tempo: TempoMap, note: Note): readonly VibratoHandle[] {
	const left = boxX(view, tempo, note);
	const width = boxWidth(view, tempo, note);
	if (width < WIDTH_MIN) return [];
	const top = boxY(view, note);
	const under = top + boxHeight(view) + GAP;
	const placed = placeVibrato(note, tempo);
	if (!placed) return [{ part: 'length', x: left + width, y: under }];
	const start = toX(view, startOfVibrato(placed));
	const { period, depth } = placed.vibrato;
	const middle = top + boxHeight(view) / 2;
	return [
		{ part: 'length', x: start, y: under },
		{ part: 'period', x: start + Math.max(16, (period / 1000) * view.pixelsPerSecond), y: under },
		{ part: 'depth', x: (start + left + width) / 2, y: middle - (depth / 100) * view.pixelsPerSemitone - GAP }
	];
}

/** The handle that a point of the roll's own area means; null for none. */
export function findHandle(
	handles: readonly VibratoHandle[],
	x: number,
	y: number,
	isTouch: boolean
): VibratoHandle | null {
	const near = handles
		.map((handle) => ({ handle, distance: Math.hypot(handle.x - x, handle.y - y) }))
		.filter(({ distance }) => distance <= (isTouch ? REACH.touch : REACH.mouse))
		.toSorted((a, b) => a.distance - b.distance);
	return near[0]?.handle ?? null;
}

/** What a vibrato becomes when one of its handles is pulled by so many pixels. */
export function pullVibrato(
	vibrato: Vibrato | null,
	part: VibratoPart,
	by: { readonly x: number; readonly y: number },
	scale: { readonly width: number; readonly pixelsPerSecond: number; readonly pixelsPerSemitone: number }
): Vibrato {
	const from = vibrato ?? { ...DEFAULT_VIBRATO, length: 0 };
	const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value));
	switch (part) {
		case 'length':
			return { ...from, length: clamp(from.length - (by.x / scale.width) * 100, 0, 100) };
		case 'period':
			return { ...from, period: clamp(from.period + (by.x / scale.pixelsPerSecond) * 1000, 40, 500) };
		case 'depth':
			return { ...from, depth: clamp(from.depth - (by.y / scale.pixelsPerSemitone) * 100, 5, 200) };
	}
}

/** The vibrato of a note as a person finds it. */
export const vibratoOf = (note: Note): Vibrato | null => readVibrato(note.vibrato);
