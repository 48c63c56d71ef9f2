/** Which gesture a press begins, by what is under it and which tool is taken; and the cursor that promises it. */

import { assertNever } from '../../fault.ts';
import type { Hit } from '../hit-test.ts';
import { cursorInLane, startInLane } from '../lanes/tools.ts';
import type { RollState } from '../state.ts';
import type { ToolName } from '../types.ts';
import { startDraw } from './draw-note.ts';
import { startFlag, startFlagGround } from './drag-flag.ts';
import { startErase } from './erase-notes.ts';
import { REST, type Gesture, type PointerAt } from './gesture.ts';
import { startMarquee } from './marquee.ts';
import { findMinimapEdge, startMinimapDrag } from './minimap-drag.ts';
import { startMove } from './move-notes.ts';
import { startTouchGround } from './pan.ts';
import { startPickTrack } from './pick-track.ts';
import { startPitch } from './pitch-brush.ts';
import { startStrip } from './pitch-span.ts';
import { startKey } from './press-key.ts';
import { startVibrato } from './pull-vibrato.ts';
import { startResize } from './resize-notes.ts';
import { isOnLoopEnd, startLoop, startSeek } from './seek.ts';

export type { Gesture, PointerAt } from './gesture.ts';
export { askFlag } from './drag-flag.ts';
export { noteAt } from './draw-note.ts';
export { startPan } from './pan.ts';
export { findGhostTrack } from './pick-track.ts';
export { startPinch } from './pinch.ts';

/** Who may only look has the tool that changes nothing. */
const toolOf = ({ input }: RollState): ToolName => (input.isReadonly ? 'select' : input.tool);

export function startGesture(state: RollState, at: PointerAt, hit: Hit): Gesture {
	switch (hit.kind) {
		case 'minimap':
			return startMinimapDrag(state, at);
		case 'ruler':
			if (!state.events.onLoop || !(at.shift || hit.isLoop || (at.isTouch && isOnLoopEnd(state, at))))
				return startSeek(state, at);
			return startLoop(state, at);
		case 'flags':
			return hit.flag ? startFlag(state, at, hit.flag) : startFlagGround(state, at);
		case 'keyboard':
			return startKey(state, at);
		case 'lane':
			return startInLane(state, at, hit.box);
		case 'none':
			return REST;
		case 'ground':
			return startOnGround(state, at);
		case 'strip':
			return startStrip(state, at);
		case 'vibrato':
			return startVibrato(state, at, hit.note, hit.part);
		case 'note':
			if (toolOf(state) === 'pitch') return startPitch(state, at);
			if (toolOf(state) === 'erase') return startErase(state, at);
			if (hit.part === 'body' || state.input.isReadonly) return startMove(state, at, hit.note);
			return startResize(state, at, hit.note, hit.part);
		default:
			return assertNever(hit);
	}
}

function startOnGround(state: RollState, at: PointerAt): Gesture {
	const tool = toolOf(state);
	const picking = startPickTrack(state, at);
	if (picking) return picking;
	if (tool === 'pitch') return startPitch(state, at);
	if (tool === 'draw') return startDraw(state, at);
	if (tool === 'erase') return startErase(state, at);
	return at.isTouch ? startTouchGround(state, at) : startMarquee(state, at);
}

export function cursorFor(state: RollState, hit: Hit, at: PointerAt): string {
	const tool = toolOf(state);
	switch (hit.kind) {
		case 'ruler':
			return hit.isLoop && state.events.onLoop ? 'ew-resize' : 'col-resize';
		case 'flags':
			return !hit.flag || state.input.isReadonly ? 'col-resize' : hit.flag.isChange ? 'grab' : 'pointer';
		case 'minimap':
			return findMinimapEdge(state, at.x, false) ? 'ew-resize' : 'grab';
		case 'keyboard':
			return 'pointer';
		case 'lane':
			return cursorInLane(state, at, hit.box);
		case 'none':
			return 'default';
		case 'ground':
			return tool === 'select' ? 'default' : 'crosshair';
		case 'strip':
			return state.pitch.clip === null ? 'default' : 'pointer';
		case 'vibrato':
			return hit.part === 'depth' ? 'ns-resize' : 'ew-resize';
		case 'note':
			if (tool === 'erase' || tool === 'pitch') return 'crosshair';
			if (state.input.isReadonly) return 'pointer';
			return hit.part === 'body' ? 'grab' : 'ew-resize';
		default:
			return assertNever(hit);
	}
}
