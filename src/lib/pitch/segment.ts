/** Turns a curve into notes while it is still arriving: a fixed-lag Viterbi path over steady pitches and silence. */

import { FRAMES_PER_SECOND, type Frames } from '../units.ts';
import { Curve, type CurveChunk } from './curve.ts';
import { measureNote, splitAtDips } from './measure-note.ts';
import type { HeardNote } from './notes.ts';

/** Steady pitches lie a third of a semitone apart; a note's own pitch is measured afterwards, not taken from here. */
const LEVELS_PER_SEMITONE = 3;
const LOWEST_MIDI = 21;
const LEVELS = (100 - LOWEST_MIDI) * LEVELS_PER_SEMITONE;
const SILENCE = LEVELS;
const STATES = LEVELS + 1;

/** A frame this far (in semitones) from a steady pitch costs 1: so a vibrato of a semitone is cheaper than two notes. */
const DEVIATION_SEMITONES = 0.8;
/** No single frame argues louder than this. */
const DEVIATION_COST_MAX = 2.5;
const COST_OF_NEW_PITCH = 12;
const COST_OF_ONSET = 4;
const COST_OF_OFFSET = 2;
/** Singing on through an unvoiced frame, and being silent through a voiced one. */
const COST_UNVOICED_IN_NOTE = 0.9;
const COST_VOICED_IN_SILENCE = 2.2;
/** A decision is final when this much has been heard after it. */
const LAG: Frames = 0.6 * FRAMES_PER_SECOND;

/** Consumes chunks in order and answers the notes that have become final. The same curve gives the same notes, however it is cut. */
export interface Segmenter {
	/** Notes that ended about a second before the end of `chunk`, or earlier; in order, never overlapping. */
	push(chunk: CurveChunk): HeardNote[];
	/** The rest, when nothing more will come. */
	finish(): HeardNote[];
}

export function createSegmenter(): Segmenter {
	const curve = new Curve();
	const path = new SteadyPath();
	let decided: Frames = 0;
	let noteStart: Frames = 0;
	let noteState = SILENCE;
	let loudest = 255;
	const decide = (state: number, notes: HeardNote[]): void => {
		if (state !== noteState) {
			if (noteState !== SILENCE) notes.push(...finishNote(noteStart, decided));
			noteStart = decided;
			noteState = state;
		}
		decided++;
	};
	const finishNote = (from: Frames, to: Frames): HeardNote[] => {
		for (let i = from; i < to; i++) loudest = Math.min(loudest, curve.loudness[i] ?? 255);
		return splitAtDips(curve, from, to).flatMap(([start, end]) => measureNote(curve, start, end, -loudest / 2) ?? []);
	};
	return {
		push(chunk) {
			const notes: HeardNote[] = [];
			const from = curve.length;
			curve.append(chunk);
			for (let i = from; i < curve.length; i++) {
				path.push(curve.pitch[i] ?? 0);
				if (path.length > LAG) decide(path.stateBefore(LAG), notes);
			}
			return notes;
		},
		finish() {
			const notes: HeardNote[] = [];
			for (const state of path.last(curve.length - decided)) decide(state, notes);
			decide(SILENCE, notes);
			return notes;
		}
	};
}

/** Viterbi over {@link STATES} with the back-pointers of the last {@link LAG} frames and a little more. */
class SteadyPath {
	#cost = new Float64Array(STATES).fill(COST_OF_ONSET);
	#next = new Float64Array(STATES);
	readonly #ring = LAG + 2;
	/** Per frame and state: the state before. */
	readonly #back = new Uint16Array(this.#ring * STATES);
	#length = 0;

	constructor() {
		this.#cost[SILENCE] = 0;
	}

	get length(): Frames {
		return this.#length;
	}

	/** Takes the signed pitch of the next frame, in half cents (0 or negative: unvoiced). */
	push(step: number): void {
		const isVoiced = step > 0;
		const level = (step / 200 - LOWEST_MIDI) * LEVELS_PER_SEMITONE;
		const back = this.#back.subarray(
			(this.#length % this.#ring) * STATES,
			(this.#length % this.#ring) * STATES + STATES
		);
		const cost = this.#cost;
		const next = this.#next;
		const cheapest = cheapestLevel(cost);
		const fromPitch = (cost[cheapest] as number) + COST_OF_NEW_PITCH;
		const fromSilence = (cost[SILENCE] as number) + COST_OF_ONSET;
		const isSilenceCheaper = fromSilence <= fromPitch;
		const entry = isSilenceCheaper ? fromSilence : fromPitch;
		const entryState = isSilenceCheaper ? SILENCE : cheapest;
		const scale = 1 / (LEVELS_PER_SEMITONE * DEVIATION_SEMITONES);
		for (let s = 0; s < LEVELS; s++) {
			const stay = cost[s] as number;
			const isStaying = stay <= entry;
			back[s] = isStaying ? s : entryState;
			next[s] =
				(isStaying ? stay : entry) +
				(isVoiced ? Math.min(DEVIATION_COST_MAX, Math.abs(level - s) * scale) : COST_UNVOICED_IN_NOTE);
		}
		const ending = (cost[cheapest] as number) + COST_OF_OFFSET;
		const silent = cost[SILENCE] as number;
		back[SILENCE] = silent <= ending ? SILENCE : cheapest;
		next[SILENCE] = Math.min(silent, ending) + (isVoiced ? COST_VOICED_IN_SILENCE : 0);
		this.#cost = next;
		this.#next = cost;
		this.#length++;
		if (this.#length % 1024 === 0) this.#rebase();
	}

	/** The state `lag` frames before the newest, on the best path up to the newest. */
	stateBefore(lag: Frames): number {
		let state = this.#best();
		for (let i = this.#length - 1; i > this.#length - 1 - lag; i--) state = this.#backAt(i, state);
		return state;
	}

	/** The states of the newest `count` frames, oldest first. */
	last(count: Frames): number[] {
		const states: number[] = [];
		let state = this.#best();
		for (let i = this.#length - 1; i > this.#length - 1 - count; i--) {
			states.push(state);
			state = this.#backAt(i, state);
		}
		return states.reverse();
	}

	#backAt(frame: Frames, state: number): number {
		return this.#back[(frame % this.#ring) * STATES + state] as number;
	}

	#best(): number {
		let best = SILENCE;
		for (let s = 0; s < LEVELS; s++) if ((this.#cost[s] as number) < (this.#cost[best] as number)) best = s;
		return best;
	}

	/** Costs only matter by difference: keep them small. */
	#rebase(): void {
		const least = this.#cost[this.#best()] as number;
		for (let s = 0; s < STATES; s++) this.#cost[s] = (this.#cost[s] as number) - least;
	}
}

function cheapestLevel(cost: Float64Array): number {
	let best = 0;
	for (let s = 1; s < LEVELS; s++) if ((cost[s] as number) < (cost[best] as number)) best = s;
	return best;
}
