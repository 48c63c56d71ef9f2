/** What the roll can be told to do, by key, by menu or by script. */

import { add, transpose, type Edit, type Note } from '#lib/score/index.ts';
import { assertNever } from '../fault.ts';
import type { Cents, Seconds, Ticks } from '../units.ts';
import type { Clipboard, CopiedNote } from './clipboard.ts';
import { clampMove, copyEdits, DURATION_MIN, resizeNote } from './draft.ts';
import { runNoteCommand } from './note-commands.ts';
import { runPitchCommand } from './pitch-commands.ts';
import { isPitchCommand } from './pitch-types.ts';
import type { RollState } from './state.ts';
import type { LaneCommand, NoteCommand, RollCommand } from './types.ts';
import { scrollView, shownSeconds, toMidi, zoomPitch, zoomTime } from './viewport.ts';

const ZOOM_STEP = 1.4;
const OCTAVE = 12;
const CENTS_STEP: Cents = 10;
/** While playing, going back again soon goes to the bar before. */
const BAR_BEGUN: Seconds = 0.25;
/** Pixels that an arrow scrolls when nothing is selected. */
const SCROLL_STEP = 60;

/** Does one command. Those that edit do nothing while the roll is read-only. */
export function runCommand(
	state: RollState,
	clipboard: Clipboard,
	command: Exclude<RollCommand, 'menu' | LaneCommand>
): void {
	if (isPitchCommand(command)) return runPitchCommand(state, command);
	switch (command) {
		case 'delete':
			return deleteSelected(state);
		case 'copy':
			return copySelected(state, clipboard);
		case 'cut':
			copySelected(state, clipboard);
			return deleteSelected(state);
		case 'paste':
			void paste(state, clipboard);
			return;
		case 'duplicate':
			return duplicateSelected(state);
		case 'select-all':
			return state.setSelection(state.notes.notes.map((note) => note.id));
		case 'select-none':
			return state.setSelection([]);
		case 'select-next':
			selectNeighbour(state, 1);
			return;
		case 'select-previous':
			selectNeighbour(state, -1);
			return;
		case 'draw-at-playhead':
			return drawAtPlayhead(state);
		case 'edit-lyric':
			return editLyric(state);
		default:
			return isMoveCommand(command) ? runMoveCommand(state, command) : runNoteCommand(state, command);
	}
}

const isMoveCommand = (command: MoveCommand | NoteCommand): command is MoveCommand =>
	/^(nudge|zoom|go)-|en$|-bar$/.test(command);

type MoveCommand = Extract<
	RollCommand,
	`nudge-${string}` | `zoom-${string}` | `go-${string}` | `${string}-bar` | 'lengthen' | 'shorten'
>;

function runMoveCommand(state: RollState, command: MoveCommand): void {
	const { view, contentEnd } = state;
	const step = state.grid || DURATION_MIN;
	switch (command) {
		case 'nudge-up':
			return nudge(state, 0, 1);
		case 'nudge-down':
			return nudge(state, 0, -1);
		case 'nudge-octave-up':
			return nudge(state, 0, OCTAVE);
		case 'nudge-octave-down':
			return nudge(state, 0, -OCTAVE);
		case 'nudge-cents-up':
			return nudgeCents(state, CENTS_STEP);
		case 'nudge-cents-down':
			return nudgeCents(state, -CENTS_STEP);
		case 'nudge-left':
			return nudge(state, -step, 0);
		case 'nudge-right':
			return nudge(state, step, 0);
		case 'lengthen':
			return lengthen(state, step);
		case 'shorten':
			return lengthen(state, -step);
		case 'zoom-in':
			return state.setViewByHand(zoomTime(view, ZOOM_STEP, zoomCentre(state), contentEnd));
		case 'zoom-out':
			return state.setViewByHand(zoomTime(view, 1 / ZOOM_STEP, zoomCentre(state), contentEnd));
		case 'zoom-taller':
			return state.setViewByHand(zoomPitch(view, ZOOM_STEP, view.height / 2, contentEnd));
		case 'zoom-flatter':
			return state.setViewByHand(zoomPitch(view, 1 / ZOOM_STEP, view.height / 2, contentEnd));
		case 'zoom-fit':
			return state.fitContent(true);
		case 'previous-bar':
			return goTo(state, findBar(state, -1));
		case 'next-bar':
			return goTo(state, findBar(state, 1));
		case 'go-start':
			return goTo(state, 0);
		case 'go-end':
			return goTo(state, state.contentEnd);
		default:
			return assertNever(command);
	}
}

/** Selects the note after or before the selection; answers false at the end of the notes. */
export function selectNeighbour(state: RollState, direction: 1 | -1): boolean {
	const { notes } = state.notes;
	if (!state.showsNotes || notes.length === 0) return false;
	const selected = state.findSelected();
	const from = direction > 0 ? selected.at(-1) : selected[0];
	const at = from ? notes.findIndex((note) => note.id === from.id) : -1;
	const next = from ? notes[at + direction] : firstInView(state, direction);
	if (!next) return false;
	state.setSelection([next.id]);
	state.showNote(next);
	return true;
}

function firstInView(state: RollState, direction: 1 | -1): Note | undefined {
	const { notes, tempo, view } = state;
	const shown = notes.find(
		tempo.toFractionalTicks(view.start),
		tempo.toFractionalTicks(view.start + shownSeconds(view))
	);
	return direction > 0 ? (shown[0] ?? notes.notes[0]) : (shown.at(-1) ?? notes.notes.at(-1));
}

function commit(state: RollState, edits: readonly Edit[]): void {
	if (edits.length && !state.input.isReadonly) state.events.onEdit(edits);
}

function deleteSelected(state: RollState): void {
	const ids = state.findSelected().map((note) => note.id);
	if (ids.length === 0 || state.input.isReadonly) return;
	commit(state, [{ kind: 'delete', ids }]);
	state.announce({ kind: 'deleted', count: ids.length });
}

function copySelected(state: RollState, clipboard: Clipboard): void {
	const notes = state.findSelected();
	if (notes.length) clipboard.write(notes);
}

/** From a menu or a script: a key has the event of its paste. */
async function paste(state: RollState, clipboard: Clipboard): Promise<void> {
	const copied = await clipboard.read();
	if (copied) pasteNotes(state, copied);
}

/** Adds copied notes at the playhead, and selects them. */
export function pasteNotes(state: RollState, copied: readonly CopiedNote[]): void {
	const origin = state.tickAtPlayhead();
	const { active } = state.tracks;
	// what came from several tracks goes back into them, if they are here
	const areSeveral = copied.some(({ track }) => track !== copied[0]?.track);
	const placeOf = (track: number): number => (areSeveral && state.tracks.has(track) ? track : active);
	addCopies(
		state,
		copied.map((note) => ({ ...note, start: note.start + origin, track: placeOf(note.track) }))
	);
}

/** Puts a copy of the selection behind it, on the next grid line. */
function duplicateSelected(state: RollState): void {
	const notes = state.findSelected();
	const first = notes[0];
	if (!first) return;
	const end = notes.reduce((last, note) => Math.max(last, note.start + note.duration), 0);
	const grid = state.grid || 1;
	const shift = Math.ceil((end - first.start) / grid) * grid;
	addCopies(
		state,
		notes.map((note) => ({ ...note, start: note.start + shift }))
	);
}

function addCopies(state: RollState, copies: Parameters<typeof copyEdits>[0]): void {
	if (copies.length === 0 || state.input.isReadonly) return;
	const { edits, made } = copyEdits(copies, state.input.score, state.part);
	commit(state, edits);
	state.setSelection(made);
	const [first] = state.findSelected();
	if (first) state.showNote(first);
}

function editLyric(state: RollState): void {
	const [first] = state.findSelected();
	if (!first || !state.events.onLyric) return drawAtPlayhead(state);
	if (state.input.isReadonly) return;
	state.showNote(first);
	state.events.onLyric(first.id);
}

function drawAtPlayhead(state: RollState): void {
	const { input, tempo, view } = state;
	if (input.isReadonly) return;
	const selected = state.findSelected().at(-1);
	const start = state.tickAtPlayhead();
	const pitch = selected?.pitch ?? Math.round(toMidi(view, view.height / 2));
	const id = input.score.nextId();
	const duration = state.grid || tempo.meterAt(start).ticksPerBeat / 4;
	commit(state, [add('note', id, { start, duration, pitch, part: state.part, track: state.tracks.active })]);
	state.setSelection([id]);
	const [made] = state.findSelected();
	if (made) state.showNote(made);
}

/** Moves the selection, or the view when nothing is selected. */
function nudge(state: RollState, ticks: Ticks, semitones: number): void {
	const notes = state.findSelected();
	if (notes.length === 0) {
		const rows = Math.abs(semitones) === OCTAVE ? OCTAVE * state.view.pixelsPerSemitone : SCROLL_STEP;
		return state.setViewByHand(scrollView(state.view, Math.sign(ticks) * SCROLL_STEP, -Math.sign(semitones) * rows));
	}
	const by = clampMove(notes, ticks, semitones);
	// an octave that has no room is no smaller interval
	if (state.input.isReadonly || by.semitones !== semitones || (by.ticks === 0 && by.semitones === 0)) return;
	commit(state, [
		{ kind: 'shift', ids: notes.map((note) => note.id), ...by },
		...state.pitch.carry(notes, by.ticks, by.semitones)
	]);
	state.announceSelection();
	const [first] = state.findSelected();
	if (first) {
		state.showNote(first);
		if (semitones && !state.input.isPlaying) state.hearBriefly(first);
	}
}

function nudgeCents(state: RollState, cents: Cents): void {
	if (state.input.isReadonly) return;
	commit(state, transpose(state.findSelected(), { semitones: 0, cents }));
	state.announceSelection();
	const [first] = state.findSelected();
	if (!first) return;
	state.showNote(first);
	if (!state.input.isPlaying) state.hearBriefly(first);
}

function lengthen(state: RollState, ticks: Ticks): void {
	const edits = state.findSelected().flatMap((note): Edit[] => {
		const { duration } = resizeNote(note, 'right', ticks);
		return duration === note.duration ? [] : [{ kind: 'set', id: note.id, fields: { duration } }];
	});
	commit(state, edits);
}

/** Keys zoom at the playhead while it is in view, otherwise at the middle. */
function zoomCentre({ view, input }: RollState): number {
	const x = (input.playhead() - view.start) * view.pixelsPerSecond;
	return x >= 0 && x <= view.width ? x : view.width / 2;
}

function goTo(state: RollState, seconds: number): void {
	state.events.onSeek(seconds);
	state.showTime(seconds);
	state.invalidate('overlay');
}

/** Where a bar begins before or after the playhead; one that has just begun is not the one before. */
function findBar({ tempo, input }: RollState, direction: 1 | -1): Seconds {
	const now = tempo.toFractionalTicks(Math.max(0, input.playhead() - (direction < 0 ? BAR_BEGUN : 0)));
	const meter = tempo.meterAt(now);
	const bars = (now - meter.tick) / meter.ticksPerBar;
	// rounding must not hold the playhead where it is
	const bar = direction > 0 ? Math.floor(bars + 1e-6) + 1 : Math.ceil(bars - 1e-6) - 1;
	const next = tempo.meters[tempo.meters.indexOf(meter) + 1]?.tick ?? Infinity;
	return tempo.toSeconds(Math.max(0, Math.min(next, meter.tick + Math.max(0, bar) * meter.ticksPerBar)));
}
