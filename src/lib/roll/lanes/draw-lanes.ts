/** The lanes under the roll: their ground, their axes and what they hold; and what moves over them. */

import { draftNotes } from '../draft.ts';
import type { LaneBox } from '../layout.ts';
import { drawGrid } from '../layers/grid.ts';
import { drawIn, horizontalLine, setFont, type Pen } from '../layers/pen.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { computeLaneTicks, countDecimals, toLaneY } from './axis.ts';
import { findLane } from './contents.ts';
import { drawDraftSegments, drawSegments } from './draw-segments.ts';
import { drawLevel } from './draw-level.ts';
import { drawValues } from './draw-values.ts';
import { createVelocityDrawer, drawDraftVelocities } from './draw-velocity.ts';
import { hiddenSegments } from './lane-state.ts';

const GRID_OPACITY = 0.6;
/** Between the labels of an axis and the roll. */
const LABEL_RIGHT = 8;
/** Half of a label, which must not be cut off. */
const LABEL_HALF = 6;
const READING = { size: 11, padding: 6, height: 20, radius: 5, gap: 10 };

/** Makes the drawer of all lanes for the still picture. */
export function createLanesLayer(): (pen: Pen, state: RollState, shown: NotesInView) => void {
	const drawVelocities = createVelocityDrawer();
	return (pen, state, shown) => {
		for (const box of state.layout.lanes) {
			drawFrame(pen, state, box);
			drawIn(pen, box.body, () => {
				const { lane, body } = box;
				pen.g.globalAlpha = GRID_OPACITY;
				drawGrid(pen, state, body.height);
				pen.g.globalAlpha = 1;
				if (lane.kind === 'segments') return drawSegmentLane(pen, state, box);
				drawAxisLines(pen, state, box);
				if (lane.kind === 'velocity') drawVelocities(pen, state, shown, lane.axis, body.height);
				else if (lane.kind === 'loudness') drawLevel(pen, state, lane.axis, body.height);
				else drawCurveLane(pen, state, box);
			});
		}
	};
}

function drawFrame(pen: Pen, state: RollState, { head, body, lane }: LaneBox): void {
	const { g } = pen;
	const { colours } = state.theme;
	g.fillStyle = colours.bg;
	g.fillRect(head.x, head.y, head.width + body.width, head.height);
	g.fillStyle = colours.line;
	horizontalLine(pen, head.y, 0, head.width + body.width);
	if (lane.kind !== 'segments') drawAxisLabels(pen, state, { head, body, lane });
}

function drawAxisLabels(pen: Pen, state: RollState, { head, lane }: LaneBox): void {
	const { g } = pen;
	const decimals = countDecimals(lane.axis, head.height);
	setFont(pen, state.theme, 500, state.layout.isNarrow ? 9 : 10);
	g.fillStyle = state.theme.colours.muted;
	g.textAlign = 'right';
	g.textBaseline = 'middle';
	for (const value of computeLaneTicks(lane.axis, head.height)) {
		const y = toLaneY(lane.axis, head.height, value);
		if (y < LABEL_HALF || y > head.height - LABEL_HALF) continue;
		g.fillText(valueText(value, decimals), head.x + head.width - LABEL_RIGHT, head.y + y);
	}
	g.textAlign = 'left';
}

function drawAxisLines(pen: Pen, { theme }: RollState, { body, lane }: LaneBox): void {
	pen.g.fillStyle = theme.colours.grid;
	for (const value of computeLaneTicks(lane.axis, body.height))
		horizontalLine(pen, toLaneY(lane.axis, body.height, value), 0, body.width);
}

function drawCurveLane(pen: Pen, state: RollState, { lane, body }: LaneBox): void {
	const record = findLane(state.input.score, lane.record);
	if (!record) return;
	const { draft } = state.lanes;
	drawValues(pen, state, {
		lane: record,
		samples: state.lanes.curveOf(record.id)?.samples ?? [],
		draft: draft?.kind === 'curve' && draft.lane === record.id ? draft : null,
		axis: lane.axis,
		height: body.height
	});
}

function drawSegmentLane(pen: Pen, state: RollState, { lane, body }: LaneBox): void {
	if (lane.record === null) return;
	const { selection, draft } = state.lanes;
	const index = state.lanes.segmentsOf(lane.record);
	const look = { height: body.height, selection };
	drawSegments(pen, state, (from, to, visit) => index.visit(from, to, visit), {
		...look,
		hidden: hiddenSegments(draft)
	});
	if (draft?.kind === 'segments' && draft.lane === lane.record) drawDraftSegments(pen, state, draft.after, look);
}

/** What moves over the lanes: notes of a draft, the lane that has the keys, and a value beside the pointer. */
export function drawOverLanes(pen: Pen, state: RollState): void {
	const { layout, draft, lanes } = state;
	if (draft)
		for (const { lane, body } of layout.lanes)
			if (lane.kind === 'velocity')
				drawIn(pen, body, () => drawDraftVelocities(pen, state, draftNotes(draft), lane.axis, body.height));
	const { active } = lanes;
	if (active && state.hasFocusRing) {
		const { head, body } = active;
		pen.g.strokeStyle = state.theme.colours.accent;
		pen.g.lineWidth = 1.5;
		pen.g.strokeRect(head.x + 3, head.y + 3, head.width + body.width - 6, body.height - 6);
	}
	if (lanes.reading) drawReading(pen, state, lanes.reading);
}

function drawReading(
	pen: Pen,
	{ theme, layout }: RollState,
	{ x, y, text }: { readonly x: number; readonly y: number; readonly text: string }
): void {
	const { g } = pen;
	setFont(pen, theme, 600, READING.size);
	g.textAlign = 'left';
	g.textBaseline = 'middle';
	const width = g.measureText(text).width + 2 * READING.padding;
	const left = x + READING.gap + width > layout.width ? x - READING.gap - width : x + READING.gap;
	const top = Math.max(0, Math.min(layout.height - READING.height - 2, y - READING.height - 4));
	g.beginPath();
	g.roundRect(left, top, width, READING.height, READING.radius);
	g.fillStyle = theme.colours.surface;
	g.fill();
	g.strokeStyle = theme.colours.line;
	g.lineWidth = 1;
	g.stroke();
	g.fillStyle = theme.colours.text;
	g.fillText(text, left + READING.padding, top + READING.height / 2 + 0.5);
}

/** A value with a real minus, as it stands on axes and beside pointers. */
export const valueText = (value: number, decimals: number): string =>
	(Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value).toFixed(decimals).replace('-', '−');
