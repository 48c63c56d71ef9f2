/** The value of gradio-pianoroll 0.0.9: one JSON object of notes in pixels, a tempo, a meter, segments and lines. */

import { Fault } from '#lib/fault.ts';
import type { FieldsOf, LabelledSpan, Note, Score, TempoMap } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Seconds, type Ticks } from '#lib/units.ts';
import { makeSampleBudget, type SegmentsInFile } from './file-lanes.ts';
import { NOTES_MAX, type FormatContent, type LeftOut, type ReadContent } from './format.ts';
import { readGradioLines, writeGradioLines } from './gradio-lines.ts';
import { isFilled, isObject, listOf, numberOf, readJsonObject, type JsonObject } from './json-shape.ts';
import { makeReadContent } from './read-content.ts';
import { writeText } from './text.ts';
import { filledSegments, findLanes, takeName } from './written-lanes.ts';

const FLICKS_PER_SECOND = 705_600_000;
const PIXELS_PER_BEAT = 80;
const SAMPLE_RATE = 44_100;
const PPQN = 480;
const MICROSECONDS_PER_MINUTE = 60e6;
const TEMPO = 120;
/** How the component starts. */
const SETTINGS = { editMode: 'select', snapSetting: '1/4' };
const SEGMENT_TYPE = 'segment';
/** All that is read, told of, or follows from what is. */
const FIELDS: ReadonlySet<string> = new Set(
	`notes tempo timeSignature editMode snapSetting pixelsPerBeat sampleRate ppqn audio_data use_backend_audio curve_data
	line_data segment_data waveform_data`.split(/\s+/)
);
const NOTE_FIELDS: ReadonlySet<string> = new Set(
	`id start duration startFlicks durationFlicks startSeconds durationSeconds endSeconds startBeats durationBeats startTicks
	durationTicks startSample durationSample durationSamples pitch cents velocity lyric phoneme`.split(/\s+/)
);

/** By its shape alone: it says nowhere what it is. */
export const isGradio = (_: Uint8Array, text: string | null): boolean =>
	text !== null &&
	/^\s*\uFEFF?\s*\{/.test(text) &&
	/"notes"\s*:\s*\[/.test(text) &&
	/"(timeSignature|pixelsPerBeat|editMode|snapSetting)"\s*:/.test(text);

/** The part with all that the component counts times in, at the tempo and meter that the part begins with. */
export function writeGradio({ score, part = 0 }: FormatContent): Uint8Array {
	const map = score.tempoMapOf(part);
	const meter = map.meterAt(0);
	const bpm = map.bpmAt(0);
	// its tempo never changes: times are those of the beats at the first one
	const isSteady = map.tempos.length === 1;
	const place = (at: Seconds): Seconds => (isSteady ? at : (map.toTicks(at) * 60) / TICKS_PER_QUARTER / bpm);
	const segments = writeSegments(score, part, place);
	const lines = writeGradioLines(score, part, (at) => (place(at) * bpm * PIXELS_PER_BEAT) / 60);
	return writeText(
		`${JSON.stringify({
			notes: score.notesOf(part).map((note) => toGradio(note, map)),
			tempo: round(bpm),
			timeSignature: { numerator: meter.beatsPerBar, denominator: meter.beatUnit },
			...SETTINGS,
			pixelsPerBeat: PIXELS_PER_BEAT,
			sampleRate: SAMPLE_RATE,
			ppqn: PPQN,
			...(segments.length > 0 ? { segment_data: segments } : {}),
			...(Object.keys(lines).length > 0 ? { line_data: lines } : {})
		})}\n`
	);
}

/** Tempos are whole microseconds of a quarter note, and others have beats per minute: 120, not 120.00000000000001. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

function toGradio({ id, start, duration, pitch, cents, velocity, lyric, phoneme }: Note, map: TempoMap): JsonObject {
	const seconds = (ticks: Ticks): Seconds => (ticks * 60) / TICKS_PER_QUARTER / map.bpmAt(0);
	const [from, to] = [seconds(start), seconds(start + duration)];
	return {
		id: `note-${id}`,
		start: (start * PIXELS_PER_BEAT) / TICKS_PER_QUARTER,
		duration: (duration * PIXELS_PER_BEAT) / TICKS_PER_QUARTER,
		startFlicks: Math.round(from * FLICKS_PER_SECOND),
		durationFlicks: Math.round((to - from) * FLICKS_PER_SECOND),
		startSeconds: from,
		durationSeconds: to - from,
		endSeconds: to,
		startBeats: start / TICKS_PER_QUARTER,
		durationBeats: duration / TICKS_PER_QUARTER,
		startTicks: Math.round((start * PPQN) / TICKS_PER_QUARTER),
		durationTicks: Math.round((duration * PPQN) / TICKS_PER_QUARTER),
		startSample: Math.round(from * SAMPLE_RATE),
		durationSamples: Math.round((to - from) * SAMPLE_RATE),
		pitch,
		velocity,
		...(cents === 0 ? {} : { cents }),
		...(lyric ? { lyric } : {}),
		...(phoneme ? { phoneme } : {})
	};
}

/** Segments of all lanes, each with the name of its lane. */
function writeSegments(score: Score, part: number, place: (at: Seconds) => Seconds): JsonObject[] {
	const taken = new Set<string>();
	return findLanes(score, part, 'segments').flatMap(({ id, name }) => {
		const type = takeName(name, taken);
		return filledSegments(score, id).map(({ from, to, label, confidence }) => ({
			start: place(from),
			end: place(to),
			type,
			value: label,
			confidence: confidence / 100
		}));
	});
}

/** Pixels count, because they are what the component draws; other times may be of a tempo that was changed since. */
export function readGradio(bytes: Uint8Array): ReadContent {
	const value = readJsonObject(bytes);
	const leftOut = new Set<LeftOut>();
	const items = listOf(value['notes']);
	if (items.length > NOTES_MAX)
		throw new Fault('too-large', `The file has ${items.length} notes; ${NOTES_MAX} are read.`);
	const bpm = numberOf(value['tempo']) ?? TEMPO;
	if (bpm <= 0) throw new Fault('damaged', `The file has the tempo ${bpm}.`);
	sayWhatStays(value, items, leftOut);
	const toTicks = createScale(value, bpm);
	const notes = items.map((item, at) => {
		if (!isObject(item)) throw new Fault('damaged', `Note ${at + 1} of the file is no object.`);
		return fromGradio(item, at, toTicks);
	});
	const tempo = Math.round(MICROSECONDS_PER_MINUTE / bpm);
	const pixelsPerSecond = (positive(value, 'pixelsPerBeat', PIXELS_PER_BEAT) * bpm) / 60;
	const lines = readGradioLines(value, { pixelsPerSecond, budget: makeSampleBudget(), leftOut });
	const meters = findMeter(value['timeSignature'], leftOut);
	const lanes = [...readSegments(value['segment_data'], leftOut), ...lines];
	const recording = readRecording(value['audio_data']);
	const content = makeReadContent({
		parts: [{ name: '', tempos: [{ tick: 0, tempo }], meters, notes, lanes }],
		timing: 'beats',
		leftOut
	});
	return recording ? { ...content, recording } : content;
}

/** What a `data:` address holds; null for any other address, or where it is damaged. */
function readRecording(address: unknown): Uint8Array<ArrayBuffer> | null {
	if (typeof address !== 'string') return null;
	const head = /^data:[^,]*;base64,/i.exec(address)?.[0];
	if (head === undefined) return null;
	try {
		const bytes = Uint8Array.from(atob(address.slice(head.length)), (character) => character.charCodeAt(0));
		return bytes.length > 0 ? bytes : null;
	} catch {
		// damaged, and there are notes beside it: it is said that the recording stayed behind
		return null;
	}
}

/** Sound, how the component was set, and fields that are not its own. */
function sayWhatStays(value: JsonObject, items: readonly unknown[], leftOut: Set<LeftOut>): void {
	if (isFilled(value['audio_data'])) leftOut.add('recordings');
	for (const [name, usual] of Object.entries(SETTINGS))
		if (isFilled(value[name]) && value[name] !== usual) leftOut.add('settings');
	const isOther = (fields: JsonObject, known: ReadonlySet<string>): boolean =>
		Object.entries(fields).some(([name, each]) => !known.has(name) && each !== null);
	if (isOther(value, FIELDS) || items.some((item) => isObject(item) && isOther(item, NOTE_FIELDS)))
		leftOut.add('other');
}

function positive(value: JsonObject, field: string, usual: number): number {
	const given = numberOf(value[field]);
	return given !== null && given > 0 ? given : usual;
}

/** Ticks of a time in any of the fields, or null when the note has none; `what` is `start` or `duration`. */
function createScale(value: JsonObject, bpm: number): (note: JsonObject, what: string) => number | null {
	const perSecond = bpm / 60;
	const units: readonly (readonly [suffix: string, perQuarter: number])[] = [
		['', positive(value, 'pixelsPerBeat', PIXELS_PER_BEAT)],
		['Beats', 1],
		['Ticks', positive(value, 'ppqn', PPQN)],
		['Flicks', FLICKS_PER_SECOND / perSecond],
		['Seconds', 1 / perSecond],
		['Sample', positive(value, 'sampleRate', SAMPLE_RATE) / perSecond],
		['Samples', positive(value, 'sampleRate', SAMPLE_RATE) / perSecond]
	];
	return (note, what) => {
		for (const [suffix, perQuarter] of units) {
			const time = numberOf(note[`${what}${suffix}`]);
			if (time !== null) return (time / perQuarter) * TICKS_PER_QUARTER;
		}
		return null;
	};
}

function fromGradio(item: JsonObject, at: number, toTicks: ReturnType<typeof createScale>): Partial<FieldsOf<'note'>> {
	const [start, duration, pitch] = [toTicks(item, 'start'), toTicks(item, 'duration'), numberOf(item['pitch'])];
	if (start === null || duration === null || pitch === null)
		throw new Fault('damaged', `Note ${at + 1} of the file lacks a start, a duration or a pitch.`);
	const [velocity, cents, lyric, phoneme] = [
		numberOf(item['velocity']),
		numberOf(item['cents']),
		item['lyric'],
		item['phoneme']
	];
	const from = Math.round(start);
	return {
		start: from,
		duration: Math.max(1, Math.round(start + duration) - from),
		pitch,
		...(velocity === null ? {} : { velocity }),
		...(cents === null ? {} : { cents }),
		...(typeof lyric === 'string' ? { lyric } : {}),
		...(typeof phoneme === 'string' ? { phoneme } : {})
	};
}

function findMeter(value: unknown, leftOut: Set<LeftOut>) {
	if (!isObject(value)) return [];
	const [beatsPerBar, beatUnit] = [numberOf(value['numerator']), numberOf(value['denominator'])];
	const isKnown = beatsPerBar !== null && beatUnit !== null && [1, 2, 4, 8, 16, 32].includes(beatUnit);
	if (isKnown) return [{ tick: 0, beatsPerBar, beatUnit }];
	leftOut.add('meters');
	return [];
}

/** A lane for each type, in the order in which they come. */
function readSegments(value: unknown, leftOut: Set<LeftOut>): SegmentsInFile[] {
	if (isFilled(value) && !Array.isArray(value)) leftOut.add('segments');
	const lanes = new Map<string, LabelledSpan[]>();
	for (const item of listOf(value)) {
		const [from, to] = isObject(item) ? [numberOf(item['start']), numberOf(item['end'])] : [null, null];
		if (!isObject(item) || from === null || to === null) {
			leftOut.add('segments');
			continue;
		}
		const [type, label, sure] = [item['type'], item['value'], numberOf(item['confidence'])];
		const name = typeof type === 'string' ? type : SEGMENT_TYPE;
		const spans = lanes.get(name) ?? [];
		spans.push({
			from,
			to,
			label: writeLabel(label),
			...(sure === null ? {} : { confidence: Math.round(sure * 100) })
		});
		lanes.set(name, spans);
	}
	return [...lanes].map(([name, spans]) => ({ shape: 'segments', name, spans }));
}

const writeLabel = (value: unknown): string =>
	['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
