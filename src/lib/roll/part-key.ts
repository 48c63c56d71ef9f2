/** The key of the shown part as the roll needs it: which rows are in it, and how it is tuned. */

import { keyOf, scaleOf, tuningOf, type Key, type Score } from '#lib/score/index.ts';
import type { Midi } from '../units.ts';

export type RowInKey = 'tonic' | 'in' | 'out';

export interface KeyOfPart {
	/** Of each pitch class, from C up; null where there is no key. */
	readonly rows: readonly RowInKey[] | null;
	/** Semitones from A4 = 440 Hz to the part's A4. */
	readonly tuning: Midi;
}

/** Computed anew when the score has changed, or another part is shown. */
export class PartKey {
	#value: KeyOfPart = { rows: null, tuning: 0 };
	#score: Score | null = null;
	#part = -1;
	#version = -1;

	/** `version` rises with each change of the score. */
	get(score: Score, part: number, version: number): KeyOfPart {
		if (score === this.#score && part === this.#part && version === this.#version) return this.#value;
		[this.#score, this.#part, this.#version] = [score, part, version];
		const key = keyOf(score, part);
		this.#value = { rows: computeRows(key), tuning: tuningOf(key.a4) };
		return this.#value;
	}
}

export function computeRows(key: Pick<Key, 'tonic' | 'scale'>): readonly RowInKey[] | null {
	if (key.scale === '') return null;
	const { steps } = scaleOf(key);
	return Array.from({ length: 12 }, (_, pitch): RowInKey => {
		const step = (pitch - key.tonic + 12) % 12;
		return step === 0 ? 'tonic' : steps.includes(step) ? 'in' : 'out';
	});
}
