/** What the roll can be told to do with pitch, by key, by menu or by script. */

import {
	erasePitch,
	findNoteFrames,
	findUncertain,
	smoothPitch,
	transposePitch,
	type FrameRange,
	type UncertainPlace
} from '#lib/pitch/index.ts';
import { changeNotes, type SampleRun } from '#lib/score/index.ts';
import { assertNever } from '../fault.ts';
import { HOP_SECONDS } from '../units.ts';
import type { PitchCommand } from './pitch-types.ts';
import type { RollState } from './state.ts';
import { bringIntoView, shownSeconds } from './viewport.ts';

const OCTAVE = 12;
/** Passes of smoothing at one command: about what a hand does. */
const SMOOTH_TIMES = 3;
const PITCH_MAX = 127;

export function runPitchCommand(state: RollState, command: PitchCommand): void {
	switch (command) {
		case 'pitch-octave-up':
			return shape(state, (range, shown) => transposePitch(shown, range, OCTAVE));
		case 'pitch-octave-down':
			return shape(state, (range, shown) => transposePitch(shown, range, -OCTAVE));
		case 'pitch-smooth':
			return shape(state, (range, shown) => smoothPitch(shown, range, { times: SMOOTH_TIMES }));
		case 'pitch-erase':
			return shape(state, (range) => erasePitch(range, 'unvoiced'));
		case 'pitch-heard':
			return shape(state, (range) => erasePitch(range, 'heard'));
		case 'pitch-ask':
			return ask(state);
		case 'snap-to-pitch':
			return snapToPitch(state);
		case 'next-uncertain':
			return goToUncertain(state, 1);
		case 'previous-uncertain':
			return goToUncertain(state, -1);
		default:
			return assertNever(command);
	}
}

type ShownPitch = NonNullable<RollState['pitch']['shown']>;

function shape(state: RollState, make: (range: FrameRange, shown: ShownPitch) => SampleRun): void {
	const { shown } = state.pitch;
	const ranges = state.pitch.findRanges();
	if (!shown || ranges.length === 0 || state.pitch.clip === null) return;
	state.pitch.write(ranges.map((range) => make(range, shown)));
	state.announce({ kind: 'pitch', seconds: ranges.reduce((sum, { from, to }) => sum + (to - from), 0) * HOP_SECONDS });
}

/** Asks what to do with the chosen stretch, or with all from the first selected note to the last. */
function ask(state: RollState): void {
	const ranges = state.pitch.findRanges();
	if (ranges.length === 0 || state.pitch.clip === null) return;
	const from = Math.min(...ranges.map((range) => range.from));
	const to = Math.max(...ranges.map((range) => range.to));
	state.pitch.setSpan({ from, to, isAsked: true });
}

/** Gives the selected notes the pitch that is sung in them. */
function snapToPitch(state: RollState): void {
	const { sung, pitches } = state.pitch;
	const notes = state.findSelected();
	if (!sung || notes.length === 0 || state.input.isReadonly) return;
	const edits = changeNotes(notes, (note) => {
		const midi = pitches.find(note, state.tempo, sung);
		if (midi === null) return {};
		const pitch = Math.max(0, Math.min(PITCH_MAX, Math.round(midi)));
		return { pitch, cents: Math.round((midi - pitch) * 100) };
	});
	if (edits.length === 0) return;
	state.events.onEdit(edits);
	state.announce({ kind: 'changed', count: state.selection.size });
}

/** Moves the playhead and the view to the next place that deserves a second look, and chooses it. */
function goToUncertain(state: RollState, step: 1 | -1): void {
	const { sung, pitches, disagreement, span } = state.pitch;
	if (!sung) return;
	const { notes } = state.notes;
	const from = span?.from ?? state.pitch.toFrame(state.input.playhead());
	const place = findUncertain({ sung, notes, tempo: state.tempo, pitches, disagreement }, from, step);
	if (!place) return state.announce({ kind: 'certain' });
	showPlace(state, place, sung.offset);
}

function showPlace(state: RollState, place: UncertainPlace, offset: number): void {
	const { sung, pitches } = state.pitch;
	const start = offset + place.from * HOP_SECONDS;
	const end = offset + place.to * HOP_SECONDS;
	state.pitch.setSpan({ from: place.from, to: place.to, isAsked: false });
	const note = place.reason === 'drift' && sung ? findNoteOf(state, place) : undefined;
	if (note) state.setSelection([note.id], false);
	const midi = note && sung ? pitches.find(note, state.tempo, sung) : findPitch(state, place);
	state.events.onSeek(Math.max(0, start));
	const wide = end - start > shownSeconds(state.view) * 0.8;
	const next = bringIntoView(state.view, wide ? start : (start + end) / 2, midi);
	if (next) state.setViewByHand(next);
	const position = state.tempo.toBarPosition(Math.max(0, state.tempo.toTicks(start)));
	state.announce({ kind: 'uncertain', reason: place.reason, position });
}

const findNoteOf = (state: RollState, { from, to }: FrameRange) =>
	state.notes.notes.find((note) => {
		const { sung } = state.pitch;
		const range = sung && findNoteFrames(note, state.tempo, sung);
		return range?.from === from && range.to === to;
	});

/** A pitch of the stretch, to bring it into view; null where nobody even guesses. */
function findPitch(state: RollState, { from, to }: FrameRange): number | null {
	const curve = state.pitch.sung?.curve;
	for (let i = from; curve && i < to; i++) if (curve.midiAt(i) > 0) return curve.midiAt(i);
	return null;
}
