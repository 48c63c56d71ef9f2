/** The value of gradio-pianoroll 0.0.9: one JSON object of notes in pixels, a tempo and a meter. */

import { Fault } from '#lib/fault.ts';
import type { FieldsOf, Note, TempoMap } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Seconds, type Ticks } from '#lib/units.ts';
import { NOTES_MAX, type FormatContent, type LeftOut, type ReadContent } from './format.ts';
import { isObject, listOf, numberOf, readJsonObject, type JsonObject } from './json-shape.ts';
import { makeReadContent } from './read-content.ts';
import { writeText } from './text.ts';

const FLICKS_PER_SECOND = 705_600_000;
const PIXELS_PER_BEAT = 80;
const SAMPLE_RATE = 44_100;
const PPQN = 480;
const MICROSECONDS_PER_MINUTE = 60e6;
const TEMPO = 120;
/** The lists that hold neither notes nor their words. */
const OTHER_LISTS: readonly (readonly [field: string, leftOut: LeftOut])[] = [
	['segment_data', 'segments'],
	['curve_data', 'curve'],
	['line_data', 'curve'],
	['audio_data', 'recordings']
];

/** By its shape alone: it says nowhere what it is. */
export const isGradio = (_: Uint8Array, text: string | null): boolean =>
	text !== null &&
	/^\s*\uFEFF?\s*\{/.test(text) &&
	/"notes"\s*:\s*\[/.test(text) &&
	/"(timeSignature|pixelsPerBeat|editMode|snapSetting)"\s*:/.test(text);

/** The notes of the part with all that the component counts times in, at the tempo and meter that the part begins with. */
export function writeGradio({ score, part = 0 }: FormatContent): Uint8Array {
	const map = score.tempoMapOf(part);
	const meter = map.meterAt(0);
	return writeText(
		`${JSON.stringify({
			notes: score.notesOf(part).map((note) => toGradio(note, map)),
			tempo: round(map.bpmAt(0)),
			timeSignature: { numerator: meter.beatsPerBar, denominator: meter.beatUnit },
			editMode: 'select',
			snapSetting: '1/4',
			pixelsPerBeat: PIXELS_PER_BEAT,
			sampleRate: SAMPLE_RATE,
			ppqn: PPQN
		})}\n`
	);
}

/** Tempos are whole microseconds of a quarter note, and others have beats per minute: 120, not 120.00000000000001. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

function toGradio({ id, start, duration, pitch, velocity, lyric }: Note, map: TempoMap): JsonObject {
	// its tempo never changes: times are those of the beats at the first one
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
		...(lyric ? { lyric } : {})
	};
}

/** Pixels count, because they are what the component draws; other times may be of a tempo that was changed since. */
export function readGradio(bytes: Uint8Array): ReadContent {
	const value = readJsonObject(bytes);
	const leftOut = new Set<LeftOut>();
	const items = listOf(value['notes']);
	if (items.length > NOTES_MAX)
		throw new Fault('too-large', `The file has ${items.length} notes; ${NOTES_MAX} are read.`);
	for (const [field, kind] of OTHER_LISTS) if (isFilled(value[field])) leftOut.add(kind);
	const bpm = numberOf(value['tempo']) ?? TEMPO;
	if (bpm <= 0) throw new Fault('damaged', `The file has the tempo ${bpm}.`);
	const toTicks = createScale(value, bpm);
	const notes = items.map((item, at) => {
		if (!isObject(item)) throw new Fault('damaged', `Note ${at + 1} of the file is no object.`);
		if (item['phoneme']) leftOut.add('phonemes');
		return fromGradio(item, at, toTicks);
	});
	const tempo = Math.round(MICROSECONDS_PER_MINUTE / bpm);
	return makeReadContent({
		parts: [{ name: '', tempos: [{ tick: 0, tempo }], meters: findMeter(value['timeSignature'], leftOut), notes }],
		timing: 'beats',
		leftOut
	});
}

const isFilled = (value: unknown): boolean =>
	Array.isArray(value) || typeof value === 'string'
		? value.length > 0
		: isObject(value) && Object.values(value).some(isFilled);

/** Ticks of a time in any of the fields, or null when the note has none; `what` is `start` or `duration`. */
function createScale(value: JsonObject, bpm: number): (note: JsonObject, what: string) => number | null {
	const positive = (field: string, usual: number): number => {
		const given = numberOf(value[field]);
		return given !== null && given > 0 ? given : usual;
	};
	const perSecond = bpm / 60;
	const units: readonly (readonly [suffix: string, perQuarter: number])[] = [
		['', positive('pixelsPerBeat', PIXELS_PER_BEAT)],
		['Beats', 1],
		['Ticks', positive('ppqn', PPQN)],
		['Flicks', FLICKS_PER_SECOND / perSecond],
		['Seconds', 1 / perSecond]
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
	const [velocity, lyric] = [numberOf(item['velocity']), item['lyric']];
	const from = Math.round(start);
	return {
		start: from,
		duration: Math.max(1, Math.round(start + duration) - from),
		pitch,
		...(velocity === null ? {} : { velocity }),
		...(typeof lyric === 'string' ? { lyric } : {})
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
