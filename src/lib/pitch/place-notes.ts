/** Puts heard notes into a score: seconds become ticks by the tempo map. */

import { FIRST_PART, type FieldsOf } from '../score/records.ts';
import type { TempoMap } from '../score/tempo-map.ts';
import type { Seconds } from '../units.ts';
import type { HeardNote } from './notes.ts';

export interface Placement {
	readonly tempo: TempoMap;
	/** Where the clip's first sample sounds. */
	readonly offset: Seconds;
	/** Id of the analysis record that heard the note. */
	readonly source: number;
	/** The part of the clip that it was heard in; the first when it is not given. */
	readonly part?: number;
}

/** The fields of the note record for a heard note; at least one tick long. */
export function placeNote(
	heard: HeardNote,
	{ tempo, offset, source, part = FIRST_PART }: Placement
): Partial<FieldsOf<'note'>> {
	const start = tempo.toTicks(heard.onset + offset);
	return {
		start,
		duration: Math.max(1, tempo.toTicks(heard.offset + offset) - start),
		pitch: heard.midi,
		cents: heard.cents,
		velocity: heard.velocity,
		lyric: '',
		source,
		part
	};
}
