/** A note as it was heard, before it has a place in a score. */

import type { Cents, Midi, Seconds } from '../units.ts';

export interface HeardNote {
	readonly onset: Seconds;
	/** End, exclusive. */
	readonly offset: Seconds;
	/** MIDI number, 0 to 127. */
	readonly midi: Midi;
	/** -50 to 50. */
	readonly cents: Cents;
	/** 1 to 127. */
	readonly velocity: number;
}
