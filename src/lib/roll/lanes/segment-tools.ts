/** The lane of segments: make them by a drag, drag their borders, move, choose and erase them. */

import {
	createSegment,
	findTouching,
	moveBorder,
	moveSegments,
	type RecordId,
	type Segment
} from '#lib/score/index.ts';
import type { Seconds } from '../../units.ts';
import type { LaneBox, Rect } from '../layout.ts';
import type { RollState } from '../state.ts';
import { isDrag, REST, type Gesture, type PointerAt } from '../tools/gesture.ts';
import { startPan } from '../tools/pan.ts';
import { toSeconds, toX } from '../viewport.ts';
import { snapSeconds } from './snap-time.ts';

export type SegmentPart = 'body' | 'from' | 'to';

export interface SegmentHit {
	readonly segment: Segment;
	readonly part: SegmentPart;
}

/** How far on both sides of a border it is still meant; a third of a segment in its middle is always its body. */
const BORDER = { mouse: 5, touch: 16 };
/** A new segment that begins or ends so near to another one joins it, in pixels. */
const JOIN = 8;

/** The segment under a point, and which part of it; a little outside of a segment its border is meant. */
export function findSegment(state: RollState, { lane, body }: LaneBox, at: PointerAt): SegmentHit | null {
	if (lane.record === null) return null;
	const { view } = state;
	const reach = at.isTouch ? BORDER.touch : BORDER.mouse;
	const x = at.x - body.x;
	let best: SegmentHit | null = null;
	let nearest = Infinity;
	state.lanes.segmentsOf(lane.record).visit(toSeconds(view, x - reach), toSeconds(view, x + reach), (segment) => {
		const [left, right] = [toX(view, segment.from), toX(view, segment.to)];
		const edge = Math.min(reach, (right - left) / 3);
		const outside = Math.max(0, left - x, x - right);
		// the pen begins another one right beside a segment
		if (outside > (state.input.tool === 'draw' ? 0 : reach) || outside > nearest) return;
		// of two that touch the pointer is inside of one
		if (outside === nearest && outside > 0) return;
		nearest = outside;
		const part = x < left + edge ? 'from' : x > right - edge ? 'to' : 'body';
		best = { segment, part };
	});
	return best;
}

/** Where a segment stands, in the host's pixels; null while its lane is hidden or it is out of view. */
export function findSegmentBox(state: RollState, id: RecordId): Rect | null {
	const { input, layout, view } = state;
	const segment = input.score.get(id);
	if (segment?.kind !== 'segment') return null;
	const box = layout.lanes.find(({ lane }) => lane.record === segment.lane);
	const [left, right] = [toX(view, segment.from), toX(view, segment.to)];
	if (!box || right < 0 || left > view.width) return null;
	return { x: box.body.x + left, y: box.body.y, width: right - left, height: box.body.height };
}

export function startSegments(state: RollState, from: PointerAt, box: LaneBox): Gesture {
	const { isReadonly, tool } = state.input;
	const { record } = box.lane;
	const hit = findSegment(state, box, from);
	if (record === null) return REST;
	if (tool === 'erase' && !isReadonly) return startErase(state, box, record);
	if (hit?.part === 'body' || (hit && isReadonly)) return startMove(state, from, hit.segment, record);
	if (hit) return startBorder(state, from, hit, record);
	if (isReadonly || (from.isTouch && tool === 'select')) return startPanOrRelease(state, from);
	return from.shift ? startRange(state, from, record) : startCreate(state, from, record);
}

/** A press selects; a drag moves all that are selected, on the grid and the notes, with Alt freely. */
function startMove(state: RollState, from: PointerAt, segment: Segment, lane: RecordId): Gesture {
	const { lanes } = state;
	const wasSelected = lanes.selection.has(segment.id);
	if (!wasSelected) lanes.setSelection(from.shift || from.mod ? [...lanes.selection, segment.id] : [segment.id]);
	const { segments } = lanes.segmentsOf(lane);
	const grip = state.pointAt(from.x, from.y).seconds - segment.from;
	let edits: ReturnType<typeof moveSegments> = [];
	let isMoving = false;
	return {
		cursor: state.input.isReadonly ? 'default' : 'grabbing',
		move(at) {
			isMoving ||= isDrag(from, at);
			if (!isMoving || state.input.isReadonly) return;
			const to = snapSeconds(state, state.pointAt(at.x, at.y).seconds - grip, at.alt);
			edits = moveSegments(segments, lanes.selection, to - segment.from);
			lanes.draftSegments(lane, edits);
		},
		end() {
			lanes.commit(edits);
			if (isMoving) return;
			if ((from.shift || from.mod) && wasSelected)
				lanes.setSelection([...lanes.selection].filter((id) => id !== segment.id));
			else if (!from.shift && !from.mod) lanes.setSelection([segment.id]);
		},
		cancel: () => lanes.setDraft(null)
	};
}

/** Drags a border, with that of the neighbour where they touch; with Alt only the one. */
function startBorder(state: RollState, from: PointerAt, { segment, part }: SegmentHit, lane: RecordId): Gesture {
	if (part === 'body') return REST;
	const { lanes } = state;
	lanes.setSelection([segment.id]);
	const { segments } = lanes.segmentsOf(lane);
	const isShared = findTouching(segments, segment, part) !== null;
	const grip = state.pointAt(from.x, from.y).seconds - segment[part];
	let edits: ReturnType<typeof moveBorder> = [];
	let isMoving = false;
	return {
		cursor: 'ew-resize',
		scrolls: 'time',
		move(at) {
			isMoving ||= isDrag(from, at);
			if (!isMoving) return;
			// where two share a border Alt parts them; elsewhere it frees from the grid
			const to = snapSeconds(state, state.pointAt(at.x, at.y).seconds - grip, at.alt && !isShared);
			edits = moveBorder(segments, segment, part, to, at.alt);
			lanes.draftSegments(lane, edits);
		},
		end: () => lanes.commit(edits),
		cancel: () => lanes.setDraft(null)
	};
}

function startCreate(state: RollState, from: PointerAt, lane: RecordId): Gesture {
	const { lanes, input } = state;
	const { segments } = lanes.segmentsOf(lane);
	const timeAt = (at: PointerAt): Seconds => {
		const seconds = Math.max(0, state.pointAt(at.x, at.y).seconds);
		return (at.alt ? null : findBorder(state, lane, seconds)) ?? snapSeconds(state, seconds, at.alt);
	};
	const origin = timeAt(from);
	let id: RecordId | null = null;
	let edits: ReturnType<typeof createSegment> = [];
	return {
		cursor: 'crosshair',
		scrolls: 'time',
		move(at) {
			if (edits.length === 0 && !isDrag(from, at)) return;
			id ??= input.score.nextId();
			edits = createSegment(segments, { lane, id, from: origin, to: timeAt(at) });
			lanes.draftSegments(lane, edits);
		},
		end() {
			lanes.commit(edits);
			lanes.setSelection(edits.length && id !== null ? [id] : []);
		},
		cancel: () => lanes.setDraft(null)
	};
}

/** The border of a segment of the lane that is close to a time: a new one joins it. */
function findBorder({ lanes, view }: RollState, lane: RecordId, at: Seconds): Seconds | null {
	let reach = JOIN / view.pixelsPerSecond;
	let best: Seconds | null = null;
	lanes.segmentsOf(lane).visit(at - reach, at + reach, ({ from, to }) => {
		for (const border of [from, to]) {
			if (Math.abs(border - at) > reach) continue;
			reach = Math.abs(border - at);
			best = border;
		}
	});
	return best;
}

/** With Shift on empty ground: selects what is touched. */
function startRange(state: RollState, from: PointerAt, lane: RecordId): Gesture {
	const { lanes } = state;
	const origin = state.pointAt(from.x, from.y).seconds;
	const before = lanes.selection;
	return {
		cursor: 'ew-resize',
		scrolls: 'time',
		move(at) {
			const now = state.pointAt(at.x, at.y).seconds;
			const touched: RecordId[] = [];
			lanes
				.segmentsOf(lane)
				.visit(Math.min(origin, now), Math.max(origin, now), (segment) => void touched.push(segment.id));
			lanes.setSelection([...before, ...touched]);
		},
		end: () => undefined,
		cancel: () => lanes.setSelection(before)
	};
}

/** Takes away each segment that is passed. */
function startErase(state: RollState, box: LaneBox, lane: RecordId): Gesture {
	const gone = new Set<RecordId>();
	const erase = (at: PointerAt): void => {
		const hit = findSegment(state, box, at);
		if (!hit) return;
		gone.add(hit.segment.id);
		state.lanes.draftSegments(lane, [{ kind: 'delete', ids: [...gone] }]);
	};
	return {
		cursor: 'crosshair',
		move: erase,
		end(at) {
			erase(at);
			state.lanes.commit(gone.size ? [{ kind: 'delete', ids: [...gone] }] : []);
		},
		cancel: () => state.lanes.setDraft(null)
	};
}

/** A finger moves the view; its tap lets go of what was selected. */
function startPanOrRelease(state: RollState, from: PointerAt): Gesture {
	const pan = startPan(state, from);
	return { ...pan, end: (at) => (isDrag(from, at) ? pan.end(at) : state.lanes.setSelection([])) };
}
