/** The lane of velocities: a head is dragged, with all that are selected; a drag across sets those that it passes. */

import {
	changeVelocities,
	cleanVelocity,
	velocityOnLine,
	writeVelocities,
	type Note,
	type VelocityPoint
} from '#lib/score/index.ts';
import { computePreview } from '../draft.ts';
import type { LaneBox } from '../layout.ts';
import type { RollState } from '../state.ts';
import { isDrag, type Gesture, type PointerAt } from '../tools/gesture.ts';
import { startPan } from '../tools/pan.ts';
import { toLaneValue } from './axis.ts';
import { findStem } from './stems.ts';

/** A drag with Shift moves this part as far. */
const FINE = 0.2;
/** A stem so near to the pen is passed, in pixels. */
const NEAR = 3;

const inBody = ({ body }: LaneBox, at: PointerAt): PointerAt => ({ ...at, x: at.x - body.x, y: at.y - body.y });

export function startVelocity(state: RollState, from: PointerAt, box: LaneBox): Gesture {
	const { isReadonly, tool } = state.input;
	const stem = findStem(state, box, inBody(box, from));
	if (isReadonly || tool === 'erase') return startPan(state, from);
	if (stem && tool === 'select') return startStem(state, from, box, stem);
	return from.isTouch && tool === 'select' ? startPan(state, from) : startVelocityPen(state, from, box);
}

/** All selected notes become as much louder or softer as the one that is dragged. */
function startStem(state: RollState, from: PointerAt, box: LaneBox, note: Note): Gesture {
	const wasSelected = state.selection.has(note.id);
	if (!wasSelected) state.setSelection(from.shift ? [...state.selection, note.id] : [note.id]);
	const notes = state.findSelected();
	let isMoving = false;
	const valueAt = (at: PointerAt): number => toLaneValue(box.lane.axis, box.body.height, inBody(box, at).y);
	const grip = valueAt(from);
	const move = (at: PointerAt): void => {
		isMoving ||= isDrag(from, at);
		if (!isMoving) return read(state, at, note.velocity);
		const by = Math.round((valueAt(at) - grip) * (at.shift ? FINE : 1));
		setPreview(state, changeVelocities(notes, { kind: 'add', by }));
		read(state, at, cleanVelocity(note.velocity + by));
	};
	return {
		cursor: 'ns-resize',
		move,
		end() {
			state.lanes.read(null);
			if (isMoving) return commit(state, notes.length);
			if (from.shift && wasSelected) state.setSelection([...state.selection].filter((id) => id !== note.id));
			else if (!from.shift) state.setSelection([note.id]);
		},
		cancel: () => cancel(state)
	};
}

/** Each note that is passed gets the value there; with Shift those on a straight line. Of several selected ones only these. */
function startVelocityPen(state: RollState, from: PointerAt, box: LaneBox): Gesture {
	const pointAt = (at: PointerAt): VelocityPoint => ({
		ticks: state.pointAt(at.x, at.y).ticks,
		velocity: cleanVelocity(toLaneValue(box.lane.axis, box.body.height, inBody(box, at).y))
	});
	const origin = pointAt(from);
	let last = origin;
	const drawn = new Map<Note, number>();
	let isMoving = false;
	const draw = (at: PointerAt): void => {
		const now = pointAt(at);
		const before = at.shift ? origin : last;
		if (at.shift) drawn.clear();
		// from point to point every note on the way is passed, however fast the hand is
		for (const note of findPassed(state, before, now)) drawn.set(note, velocityOnLine(before, now, note.start));
		last = now;
		setPreview(
			state,
			writeVelocities([...drawn.keys()], (note) => drawn.get(note) ?? note.velocity)
		);
		read(state, at, now.velocity);
	};
	return {
		cursor: 'crosshair',
		move(at) {
			isMoving ||= isDrag(from, at);
			if (isMoving) draw(at);
		},
		end() {
			state.lanes.read(null);
			if (isMoving) commit(state, drawn.size);
			else state.setSelection([]);
		},
		cancel: () => cancel(state)
	};
}

/** The notes that begin on the way between two points, or so near that a hand could not do better. */
function findPassed({ notes, view, tempo, selection }: RollState, a: VelocityPoint, b: VelocityPoint): Note[] {
	const [from, to] = [Math.min(a.ticks, b.ticks), Math.max(a.ticks, b.ticks)];
	const near = tempo.toFractionalTicks(tempo.toSeconds(from) + NEAR / view.pixelsPerSecond) - from;
	return notes
		.find(Math.floor(from - near), Math.ceil(to + near))
		.filter(({ id, start }) => start >= from - near && (selection.size < 2 || selection.has(id)));
}

function setPreview(state: RollState, edits: Parameters<typeof computePreview>[0]): void {
	state.setDraft(edits.length ? computePreview(edits, state.input.score) : null);
}

function commit(state: RollState, count: number): void {
	const hasChanged = state.draft !== null;
	state.commitDraft();
	if (hasChanged) state.announce({ kind: 'changed', count });
}

function cancel(state: RollState): void {
	state.lanes.read(null);
	state.setDraft(null);
}

const read = (state: RollState, { x, y }: PointerAt, velocity: number): void =>
	state.lanes.read({ x, y, text: String(velocity) });
