/** A document as JSON: every record with its id, and only the fields that differ from their defaults. */

import { Fault } from '#lib/fault.ts';
import {
	CURVES_MAX,
	CURVE_SAMPLES_MAX,
	DEFAULTS,
	findRuns,
	LANES_MAX,
	MARKERS_MAX,
	makeId,
	META_ID,
	makeRecord,
	PARTS_MAX,
	samplesOf,
	SEGMENTS_MAX,
	Score,
	slotOf,
	counterOf,
	TEMPO_CHANGES_MAX,
	TRACKS_MAX,
	WORDS_MAX,
	type AnyRecord,
	type RecordId,
	type RecordKind,
	type SampleRun
} from '#lib/score/index.ts';
import { NOTES_MAX, type FormatContent, type ReadContent } from './format.ts';
import { isObject, listOf, numberOf, readJsonObject, type JsonObject } from './json-shape.ts';
import { writeText } from './text.ts';

/** What the file says of its own shape; a change that breaks a reader gets another number. */
const DOCUMENT_SCHEMA = 'melograph.document/1';

/** In the order in which they are read: what others refer to comes first. */
const LISTS: readonly (readonly [name: string, kind: Exclude<RecordKind, 'meta'>, max: number])[] = [
	['parts', 'part', PARTS_MAX],
	['tracks', 'track', TRACKS_MAX],
	['lanes', 'lane', LANES_MAX],
	['clips', 'clip', 1000],
	['analyses', 'analysis', 1000],
	['curves', 'curve', CURVES_MAX],
	['tempos', 'tempo', TEMPO_CHANGES_MAX],
	['meters', 'meter', TEMPO_CHANGES_MAX],
	['markers', 'marker', MARKERS_MAX],
	['segments', 'segment', SEGMENTS_MAX],
	['words', 'word', WORDS_MAX],
	['notes', 'note', NOTES_MAX]
];

/** Runs of a curve: we write one for each 1,024 samples of a day at most. */
const RUNS_MAX = 20_000;

export const isDocument = (_: Uint8Array, text: string | null): boolean =>
	text !== null && /^\s*\uFEFF?\s*\{/.test(text) && /"schema"\s*:\s*"melograph\.document\//.test(text.slice(0, 4096));

/** Everything that the document holds but sound: clips are named by the hash of their recording. */
export function writeDocument({ score }: FormatContent): Uint8Array {
	const records = [...score.state.records.values()].sort((a, b) => a.id - b.id);
	const { id: _, ...meta } = toJson(score.meta);
	const lists = LISTS.map(([name, kind]) => [name, records.filter((record) => record.kind === kind).map(toJson)]);
	return writeText(`${JSON.stringify({ schema: DOCUMENT_SCHEMA, meta, ...Object.fromEntries(lists) })}\n`);
}

function toJson(record: AnyRecord): JsonObject {
	const defaults: JsonObject = { ...DEFAULTS[record.kind] };
	const fields = Object.entries(record).filter(([name, value]) => name in defaults && value !== defaults[name]);
	const runs = record.kind === 'curve' ? findRuns(record.samples) : [];
	return {
		id: record.id,
		...Object.fromEntries(fields),
		...(record.kind === 'curve' ? { runs: runs.map(({ start, values }) => ({ start, halfCents: [...values] })) } : {})
	};
}

/** Faults: `damaged` for what is no document, `unsupported-format` for one of a later shape, `too-large`. */
export function readDocument(bytes: Uint8Array): ReadContent {
	const value = readJsonObject(bytes);
	if (value['schema'] !== DOCUMENT_SCHEMA)
		throw new Fault('unsupported-format', `The file is a document of another shape than ${DOCUMENT_SCHEMA}.`);
	const meta = makeRecord('meta', META_ID, isObject(value['meta']) ? value['meta'] : {});
	const records = new Map<RecordId, AnyRecord>([[META_ID, meta]]);
	for (const [name, kind, max] of LISTS) {
		const items = listOf(value[name]);
		if (items.length > max) throw new Fault('too-large', `The file has ${items.length} ${name}; ${max} are read.`);
		for (const [at, item] of items.entries()) {
			const id = isObject(item) ? idOf(item['id']) : null;
			if (!isObject(item) || id === null || records.has(id))
				throw new Fault('damaged', `Number ${at + 1} of the ${name} in the file has no id of its own.`);
			const record = makeRecord(kind, id, item);
			records.set(id, record.kind === 'curve' ? { ...record, samples: samplesOf(readRuns(item['runs'])) } : record);
		}
	}
	return { score: new Score({ records }), analysis: null, timing: 'beats', leftOut: [] };
}

/** An id that a record may have; that of the document itself is none. */
function idOf(value: unknown): RecordId | null {
	const id = numberOf(value);
	if (id === null || !Number.isSafeInteger(id) || id <= 0) return null;
	try {
		return makeId(slotOf(id as RecordId), counterOf(id as RecordId));
	} catch {
		return null; // makeId refuses what is out of range, and that is the question
	}
}

function readRuns(value: unknown): SampleRun[] {
	const runs = listOf(value);
	if (runs.length > RUNS_MAX)
		throw new Fault('too-large', `A curve of the file has ${runs.length} runs; ${RUNS_MAX} are read.`);
	return runs.map((run) => {
		const start = isObject(run) ? numberOf(run['start']) : null;
		if (!isObject(run) || start === null || !Number.isInteger(start) || start < 0 || start >= CURVE_SAMPLES_MAX)
			throw new Fault('damaged', 'A curve of the file has a run without a start.');
		const values = listOf(run['halfCents']).slice(0, CURVE_SAMPLES_MAX - start);
		return { start, values: Int16Array.from(values, (each) => numberOf(each) ?? 0) };
	});
}
