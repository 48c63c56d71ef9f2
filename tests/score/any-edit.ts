/** Documents and edits of every kind for property tests: few ids, so that edits meet, and values in and out of range. */

import fc from 'fast-check';
import {
	add,
	apply,
	emptyState,
	makeId,
	META_ID,
	type AnyRecord,
	type Edit,
	type RecordId,
	type RecordKind,
	type Selector,
	type State,
	type TempoEdit
} from '#lib/score/index.ts';

const idsFrom = (first: number, count: number): RecordId[] =>
	Array.from({ length: count }, (_, i) => makeId(1 + (i % 2), first + i));
/** The ids under which records of each kind are mostly made. */
export const IDS: Readonly<Record<Exclude<RecordKind, 'meta'>, readonly RecordId[]>> = {
	note: idsFrom(10, 8),
	clip: idsFrom(20, 3),
	analysis: idsFrom(30, 3),
	part: idsFrom(40, 3),
	tempo: idsFrom(50, 4),
	meter: idsFrom(60, 3),
	curve: idsFrom(70, 2),
	track: idsFrom(80, 2),
	marker: idsFrom(90, 2),
	lane: idsFrom(100, 3),
	segment: idsFrom(110, 4),
	word: idsFrom(120, 2)
};
const ALL_IDS = Object.values(IDS).flat();

const oneOf = (kind: keyof typeof IDS): fc.Arbitrary<RecordId> =>
	fc.oneof({ weight: 15, arbitrary: fc.constantFrom(...IDS[kind]) }, { weight: 1, arbitrary: anyId });
export const anyId: fc.Arbitrary<RecordId> = fc.oneof(
	{ weight: 20, arbitrary: fc.constantFrom(...ALL_IDS) },
	{ weight: 1, arbitrary: fc.constant(META_ID) }
);
const someIds = fc.array(anyId, { maxLength: 5 });
const rough = fc.oneof(
	{ weight: 6, arbitrary: fc.integer({ min: -200, max: 9000 }) },
	{ weight: 1, arbitrary: fc.double() },
	{ weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -1, 1e12, 2 ** 31, -0.2) }
);
const tick = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 8000 }) }, { weight: 1, arbitrary: rough });
const tempo = fc.oneof(
	{ weight: 5, arbitrary: fc.integer({ min: 200_000, max: 900_000 }) },
	{ weight: 1, arbitrary: rough }
);
const part = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(0, ...IDS.part) },
	{ weight: 1, arbitrary: rough }
) as fc.Arbitrary<number>;
const words = fc.oneof(fc.constantFrom('', '라', 'la'), fc.string({ unit: 'binary', maxLength: 80 }));
const music = {
	tonic: rough,
	scale: fc.constantFrom('', 'major', 'dorian', '101011010101', 'nonsense', 'toString'),
	a4: fc.oneof(fc.constantFrom(440, 442.5, 415.0001), rough),
	trackName: words,
	trackColour: rough
};
const seconds = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), rough);
const meter = { beatsPerBar: fc.oneof(fc.constantFrom(3, 4), rough), beatUnit: fc.constantFrom(2, 3, 4, 8) };

const FIELDS: { readonly [K in RecordKind]: Readonly<Record<string, fc.Arbitrary<unknown>>> } = {
	note: {
		start: tick,
		duration: tick,
		pitch: fc.oneof(fc.nat(127), rough),
		cents: rough,
		velocity: rough,
		lyric: words,
		source: fc.oneof(fc.constant(0), oneOf('analysis')),
		part,
		track: fc.oneof(fc.constant(0), oneOf('track')),
		phoneme: words,
		vibrato: fc.oneof(fc.constantFrom('', '75', '65,180,35,20,20,0,0', '65,180,35,20,90,0,-300', ',', '1,2,x'), words)
	},
	clip: { audio: fc.constantFrom('', 'a'.repeat(64), 'no hash'), name: words, offset: fc.double(), part },
	analysis: {
		clip: oneOf('clip'),
		analyser: words,
		state: fc.constantFrom('wanted', 'failed', 'nonsense'),
		fault: words,
		yields: fc.constantFrom('notes', 'pitch', 'gold')
	},
	meta: { title: words, tempo, ...meter, ...music, partName: words },
	part: { name: words, tempo, ...meter, ...music },
	tempo: { part, tick, tempo },
	meter: { part, tick, ...meter },
	curve: { clip: fc.oneof(fc.constant(META_ID), oneOf('clip')), lane: fc.oneof(fc.constant(0), oneOf('lane')) },
	track: { part, name: words, colour: rough },
	marker: { part, tick, label: words },
	lane: {
		part,
		name: words,
		shape: fc.constantFrom('segments', 'curve', 'nonsense'),
		unit: words,
		low: fc.oneof(fc.double(), rough),
		high: fc.oneof(fc.double(), rough)
	},
	segment: { lane: oneOf('lane'), from: seconds, to: seconds, label: words, confidence: rough },
	word: { word: words, phonemes: words }
};

const fieldsOf = (kind: RecordKind): fc.Arbitrary<Record<string, unknown>> =>
	fc.record(FIELDS[kind], { requiredKeys: [] });

const addOf = (kind: keyof typeof IDS): fc.Arbitrary<Edit & TempoEdit> =>
	fc.tuple(oneOf(kind), fieldsOf(kind)).map(([id, fields]) => add(kind, id, fields as never));
const setOf = (kind: keyof typeof IDS): fc.Arbitrary<Edit & TempoEdit> =>
	fc.record({ kind: fc.constant('set' as const), id: oneOf(kind), fields: fieldsOf(kind) });
const setMeta: fc.Arbitrary<Edit & TempoEdit> = fc.record({
	kind: fc.constant('set' as const),
	id: fc.constant(META_ID),
	fields: fieldsOf('meta')
});
/** Ids of one another's records, and fields that they do not have. */
const setAny: fc.Arbitrary<Edit & TempoEdit> = fc.record({
	kind: fc.constant('set' as const),
	id: anyId,
	fields: fc.dictionary(
		fc.constantFrom('part', 'clip', 'lane', 'track', 'tempo', 'tick', 'name', 'samples', 'nonsense'),
		rough
	)
});
const deleteIds = fc.record({ kind: fc.constant('delete' as const), ids: someIds });
const selector: fc.Arbitrary<Selector> = fc.record(
	{ part, from: tick, to: fc.oneof(tick, fc.constant(Infinity)), low: rough, high: rough },
	{
		requiredKeys: ['part', 'from', 'to']
	}
);
const semitones = fc.oneof(fc.integer({ min: -130, max: 130 }), rough);

/** Half cents like a hand draws them, with gaps, unvoiced stretches and jumps. */
export const samples: fc.Arbitrary<Int16Array> = fc
	.oneof(
		{ weight: 4, arbitrary: fc.array(fc.constantFrom(-1, 0, 0, 12_000, 12_010), { maxLength: 30 }) },
		{ weight: 1, arbitrary: fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 30 }) },
		{ weight: 1, arbitrary: fc.nat(3000).map((length) => Array.from({ length }, (_, i) => 11_000 + (i % 97))) }
	)
	.map((values) => Int16Array.from(values));
const firstSample = fc.oneof(
	{ weight: 6, arbitrary: fc.integer({ min: -20, max: 2200 }) },
	{ weight: 1, arbitrary: fc.constantFrom(8_639_990, 8_640_000, NaN, 1e300, -1e300, 1.5) }
);

const tempoEdit: fc.Arbitrary<TempoEdit> = fc.oneof(
	{ weight: 3, arbitrary: addOf('tempo') },
	{ weight: 3, arbitrary: setOf('tempo') },
	{ weight: 2, arbitrary: setOf('part') },
	{ weight: 2, arbitrary: setMeta },
	{ weight: 1, arbitrary: addOf('note') },
	{ weight: 1, arbitrary: setAny },
	{ weight: 1, arbitrary: deleteIds }
);

const KINDS_ADDED = [
	'note',
	'clip',
	'analysis',
	'part',
	'tempo',
	'meter',
	'curve',
	'track',
	'marker',
	'lane',
	'segment',
	'word'
] as const;

export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
	...([...KINDS_ADDED, 'note', 'note'] as const).map((kind) => ({
		weight: 4,
		arbitrary: addOf(kind)
	})),
	...([...KINDS_ADDED, 'note'] as const).map((kind) => ({
		weight: 2,
		arbitrary: setOf(kind)
	})),
	{ weight: 1, arbitrary: setMeta },
	{ weight: 1, arbitrary: setAny },
	{ weight: 3, arbitrary: deleteIds },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), where: selector }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('shift' as const), ids: someIds, ticks: rough, semitones }) },
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant('shift' as const), where: selector, ticks: rough, semitones })
	},
	{
		weight: 4,
		arbitrary: fc.record({ kind: fc.constant('retime' as const), part, edits: fc.array(tempoEdit, { maxLength: 4 }) })
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('curve' as const),
			id: oneOf('curve'),
			start: firstSample,
			values: samples
		})
	}
);

/** Edits that were made one after the other. */
export const someEdits = (maxLength: number): fc.Arbitrary<Edit[]> => fc.array(anyEdit, { maxLength, size: 'max' });

export const anyState: fc.Arbitrary<State> = someEdits(50).map((edits) => {
	const state = emptyState();
	apply(state, edits);
	return state;
});

/** What is in a document, in an order of its own. */
export const recordsOf = ({ records }: State): AnyRecord[] => [...records.values()].toSorted((a, b) => a.id - b.id);
