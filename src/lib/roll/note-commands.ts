/** Commands that work on the chosen notes at once, and those that choose notes. */

import {
	HUMAN,
	humanise,
	legato,
	mergeNotes,
	quantize,
	reverse,
	splitAt,
	splitAtGrid,
	type Edit,
	type Note,
	type RecordId,
	type Split
} from '#lib/score/index.ts';
import { assertNever } from '../fault.ts';
import { TICKS_PER_QUARTER, type Midi } from '../units.ts';
import type { RollState } from './state.ts';
import type { NoteCommand } from './types.ts';

/** Where there is no grid, what asks for one has sixteenths. */
const GRID_DEFAULT = TICKS_PER_QUARTER / 4;

/** Does one command, as one edit. Those that edit do nothing while the roll is read-only. */
export function runNoteCommand(state: RollState, command: NoteCommand): void {
	const notes = state.findSelected();
	const grid = state.grid || GRID_DEFAULT;
	const nextId = (): RecordId => state.input.score.nextId();
	switch (command) {
		case 'split':
			return splitSelected(state, splitAt(findUnderPlayhead(state, notes), tickOfPlayhead(state), nextId));
		case 'split-grid':
			return splitSelected(state, splitAtGrid(notes, state.tempo, grid, nextId));
		case 'merge':
			return commit(state, mergeNotes(notes));
		case 'quantize':
			return commit(state, quantize(notes, state.tempo, { grid, strength: 1, swing: 0.5, ends: false }));
		case 'legato':
			return commit(state, legato(notes));
		case 'reverse':
			return commit(state, reverse(notes));
		case 'humanise': {
			const seed = Math.floor(Math.random() * 2 ** 32);
			return commit(state, humanise(notes, state.tempo, { ...HUMAN, seed }));
		}
		case 'select-pitch':
			return selectPitches(state, new Set(notes.map(({ pitch }) => pitch)));
		case 'select-range':
			return selectRange(state, notes);
		case 'select-invert':
			return state.setSelection(idsOf(state.notes.notes.filter(({ id }) => !state.selection.has(id))));
		default:
			return assertNever(command);
	}
}

const idsOf = (notes: readonly Note[]): RecordId[] => notes.map(({ id }) => id);

/** Selects all notes of the given pitches, with `kept` together with what is selected. */
export function selectPitches(state: RollState, pitches: ReadonlySet<Midi>, kept: Iterable<RecordId> = []): void {
	state.setSelection([...kept, ...idsOf(state.notes.notes.filter(({ pitch }) => pitches.has(pitch)))]);
}

/** Selects what sounds in the loop, or with none between the first and the last of the selection. */
function selectRange(state: RollState, notes: readonly Note[]): void {
	const { loop } = state.input;
	const [first] = notes;
	const last = notes.reduce((end, { start, duration }) => Math.max(end, start + duration), 0);
	if (loop) state.setSelection(idsOf(state.notes.find(state.tempo.toTicks(loop.start), state.tempo.toTicks(loop.end))));
	else if (first) state.setSelection(idsOf(state.notes.find(first.start, last)));
}

const tickOfPlayhead = (state: RollState): number => state.tempo.toTicks(state.input.playhead());

/** The selected notes, or all that sound at the playhead. */
function findUnderPlayhead(state: RollState, selected: readonly Note[]): readonly Note[] {
	if (selected.length) return selected;
	const tick = tickOfPlayhead(state);
	return state.notes.find(tick, tick + 1);
}

function splitSelected(state: RollState, { edits, made }: Split): void {
	if (edits.length === 0 || state.input.isReadonly) return;
	commit(state, edits);
	state.setSelection([...state.selection, ...made], false);
}

function commit(state: RollState, edits: readonly Edit[]): void {
	if (edits.length === 0 || state.input.isReadonly) return;
	state.events.onEdit(edits);
	state.announce({ kind: 'changed', count: state.selection.size });
}
