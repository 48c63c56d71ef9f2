/** Puts heard notes into a score: seconds become ticks by the tempo map. */

import { FIRST_PART, type FieldsOf } from '../score/records.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import type { Midi, Seconds } from '../units.ts';
import type { HeardNote } from './notes.ts';

export interface Placement {
	readonly tempo: TempoMap;
	/** Where the clip's first sample sounds. */
	readonly offset: Seconds;
	/** Id of the analysis record that heard the note. */
	readonly source: number;
	/** The part of the clip that it was heard in; the first when it is not given. */
	readonly part?: number;
	/** Semitones from A4 = 440 Hz to that of the part; it is heard by the one and written by the other. */
	readonly tuning?: Midi;
}

/** The fields of the note record for a heard note; at least one tick long. */
export function placeNote(
	heard: HeardNote,
	{ tempo, offset, source, part = FIRST_PART, tuning = 0 }: Placement
): Partial<FieldsOf<'note'>> {
	const sounding = heard.midi + heard.cents / 100 - tuning;
	const pitch = tuning === 0 ? heard.midi : Math.max(0, Math.min(127, Math.round(sounding)));
	const start = tempo.toTicks(heard.onset + offset);
	return {
		start,
		duration: Math.max(1, tempo.toTicks(heard.offset + offset) - start),
		pitch,
		// + 0: no minus zero
		cents: tuning === 0 ? heard.cents : Math.round((sounding - pitch) * 100) + 0,
		velocity: heard.velocity,
		lyric: '',
		source,
		part
	};
}
