/** What the roll knows of pitch at one moment: what is being drawn, the stretch that is chosen, what was measured. */

import {
	Disagreement,
	drawEdits,
	findNoteFrames,
	isVoicedIn,
	movePitch,
	NotePitches,
	type Curve,
	type FrameRange,
	type PlacedCurve,
	type Shown
} from '#lib/pitch/index.ts';
import {
	NO_SAMPLES,
	sampleAt,
	type Edit,
	type Note,
	type RecordId,
	type SampleRun,
	type TempoMap
} from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, type Frames, type Seconds, type Ticks } from '../units.ts';
import { PitchStroke } from './pitch-stroke.ts';
import { NO_PITCH, type PitchSpan, type RollPitch } from './pitch-types.ts';
import type { RollEvents } from './events.ts';
import type { RollCurve, RollInput } from './types.ts';

/** Half cents in a semitone. */
export const STEPS_PER_SEMITONE = 200;

/** What of the roll it works on. */
interface Host {
	readonly input: RollInput;
	readonly events: RollEvents;
	readonly tempo: TempoMap;
	findSelected(): readonly Note[];
	invalidate(dirty?: 'all' | 'overlay'): void;
}

export class PitchState {
	/** What a gesture has drawn so far; it is shown in place of the curve. */
	stroke: PitchStroke | null = null;
	/** A vibrato while it is being pulled at. */
	vibrato: { readonly note: RecordId; readonly text: string } | null = null;
	readonly pitches = new NotePitches();
	readonly #disagreement = new Disagreement();
	#span: PitchSpan | null = null;
	#spanClip: RecordId | null = null;
	readonly #state: Host;

	constructor(state: Host) {
		this.#state = state;
	}

	get input(): RollPitch {
		return this.#state.input.pitch ?? NO_PITCH;
	}

	/** The stretch that is chosen; none any more when another recording is shown. */
	get span(): PitchSpan | null {
		return this.#spanClip === (this.sung?.clip ?? null) ? this.#span : null;
	}

	/** The curve that is shown, where it lies; null where there is none. */
	get sung(): RollCurve | null {
		return this.#state.input.curve;
	}

	get isReadonly(): boolean {
		return this.#state.input.isReadonly;
	}

	/** The clip that may be drawn on; null where there is none, or one may only look. */
	get clip(): RecordId | null {
		const { curve, isReadonly } = this.#state.input;
		return isReadonly ? null : (curve?.clip ?? null);
	}

	/** Whether several analyses are compared. */
	get isCompared(): boolean {
		return this.input.others.length > 0 && this.#state.input.layers.f0 && this.sung !== null;
	}

	/** Where analyses differ, up to date; null while there is nothing to compare. */
	get disagreement(): Disagreement | null {
		const { sung, input } = this;
		if (!this.isCompared || !sung) return null;
		const curves = [input.heard ?? sung.curve, ...input.others.map(({ curve }) => curve)];
		this.#disagreement.follow(curves, sung.threshold, sung.drawn ?? NO_SAMPLES);
		return this.#disagreement;
	}

	/** What a sample stands over at a frame: drawn before, or nothing. */
	drawnAt(frame: Frames): number {
		return sampleAt(this.sung?.drawn ?? NO_SAMPLES, frame);
	}

	/** For what shapes stretches of it. */
	get shown(): (Shown & { readonly heard: Curve }) | null {
		const { sung, input } = this;
		if (!sung) return null;
		const { curve, threshold, drawn = NO_SAMPLES } = sung;
		return { curve, threshold, drawn, heard: input.heard ?? curve };
	}

	/** The frame at a time of the score; before the recording it is negative. */
	toFrame(seconds: Seconds): Frames {
		return Math.round((seconds - (this.sung?.offset ?? 0)) * FRAMES_PER_SECOND);
	}

	/** Cents from a note up to what is sung in it; null where nothing is. */
	deviationOf(note: Note, sung: PlacedCurve): number | null {
		return this.pitches.findDeviation(note, this.#state.tempo, sung);
	}

	setSpan(span: PitchSpan | null): void {
		this.#span = span;
		this.#spanClip = this.sung?.clip ?? null;
		this.#state.events.onPitchSpan?.(span);
		this.#state.invalidate('overlay');
	}

	/** Makes the edits of what was painted. */
	write(runs: readonly SampleRun[]): void {
		if (this.clip === null) return;
		const edits = drawEdits(this.#state.input.score, this.clip, runs);
		if (edits.length) this.#state.events.onEdit(edits);
	}

	/** Shows a stroke in place of the curve, or what is there again. */
	setStroke(stroke: PitchStroke | null): void {
		this.stroke = stroke;
		this.#state.invalidate();
	}

	/** Frames to work on: the chosen stretch, or those under the selected notes. */
	findRanges(): FrameRange[] {
		const { sung } = this;
		if (this.span) return [this.span];
		if (!sung) return [];
		return this.#state
			.findSelected()
			.map((note) => findNoteFrames(note, this.#state.tempo, sung))
			.filter(({ from, to }) => to > from);
	}

	/** The edits that take along the f0 of notes that move; none where that is not wished. */
	carry(notes: readonly Note[], ticks: Ticks, semitones: number): Edit[] {
		const { sung, shown, clip } = this;
		if (!this.input.isCarried || clip === null || !sung || !shown || (ticks === 0 && semitones === 0)) return [];
		const { tempo } = this.#state;
		const moves = notes.flatMap((note) => {
			const range = findNoteFrames(note, tempo, sung);
			const by = tempo.toSeconds(note.start + ticks) - tempo.toSeconds(note.start);
			if (!isVoicedIn(sung, range)) return [];
			return [{ ...range, frames: Math.round(by * FRAMES_PER_SECOND), semitones }];
		});
		return drawEdits(this.#state.input.score, clip, movePitch(shown, moves, shown.heard));
	}
}
