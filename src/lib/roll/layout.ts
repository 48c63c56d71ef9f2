/** Where the parts of the roll stand in its host. Pure. */

export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** Too small for a minimap and lanes. */
	readonly isNarrow: boolean;
	readonly minimap: Rect | null;
	readonly ruler: Rect;
	/** Under the ruler: where tempo and meter change. */
	readonly flags: Rect;
	readonly keyboard: Rect;
	readonly roll: Rect;
	readonly loudness: Rect | null;
}

/** DESIGN: minimap 30, ruler 28, keyboard 56 (34 on a phone), lanes 76. */
export const NARROW_WIDTH = 600;
const MINIMAP_HEIGHT = 30;
const RULER_HEIGHT = 28;
/** Thin, but on a phone as high as a finger needs it together with the ruler. */
const FLAGS_HEIGHT = 20;
const FLAGS_HEIGHT_NARROW = 28;
const KEYBOARD_WIDTH = 56;
const KEYBOARD_WIDTH_NARROW = 34;
const LANE_HEIGHT = 76;
/** A lane gives way when the roll above it would be lower than this. */
const ROLL_HEIGHT_MIN = 160;

export function computeLayout(width: number, height: number, hasLoudness: boolean): Layout {
	const isNarrow = width < NARROW_WIDTH;
	const left = isNarrow ? KEYBOARD_WIDTH_NARROW : KEYBOARD_WIDTH;
	const rulerTop = isNarrow ? 0 : MINIMAP_HEIGHT;
	const flagsHeight = isNarrow ? FLAGS_HEIGHT_NARROW : FLAGS_HEIGHT;
	const top = rulerTop + RULER_HEIGHT + flagsHeight;
	const hasLane = hasLoudness && !isNarrow && height - top - LANE_HEIGHT >= ROLL_HEIGHT_MIN;
	const bottom = Math.max(top + 1, height - (hasLane ? LANE_HEIGHT : 0));
	const inner = Math.max(1, width - left);
	return {
		width,
		height,
		isNarrow,
		minimap: isNarrow ? null : { x: left, y: 0, width: inner, height: MINIMAP_HEIGHT },
		ruler: { x: left, y: rulerTop, width: inner, height: RULER_HEIGHT },
		flags: { x: left, y: top - flagsHeight, width: inner, height: flagsHeight },
		keyboard: { x: 0, y: top, width: left, height: bottom - top },
		roll: { x: left, y: top, width: inner, height: bottom - top },
		loudness: hasLane ? { x: left, y: bottom, width: inner, height: height - bottom } : null
	};
}

export const isInside = (rect: Rect, x: number, y: number): boolean =>
	x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
