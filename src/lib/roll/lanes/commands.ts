/** What keys do while a lane has them: the same keys as for notes, for what is in the lane. */

import {
	changeVelocities,
	createSegment,
	findRoom,
	mergeSegments,
	moveBorder,
	moveSegments,
	snapSegments,
	splitSegments,
	type RecordId,
	type Segment
} from '#lib/score/index.ts';
import { HOP_SECONDS, type Seconds } from '../../units.ts';
import type { LaneBox } from '../layout.ts';
import type { RollState } from '../state.ts';
import type { LaneCommand, RollCommand } from '../types.ts';
import { clearValues, nudgeValues } from './curve-tools.ts';
import { findGridTime, findNoteBorder } from './snap-time.ts';

const VELOCITY_STEP = { small: 1, large: 10 };
/** Parts of the axis that a key raises a curve by. */
const VALUE_STEP = { small: 0.02, large: 0.1 };
/** A new segment without a grid. */
const SEGMENT_SECONDS: Seconds = 0.2;
/** A note so near to a border takes it, when segments are brought to notes. */
const NOTE_REACH: Seconds = 0.15;

type Command = Exclude<RollCommand, 'menu'>;

const LANE_COMMANDS: readonly LaneCommand[] = ['lane-next', 'lane-previous', 'quantize-to-notes'];
/** Whether notes have no use for a command. */
export const isLaneCommand = (command: RollCommand): command is LaneCommand =>
	LANE_COMMANDS.some((name) => name === command);

/** Gives the keys to the next lane, from the notes to the first and from the last back to the notes. */
function stepLane(state: RollState, direction: 1 | -1): void {
	const boxes = state.layout.lanes;
	const at = boxes.findIndex(({ lane }) => lane.key === state.lanes.active?.lane.key);
	const places = boxes.length + 1;
	const next = boxes[((at + 1 + direction + places) % places) - 1] ?? null;
	state.lanes.activate(next?.lane.key ?? null);
	state.announce({ kind: 'lane', lane: next?.lane ?? null });
}

/** Does a command in the lane that has the keys; answers false where it is for the notes. */
export function runInLane(state: RollState, command: Command): boolean {
	if (command === 'lane-next' || command === 'lane-previous') {
		stepLane(state, command === 'lane-next' ? 1 : -1);
		return true;
	}
	const box = state.lanes.active;
	if (!box) return false;
	if (box.lane.kind === 'velocity') return runInVelocities(state, command);
	if (box.lane.kind === 'curve') return runInValues(state, box, command);
	if (box.lane.kind === 'segments' && box.lane.record !== null) return runInSegments(state, box.lane.record, command);
	return false;
}

const STEPS: Readonly<Partial<Record<Command, { readonly by: 1 | -1; readonly size: 'small' | 'large' }>>> = {
	'nudge-up': { by: 1, size: 'small' },
	'nudge-down': { by: -1, size: 'small' },
	'nudge-octave-up': { by: 1, size: 'large' },
	'nudge-octave-down': { by: -1, size: 'large' }
};

function runInVelocities(state: RollState, command: Command): boolean {
	const step = STEPS[command];
	const notes = state.findSelected();
	if (!step || notes.length === 0) return false;
	const edits = changeVelocities(notes, { kind: 'add', by: step.by * VELOCITY_STEP[step.size] });
	if (edits.length === 0 || state.input.isReadonly) return true;
	state.events.onEdit(edits);
	const [first] = state.findSelected();
	if (first) state.announce({ kind: 'velocity', velocity: first.velocity, count: notes.length });
	if (first && !state.input.isPlaying) state.hearBriefly(first);
	return true;
}

function runInValues(state: RollState, box: LaneBox, command: Command): boolean {
	const step = STEPS[command];
	const range = findRange(state);
	if (step) nudgeValues(state, box, range, step.by * VALUE_STEP[step.size]);
	else if (command === 'delete') clearValues(state, box, range);
	else return false;
	return true;
}

/** The time of the selected notes, or of the loop, or a step of the grid at the playhead. */
function findRange(state: RollState): { start: Seconds; end: Seconds } {
	const { tempo, input } = state;
	const notes = state.findSelected();
	if (notes.length)
		return {
			start: Math.min(...notes.map(({ start }) => tempo.toSeconds(start))),
			end: Math.max(...notes.map(({ start, duration }) => tempo.toSeconds(start + duration)))
		};
	if (input.loop) return input.loop;
	const start = Math.max(0, input.playhead());
	return { start, end: start + stepSeconds(state, start) };
}

/** A step of the grid at a time, or of a curve without one. */
function stepSeconds({ tempo, grid }: RollState, at: Seconds): Seconds {
	const ticks = tempo.toFractionalTicks(at);
	return grid > 0 ? tempo.toSeconds(ticks + grid) - tempo.toSeconds(ticks) : HOP_SECONDS;
}

function runInSegments(state: RollState, lane: RecordId, command: Command): boolean {
	const { lanes, input } = state;
	const { segments } = lanes.segmentsOf(lane);
	const chosen = lanes.findSelected(lane);
	const [first] = chosen;
	const last = chosen.at(-1);
	switch (command) {
		case 'select-next':
		case 'select-previous':
			return selectNextSegment(state, lane, command === 'select-next' ? 1 : -1);
		case 'select-all':
			lanes.setSelection(segments.map(({ id }) => id));
			return true;
		case 'select-none':
			lanes.setSelection([]);
			return true;
		case 'delete':
			if (chosen.length) lanes.commit([{ kind: 'delete', ids: chosen.map(({ id }) => id) }]);
			return true;
		case 'draw-at-playhead':
		case 'edit-lyric':
			if (!input.isReadonly) labelOrCreate(state, lane, chosen);
			return true;
		case 'split':
			lanes.commit(
				splitSegments(segments, new Set(chosen.map(({ id }) => id)), input.playhead(), () => input.score.nextId())
			);
			return true;
		case 'merge':
			lanes.commit(mergeSegments(segments, lanes.selection));
			return true;
		case 'quantize':
			lanes.commit(snapSegments(segments, lanes.selection, (at) => findGridTime(state, at)));
			return true;
		case 'quantize-to-notes':
			lanes.commit(snapSegments(segments, lanes.selection, (at) => findNoteBorder(state, at, NOTE_REACH) ?? at));
			return true;
		case 'nudge-left':
		case 'nudge-right':
			if (!first) return false;
			lanes.commit(
				moveSegments(segments, lanes.selection, stepSeconds(state, first.from) * (command === 'nudge-left' ? -1 : 1))
			);
			return true;
		case 'lengthen':
		case 'shorten':
			if (last)
				lanes.commit(
					moveBorder(segments, last, 'to', last.to + stepSeconds(state, last.to) * (command === 'shorten' ? -1 : 1))
				);
			return true;
		default:
			return false;
	}
}

/** Selects the segment after or before the chosen ones and shows it; answers false at the end of the lane. */
function selectNextSegment(state: RollState, lane: RecordId, direction: 1 | -1): boolean {
	const { lanes, view } = state;
	const { segments } = lanes.segmentsOf(lane);
	const chosen = lanes.findSelected(lane);
	const from = direction > 0 ? chosen.at(-1) : chosen[0];
	const next = from
		? segments[segments.indexOf(from) + direction]
		: direction > 0
			? (segments.find(({ to }) => to > view.start) ?? segments[0])
			: segments.at(-1);
	if (!next) return false;
	lanes.setSelection([next.id]);
	state.showTime(next.from);
	state.announce({ kind: 'segment', label: next.label, from: next.from, to: next.to });
	return true;
}

/** Enter: writes the label of what is chosen; with nothing chosen a segment begins at the playhead. */
function labelOrCreate(state: RollState, lane: RecordId, chosen: readonly Segment[]): void {
	const [first] = chosen;
	if (first) return state.events.onLabel?.(first.id);
	const { lanes, input } = state;
	const { segments } = lanes.segmentsOf(lane);
	const from = Math.max(0, input.playhead());
	const room = findRoom(segments, from);
	if (!room) return;
	const length = Math.max(SEGMENT_SECONDS, stepSeconds(state, from));
	const id = input.score.nextId();
	const edits = createSegment(segments, { lane, id, from, to: from + length });
	lanes.commit(edits);
	if (edits.length) lanes.setSelection([id]);
}
