/** Which gesture a press in a lane begins, what a double click does there, and what the pointer shows at rest. */

import type { LaneBox } from '../layout.ts';
import type { RollState } from '../state.ts';
import type { Gesture, PointerAt } from '../tools/gesture.ts';
import { startPan } from '../tools/pan.ts';
import { findLane } from './contents.ts';
import { readValue, startValues } from './curve-tools.ts';
import { findSegment, startSegments } from './segment-tools.ts';
import { findStem } from './stems.ts';
import { startVelocity } from './velocity-tools.ts';
import { sampleAt, sampleIndexAt, valueOfSample } from '#lib/score/index.ts';

export function startInLane(state: RollState, at: PointerAt, box: LaneBox): Gesture {
	state.lanes.activate(box.lane.key);
	state.lanes.read(null);
	switch (box.lane.kind) {
		case 'velocity':
			return startVelocity(state, at, box);
		case 'segments':
			return startSegments(state, at, box);
		case 'curve':
			return startValues(state, at, box);
		default:
			return startPan(state, at);
	}
}

export function cursorInLane(state: RollState, at: PointerAt, box: LaneBox): string {
	const { tool, isReadonly } = state.input;
	const { kind } = box.lane;
	if (kind === 'loudness' || (isReadonly && kind !== 'segments')) return 'grab';
	if (kind === 'velocity') {
		if (tool === 'erase') return 'grab';
		return tool === 'select' && stemAt(state, at, box) ? 'ns-resize' : 'crosshair';
	}
	if (kind === 'curve' || tool === 'erase') return 'crosshair';
	const hit = findSegment(state, box, at);
	if (isReadonly) return hit ? 'pointer' : 'grab';
	return !hit ? 'crosshair' : hit.part === 'body' ? 'grab' : 'ew-resize';
}

const stemAt = (state: RollState, at: PointerAt, box: LaneBox): ReturnType<typeof findStem> =>
	findStem(state, box, { ...at, x: at.x - box.body.x, y: at.y - box.body.y });

/** Says what stands under a pointer that rests: the velocity of a note, or the value of a curve. */
export function readInLane(state: RollState, at: PointerAt, box: LaneBox): void {
	const { lane } = box;
	const stem = lane.kind === 'velocity' ? stemAt(state, at, box) : null;
	if (stem) return state.lanes.read({ x: at.x, y: at.y, text: String(stem.velocity) });
	const record = lane.kind === 'curve' ? findLane(state.input.score, lane.record) : null;
	const samples = record && state.lanes.curveOf(record.id)?.samples;
	const sample = samples ? sampleAt(samples, sampleIndexAt(state.pointAt(at.x, at.y).seconds)) : 0;
	if (record && sample > 0) return readValue(state, at, box, valueOfSample(sample, record), record.unit);
	state.lanes.read(null);
}

/** A double click on a segment writes its label. */
export function doubleClickInLane(state: RollState, at: PointerAt, box: LaneBox): void {
	if (box.lane.kind !== 'segments' || state.input.isReadonly) return;
	const hit = findSegment(state, box, at);
	if (hit) state.events.onLabel?.(hit.segment.id);
}
