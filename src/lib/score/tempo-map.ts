/** The only place that converts between score time (ticks) and recording time (seconds). */

import { TICKS_PER_QUARTER, type Seconds, type Ticks } from '../units.ts';
import type { Meta } from './records.ts';

const MICROSECONDS = 1e6;

/** Bar, beat and tick, counted from 1, 1 and 0 as musicians do. */
export interface BarPosition {
	readonly bar: number;
	readonly beat: number;
	readonly tick: Ticks;
}

/** Tempo and meter of a part. One tempo for now; the interface is that of a map. */
export class TempoMap {
	readonly #microsecondsPerQuarter: number;
	readonly #beatsPerBar: number;
	readonly ticksPerBeat: Ticks;

	constructor(meta: Pick<Meta, 'tempo' | 'beatsPerBar' | 'beatUnit'>) {
		this.#microsecondsPerQuarter = meta.tempo;
		this.#beatsPerBar = meta.beatsPerBar;
		this.ticksPerBeat = (TICKS_PER_QUARTER * 4) / meta.beatUnit;
	}

	get bpm(): number {
		return (60 * MICROSECONDS) / this.#microsecondsPerQuarter;
	}

	get ticksPerBar(): Ticks {
		return this.ticksPerBeat * this.#beatsPerBar;
	}

	toSeconds(ticks: Ticks): Seconds {
		return (ticks * this.#microsecondsPerQuarter) / (TICKS_PER_QUARTER * MICROSECONDS);
	}

	/** Nearest tick; times before 0 answer 0. */
	toTicks(seconds: Seconds): Ticks {
		return Math.max(0, Math.round(this.toFractionalTicks(seconds)));
	}

	/** Not rounded: for drawing and hit tests only, never for the document. */
	toFractionalTicks(seconds: Seconds): number {
		return (seconds * TICKS_PER_QUARTER * MICROSECONDS) / this.#microsecondsPerQuarter;
	}

	toBarPosition(ticks: Ticks): BarPosition {
		const bar = Math.floor(ticks / this.ticksPerBar);
		const inBar = ticks - bar * this.ticksPerBar;
		const beat = Math.floor(inBar / this.ticksPerBeat);
		return { bar: bar + 1, beat: beat + 1, tick: inBar - beat * this.ticksPerBeat };
	}
}
