/** Asks the host for the menu of a lane. */

import type { LaneBox } from '../layout.ts';
import type { RollState } from '../state.ts';
import { findSegment, findSegmentBox } from './segment-tools.ts';

/** Opens the menu of a lane at a point of the window; a segment that is there, at `x` of the host, is selected. */
export function openLaneMenu(
	state: RollState,
	box: LaneBox,
	at: { readonly x: number; readonly y: number },
	x: number
): void {
	const { lanes } = state;
	const pointer = { x, y: box.body.y, isTouch: false, shift: false, alt: false, mod: false };
	const hit = box.lane.kind === 'segments' ? findSegment(state, box, pointer) : null;
	lanes.activate(box.lane.key);
	if (hit && !lanes.selection.has(hit.segment.id)) lanes.setSelection([hit.segment.id]);
	state.events.onLaneMenu?.(box.lane.key, at);
}

/** Where in the host a menu that is asked for by key belongs: under what is selected, or in the middle. */
export function findMenuX(state: RollState, { body }: LaneBox): number {
	const [first] = state.lanes.selection;
	const place = first === undefined ? null : findSegmentBox(state, first);
	const x = place ? place.x + Math.min(place.width, 24) : body.x + body.width / 2;
	return Math.max(body.x, Math.min(body.x + body.width, x));
}
