/** The lane of a curve: values drawn by hand, along a line with Shift, or taken away. */

import { HOP_SECONDS } from '../../units.ts';
import { ABSENT, readSamples, sampleIndexAt, sampleOfValue, writeLane, type Lane } from '#lib/score/index.ts';
import type { LaneBox } from '../layout.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from '../tools/gesture.ts';
import { startPan } from '../tools/pan.ts';
import { countDecimals, toLaneValue } from './axis.ts';
import { findLane } from './contents.ts';
import { valueText } from './draw-lanes.ts';

/** Samples that follow each other, which grow on both sides while a hand draws over a curve. */
class Stroke {
	start = 0;
	values: Int16Array = new Int16Array(0);

	/** Writes the samples from one to another, both included, as `sampleAt` answers; what lies between and was not drawn is read from `below`. */
	write(
		from: number,
		to: number,
		below: (from: number, to: number) => Int16Array,
		sampleAt: (at: number) => number
	): void {
		const [low, high] = [Math.min(from, to), Math.max(from, to) + 1];
		const end = this.start + this.values.length;
		const start = this.values.length ? Math.min(this.start, low) : low;
		const last = this.values.length ? Math.max(end, high) : high;
		if (start !== this.start || last !== end) {
			const values = below(start, last);
			if (this.values.length) values.set(this.values, this.start - start);
			this.start = start;
			this.values = values;
		} else this.values = this.values.slice();
		for (let at = low; at < high; at++) this.values[at - this.start] = sampleAt(at);
	}

	clear(): void {
		this.values = new Int16Array(0);
	}
}

export function startValues(state: RollState, from: PointerAt, box: LaneBox): Gesture {
	const { isReadonly, tool, score } = state.input;
	const lane = findLane(score, box.lane.record);
	const isPen = tool === 'draw' || tool === 'erase' || !from.isTouch;
	if (!lane || isReadonly || !isPen) return startPan(state, from);
	return startStroke(state, from, box, lane);
}

function startStroke(state: RollState, from: PointerAt, { lane: view, body }: LaneBox, lane: Lane): Gesture {
	const isErasing = state.input.tool === 'erase';
	const below = state.lanes.curveOf(lane.id)?.samples ?? [];
	const pointAt = (at: PointerAt) => {
		const value = toLaneValue(view.axis, body.height, at.y - body.y);
		return {
			index: sampleIndexAt(state.pointAt(at.x, at.y).seconds),
			sample: isErasing ? ABSENT : sampleOfValue(value, lane),
			value
		};
	};
	const origin = pointAt(from);
	const stroke = new Stroke();
	let last = origin;
	let isMoving = false;
	const draw = (at: PointerAt): void => {
		const now = pointAt(at);
		const before = at.shift ? origin : last;
		if (at.shift) stroke.clear();
		const span = now.index - before.index;
		stroke.write(
			before.index,
			now.index,
			(low, high) => readSamples(below, low, high),
			(i) =>
				span === 0 ? now.sample : Math.round(before.sample + ((i - before.index) / span) * (now.sample - before.sample))
		);
		last = now;
		state.lanes.setDraft({ kind: 'curve', lane: lane.id, start: stroke.start, values: stroke.values });
		if (!isErasing) readValue(state, at, { lane: view, body }, now.value, lane.unit);
	};
	return {
		cursor: 'crosshair',
		move(at) {
			isMoving ||= isDrag(from, at);
			if (isMoving) draw(at);
		},
		end(at) {
			state.lanes.read(null);
			// a press alone makes a point, which a press by chance should not: only the pen does that
			if (!isMoving && state.input.tool !== 'select') draw(at);
			const { start, values } = stroke;
			state.lanes.commit(values.length ? writeLane(state.input.score, lane.id, start, values) : []);
		},
		cancel() {
			state.lanes.read(null);
			state.lanes.setDraft(null);
		}
	};
}

/** Shows a value of a lane beside the pointer, with its unit. */
export function readValue(
	state: RollState,
	{ x, y }: { readonly x: number; readonly y: number },
	{ lane, body }: Pick<LaneBox, 'lane' | 'body'>,
	value: number,
	unit: string
): void {
	const text = valueText(value, countDecimals(lane.axis, body.height) + 1);
	state.lanes.read({ x, y, text: unit ? `${text} ${unit}` : text });
}

/** Raises or lowers what is drawn from one time to another by a part of the axis; where nothing is, a level line begins. */
export function nudgeValues(
	state: RollState,
	{ lane: view }: LaneBox,
	range: { readonly start: number; readonly end: number },
	by: number
): void {
	const lane = findLane(state.input.score, view.record);
	if (!lane || state.input.isReadonly) return;
	const [from, to] = [sampleIndexAt(range.start), Math.max(sampleIndexAt(range.start) + 1, sampleIndexAt(range.end))];
	const values = readSamples(state.lanes.curveOf(lane.id)?.samples ?? [], from, to);
	const step = ((view.axis.high - view.axis.low) / (lane.high - lane.low)) * by * SAMPLE_SPAN;
	const middle = sampleOfValue((view.axis.low + view.axis.high) / 2, lane);
	const isEmpty = values.every((value) => value <= ABSENT);
	for (let i = 0; i < values.length; i++) {
		const value = isEmpty ? middle : (values[i] ?? 0);
		if (value > ABSENT) values[i] = Math.max(1, Math.min(SAMPLE_SPAN + 1, Math.round(value + step)));
	}
	state.lanes.commit(writeLane(state.input.score, lane.id, from, values));
}

/** Takes away what is drawn from one time to another. */
export function clearValues(
	state: RollState,
	{ lane: view }: LaneBox,
	range: { readonly start: number; readonly end: number }
): void {
	const lane = findLane(state.input.score, view.record);
	if (!lane || state.input.isReadonly || !state.lanes.curveOf(lane.id)) return;
	const from = sampleIndexAt(range.start);
	const length = Math.max(1, Math.round((range.end - range.start) / HOP_SECONDS));
	state.lanes.commit(writeLane(state.input.score, lane.id, from, new Int16Array(length)));
}

/** Steps from the least to the greatest sample. */
const SAMPLE_SPAN = 32_766;
