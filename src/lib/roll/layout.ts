/** Where the parts of the roll stand in its host. Pure. */

import { LANE_HEIGHT_MIN, type RollLane } from './lanes/lane.ts';

export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** A lane and where it stands: its head beside the keyboard, its body under the roll. */
export interface LaneBox {
	readonly lane: RollLane;
	readonly head: Rect;
	readonly body: Rect;
}

export interface Layout {
	readonly width: number;
	readonly height: number;
	/** Too small for a minimap and for more than one lane. */
	readonly isNarrow: boolean;
	readonly minimap: Rect | null;
	readonly ruler: Rect;
	/** Under the ruler: where tempo and meter change. */
	readonly flags: Rect;
	readonly keyboard: Rect;
	readonly roll: Rect;
	/** From the roll down; those that have no room are left out. */
	readonly lanes: readonly LaneBox[];
}

/** DESIGN: minimap 30, ruler 28, keyboard 56 (34 on a phone). */
export const NARROW_WIDTH = 600;
const MINIMAP_HEIGHT = 30;
const RULER_HEIGHT = 28;
/** Thin, but on a phone as high as a finger needs it together with the ruler. */
const FLAGS_HEIGHT = 20;
const FLAGS_HEIGHT_NARROW = 28;
const KEYBOARD_WIDTH = 56;
const KEYBOARD_WIDTH_NARROW = 34;
/** Lanes give way when the roll above them would be lower than this. */
const ROLL_HEIGHT_MIN = 160;

export function computeLayout(width: number, height: number, lanes: readonly RollLane[]): Layout {
	const isNarrow = width < NARROW_WIDTH;
	const left = isNarrow ? KEYBOARD_WIDTH_NARROW : KEYBOARD_WIDTH;
	const rulerTop = isNarrow ? 0 : MINIMAP_HEIGHT;
	const flagsHeight = isNarrow ? FLAGS_HEIGHT_NARROW : FLAGS_HEIGHT;
	const top = rulerTop + RULER_HEIGHT + flagsHeight;
	const heights = fitHeights(lanes, height - top - ROLL_HEIGHT_MIN);
	const bottom = Math.max(top + 1, height - heights.reduce((sum, each) => sum + each, 0));
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
		lanes: placeLanes(lanes, heights, { x: left, y: bottom, width: inner })
	};
}

function placeLanes(lanes: readonly RollLane[], heights: readonly number[], at: Omit<Rect, 'height'>): LaneBox[] {
	let { y } = at;
	return heights.flatMap((height, i) => {
		const lane = lanes[i];
		const place = { y, height };
		y += height;
		return lane ? [{ lane, head: { x: 0, width: at.x, ...place }, body: { x: at.x, width: at.width, ...place } }] : [];
	});
}

/** The heights of as many lanes as have room; they shrink before the last of them leaves. */
function fitHeights(lanes: readonly RollLane[], room: number): number[] {
	const wanted = lanes
		.slice(0, Math.max(0, Math.floor(room / LANE_HEIGHT_MIN)))
		.map(({ height }) => Math.max(LANE_HEIGHT_MIN, height));
	const sum = wanted.reduce((total, height) => total + height, 0);
	if (sum <= room) return wanted;
	const least = wanted.length * LANE_HEIGHT_MIN;
	const share = (room - least) / (sum - least);
	return wanted.map((height) => Math.floor(LANE_HEIGHT_MIN + (height - LANE_HEIGHT_MIN) * share));
}

export const isInside = (rect: Rect, x: number, y: number): boolean =>
	x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
