/** What was sung in a note: its frames in the curve, their pitch, and how far the note is from it. */

import { BY_HAND, type Note } from '../score/records.ts';
import { hasSamples, type CurveSamples } from '../score/samples.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import { FRAMES_PER_SECOND, type Cents, type Frames, type Midi, type Seconds } from '../units.ts';
import { stepToMidi, type Curve, type FrameRange } from './curve.ts';
import { measurePitch, SHORTEST_NOTE } from './measure-note.ts';

/** A curve at its place in a score. */
export interface PlacedCurve {
	readonly curve: Curve;
	/** Where the curve's first frame sounds. */
	readonly offset: Seconds;
	/** Confidence, 0 to 1, from which a frame is voiced. */
	readonly threshold: number;
	/** What in the curve a person drew; nothing when it is not given. */
	readonly drawn?: CurveSamples;
}

/** A note and its f0 that are further apart than this do not tell of the same pitch. */
export const DRIFT_CENTS: Cents = 50;

/** A written note that lies further from the f0 is another voice: nobody sings it here. An octave slip was heard, not written. */
const OTHER_VOICE_CENTS: Cents = 250;

/** The frames inside a note, as the segmenter counted them; empty where the note lies beside the curve. */
export function findNoteFrames(note: Note, tempo: TempoMap, { curve, offset }: PlacedCurve): FrameRange {
	const toFrame = (seconds: Seconds): Frames => Math.round((seconds - offset) * FRAMES_PER_SECOND);
	const from = Math.max(0, toFrame(tempo.toSeconds(note.start)));
	const to = Math.min(curve.length, toFrame(tempo.toSeconds(note.start + note.duration)));
	return { from, to: Math.max(from, to) };
}

/**
 * The pitch that the segmenter gives these frames, whatever threshold is chosen for viewing, so that an untouched note
 * is known as such. Where it would not hear a note, the pitch of what is voiced by the threshold; null where nothing is.
 */
export function measureMiddle(curve: Curve, from: Frames, to: Frames, threshold: number): Midi | null {
	const heard = new Int16Array(to - from);
	const voiced = new Int16Array(to - from);
	let heardCount = 0;
	let voicedCount = 0;
	const { pitch } = curve;
	for (let i = from; i < to; i++) {
		const step = pitch[i] ?? 0;
		if (step > 0) heard[heardCount++] = step;
		if (curve.isVoiced(i, threshold)) voiced[voicedCount++] = Math.abs(step);
	}
	if (voicedCount === 0) return null;
	return stepToMidi(
		measurePitch(heardCount >= SHORTEST_NOTE ? heard.subarray(0, heardCount) : voiced.subarray(0, voicedCount))
	);
}

/** Whether a person drew, or erased, some of these frames. */
export const isDrawn = ({ drawn }: PlacedCurve, { from, to }: FrameRange): boolean =>
	drawn !== undefined && hasSamples(drawn, from, to);

/** A pitch that was measured, and of what. */
interface Measured extends FrameRange {
	readonly midi: Midi | null;
	readonly revision: number;
}

/** What is sung in the notes of a score: measured when it is asked for, and again only where note or curve changed. */
export class NotePitches {
	#measured = new WeakMap<Note, Measured>();
	#curve: Curve | null = null;
	#threshold = NaN;

	/** The median of the f0 under a note; null where nothing is sung. */
	find(note: Note, tempo: TempoMap, sung: PlacedCurve): Midi | null {
		const { curve, threshold } = sung;
		if (curve !== this.#curve || threshold !== this.#threshold) {
			this.#measured = new WeakMap();
			this.#curve = curve;
			this.#threshold = threshold;
		}
		const { from, to } = findNoteFrames(note, tempo, sung);
		const known = this.#measured.get(note);
		if (known?.from === from && known.to === to && !isTouched(curve, known)) return known.midi;
		const midi = measureMiddle(curve, from, to, threshold);
		this.#measured.set(note, { from, to, midi, revision: curve.revision });
		return midi;
	}

	/** Cents from a note up to what is sung in it; null where nothing is, and for a written note of another voice. */
	findDeviation(note: Note, tempo: TempoMap, sung: PlacedCurve): Cents | null {
		const midi = this.find(note, tempo, sung);
		if (midi === null) return null;
		const cents = (midi - note.pitch) * 100 - note.cents;
		return note.source === BY_HAND && Math.abs(cents) > OTHER_VOICE_CENTS ? null : cents;
	}
}

/** Whether frames of what was measured have been drawn over since. */
export function isTouched(curve: Curve, { from, to, revision }: FrameRange & { readonly revision: number }): boolean {
	if (revision === curve.revision) return false;
	const changes = curve.changesSince(revision);
	return changes !== null && changes.from < to && changes.to > from;
}

/** Whether anything is sung in some frames. */
export function isVoicedIn({ curve, threshold }: PlacedCurve, { from, to }: FrameRange): boolean {
	for (let i = from; i < to; i++) if (curve.isVoiced(i, threshold)) return true;
	return false;
}
