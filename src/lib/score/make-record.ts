/** Records out of whatever fields there are: what is missing is the default, what is out of range is brought into it. */

import { cleanFields, CLEAN_NOTE, DEFAULTS } from './fields.ts';
import type { FieldsOf, Note, RecordId, RecordKind, RecordOf } from './records.ts';
import { NO_SAMPLES } from './samples.ts';

/** The record of `kind` with `fields` over the defaults, every value brought into its range. Unknown fields are dropped. */
export function makeRecord<K extends RecordKind>(kind: K, id: RecordId, fields: Partial<FieldsOf<K>>): RecordOf<K> {
	if (kind === 'note') return makeNote(id, fields) as RecordOf<K>;
	const clean = cleanFields(kind, fields, DEFAULTS[kind]);
	const samples = kind === 'curve' ? { samples: NO_SAMPLES } : null;
	return { kind, id, ...DEFAULTS[kind], ...clean, ...samples } as unknown as RecordOf<K>;
}

/** {@link makeRecord} of a note, without a walk over names: a document has 100,000 of them. */
export function makeNote(id: RecordId, fields: Partial<FieldsOf<'note'>>): Note {
	const { start, duration, pitch, cents, velocity, lyric, source, part, track, phoneme, vibrato } = fields;
	const defaults = DEFAULTS.note;
	return {
		kind: 'note',
		id,
		start: CLEAN_NOTE.start(start, defaults.start),
		duration: CLEAN_NOTE.duration(duration, defaults.duration),
		pitch: CLEAN_NOTE.pitch(pitch, defaults.pitch),
		cents: CLEAN_NOTE.cents(cents, defaults.cents),
		velocity: CLEAN_NOTE.velocity(velocity, defaults.velocity),
		lyric: CLEAN_NOTE.lyric(lyric, defaults.lyric),
		source: CLEAN_NOTE.source(source, defaults.source),
		part: CLEAN_NOTE.part(part, defaults.part),
		track: CLEAN_NOTE.track(track, defaults.track),
		phoneme: CLEAN_NOTE.phoneme(phoneme, defaults.phoneme),
		vibrato: CLEAN_NOTE.vibrato(vibrato, defaults.vibrato)
	};
}
