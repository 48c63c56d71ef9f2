/** An analysis as JSON: the curve and the notes, on the recording's own clock. */

import { Fault } from '#lib/fault.ts';
import type { Note } from '#lib/score/index.ts';
import { HOP_SECONDS, type Cents, type Hz, type Midi, type Seconds, type Ticks } from '#lib/units.ts';
import type { FormatContent } from './format.ts';
import { signedHz } from './signed-hz.ts';

/** What the file says of its own shape; a change that breaks a reader gets another number. */
export const JSON_SCHEMA = 'melograph.analysis/1';

/** The shape of the file. */
export interface AnalysisJson {
	readonly schema: typeof JSON_SCHEMA;
	readonly analyser: { readonly id: string; readonly version: string };
	readonly audio: { readonly sha256: string; readonly seconds: Seconds; readonly sampleRate: Hz };
	readonly f0: {
		readonly hopSeconds: Seconds;
		/** Time of the first frame. */
		readonly startSeconds: Seconds;
		/** Signed: negative where the frame is unvoiced, 0 where there is no guess. In steps of 1 mHz. */
		readonly hz: readonly Hz[];
		/** 0 to 1, in steps of 0.001. */
		readonly confidence: readonly number[];
	};
	readonly notes: readonly NoteJson[];
}

export interface NoteJson {
	/** In steps of 1 ms, as is `offset`, the end. Below 0 for a note drawn before the recording begins. */
	readonly onset: Seconds;
	readonly offset: Seconds;
	/** Whole MIDI number; `cents` is the deviation from it. */
	readonly midi: Midi;
	readonly cents: Cents;
	readonly velocity: number;
}

/** The analysis and the notes of its part. */
export function writeJson(content: FormatContent): Uint8Array {
	return new TextEncoder().encode(`${JSON.stringify(toJson(content))}\n`);
}

function toJson({ score, part, analysis }: FormatContent): AnalysisJson {
	const curve = analysis?.curve;
	if (!analysis || !curve)
		throw new Fault(
			'not-found',
			'This JSON file holds the analysis of a recording, and there is none yet: add a recording first.'
		);
	const { id, version } = analysis.analyser;
	const { sha256, seconds, sampleRate } = analysis.audio;
	const frames = Array.from({ length: curve.length }, (_, i) => i);
	const offset = analysis.offset ?? 0;
	const timeOf = ({ part }: Note, ticks: Ticks): Seconds =>
		roundToMillis(score.tempoMapOf(part).toSeconds(ticks) - offset);
	return {
		schema: JSON_SCHEMA,
		analyser: { id, version },
		audio: { sha256, seconds: roundToMillis(seconds), sampleRate },
		f0: {
			hopSeconds: HOP_SECONDS,
			startSeconds: 0,
			hz: frames.map((i) => roundToMillis(signedHz(curve, i, analysis.threshold))),
			confidence: frames.map((i) => roundToMillis(curve.confidenceAt(i)))
		},
		notes: (part === undefined ? score.notes : score.notesOf(part)).map((note) => ({
			onset: timeOf(note, note.start),
			offset: timeOf(note, note.start + note.duration),
			midi: note.pitch,
			cents: note.cents,
			velocity: note.velocity
		}))
	};
}

const roundToMillis = (value: number): number => Math.round(value * 1000) / 1000;
