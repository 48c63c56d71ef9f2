/** A Standard MIDI File as a score: its tracks are tracks, and constant bends become cents. */

import { Fault } from '#lib/fault.ts';
import { PARTS_MAX, TICKS_MAX, TRACK_COLOURS, type FieldsOf } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Ticks } from '#lib/units.ts';
import { NOTES_MAX, type LeftOut, type ReadContent } from './format.ts';
import { EVENTS_MAX, readMidiFile, readTrack, type Budget, type Division, type MidiFile } from './midi-reader.ts';
import { makeBendRanges, TrackReader, type FileTrack } from './midi-track.ts';
import { makeReadContent, type FilePart } from './read-content.ts';
import { createTextReader } from './text.ts';

/** Microseconds of a quarter note at least, as in a score. */
const TEMPO_MIN = 60_000;
/** The tempo of a new document, at which files by time are read. */
const QUARTERS_PER_SECOND = 2;
/** Words at one tick: one for each key would be a chord of all. */
const WORDS_AT_ONCE = 128;
/** A note of a score may be this far from its key. */
const CENTS_MAX = 100;

/** Formats 0, 1 and 2, by beats or by SMPTE time. Faults: `damaged` and `truncated` with the byte, `too-large`. */
export function readMidi(bytes: Uint8Array): ReadContent {
	const file = readMidiFile(bytes);
	const leftOut = new Set<LeftOut>();
	const tracks = readTracks(bytes, file, leftOut);
	const textOf = createTextReader(
		tracks.flatMap(({ name, lyrics, markers }) => [
			...(name ? [name] : []),
			...[...lyrics, ...markers].map(({ bytes: written }) => written)
		])
	);
	const toTicks = createScale(file.division);
	const sounding = file.format === 2 ? tracks.filter(hasNotes) : findVoices(tracks, file.format === 0);
	const voices = file.format === 0 ? sounding : giveWords(sounding, tracks);
	const [first] = tracks;
	const named = first && (file.format === 0 || !hasNotes(first) || voices.length < 2) ? first.name : null;
	const title = named ? textOf(named) : '';
	const placing = { textOf, toTicks, leftOut };
	const clockOf = (voice: FileTrack) => ({
		markers: voice.markers.map(({ tick, bytes: label }) => ({ tick: toTicks(tick), label: textOf(label) })),
		...(file.division.kind === 'beats' ? makeClock(voice, toTicks, leftOut) : { tempos: [], meters: [] })
	});
	// format 2 has pieces of their own, each with its clock
	const parts = file.format === 2 ? makeParts(voices, placing, clockOf) : [];
	if (parts.length > PARTS_MAX + 1) leftOut.add('parts');
	if (parts.length === 0) parts.push({ ...makeTracks(voices, placing, title), ...clockOf(joinTracks(tracks)) });
	return makeReadContent({ title, parts, timing: file.division.kind, leftOut });
}

const nameOf = ({ name }: FileTrack, { textOf }: Placing): string => (name ? textOf(name) : '');

const makeParts = (
	voices: readonly FileTrack[],
	placing: Placing,
	clockOf: (voice: FileTrack) => Pick<FilePart, 'tempos' | 'meters' | 'markers'>
): FilePart[] =>
	voices.map((voice) => ({ name: nameOf(voice, placing), notes: placeNotes(voice, placing), ...clockOf(voice) }));

/** One part of them all, each as a track; one that is called like the piece needs no name. */
function makeTracks(
	voices: readonly FileTrack[],
	placing: Placing,
	title: string
): Pick<FilePart, 'name' | 'notes' | 'trackName' | 'tracks'> {
	const names = voices.map((voice) => nameOf(voice, placing)).map((name) => (name === title ? '' : name));
	return {
		name: '',
		trackName: names[0] ?? '',
		tracks: names.slice(1).map((name, i) => ({ name, colour: (i + 1) % TRACK_COLOURS })),
		notes: voices.flatMap((voice, track) => placeNotes(voice, placing).map((note) => ({ ...note, track })))
	};
}

function readTracks(bytes: Uint8Array, { tracks }: MidiFile, leftOut: Set<LeftOut>): FileTrack[] {
	const budget: Budget = { events: EVENTS_MAX };
	const ranges = makeBendRanges();
	let count = 0;
	return tracks.map((place) => {
		const reader = new TrackReader(ranges, leftOut);
		for (const event of readTrack(bytes, place, budget)) reader.read(event);
		const track = reader.finish();
		count += track.notes.length;
		if (count > NOTES_MAX) throw new Fault('too-large', `The MIDI file has more than ${NOTES_MAX} notes.`);
		return track;
	});
}

const hasNotes = ({ notes }: FileTrack): boolean => notes.length > 0;

/** Ticks of a score for those of a file. Faults: `too-large` after the last tick of a score. */
function createScale(division: Division): (tick: number) => Ticks {
	const perTick =
		division.kind === 'beats'
			? TICKS_PER_QUARTER / division.ticksPerQuarter
			: (TICKS_PER_QUARTER * QUARTERS_PER_SECOND) / division.ticksPerSecond;
	return (tick) => {
		const at = Math.round(tick * perTick);
		if (at <= TICKS_MAX) return at;
		throw new Fault('too-large', `The MIDI file lasts longer than ${TICKS_MAX} ticks of a ${TICKS_PER_QUARTER}th.`);
	};
}

/** One clock for all that sounds: each track with notes, or each channel of the one track. */
function findVoices(tracks: readonly FileTrack[], isByChannel: boolean): FileTrack[] {
	const clock = joinTracks(tracks);
	const sounding = tracks.filter(hasNotes);
	if (!isByChannel) return sounding.map(({ name, notes, lyrics }) => ({ ...clock, name, notes, lyrics }));
	const lyrics = tracks.flatMap((track) => track.lyrics);
	const byChannel = Map.groupBy(
		sounding.flatMap(({ notes }) => notes),
		({ channel }) => channel
	);
	const channels = [...byChannel].sort(([a], [b]) => a - b);
	return channels.map(([, notes], at) => ({ ...clock, notes, lyrics: at === 0 ? lyrics : [] }));
}

/** Tempo and meter of all tracks, in order, and nothing else. */
function joinTracks(tracks: readonly FileTrack[]): FileTrack {
	const inOrder = <C extends { readonly tick: number }>(changes: readonly C[]): C[] =>
		changes.toSorted((a, b) => a.tick - b.tick);
	return {
		name: null,
		notes: [],
		lyrics: [],
		markers: inOrder(tracks.flatMap(({ markers }) => markers)),
		tempos: inOrder(tracks.flatMap(({ tempos }) => tempos)),
		meters: inOrder(tracks.flatMap(({ meters }) => meters))
	};
}

/** The words of tracks without notes belong to the voice without words that has most notes where they are. */
function giveWords(voices: readonly FileTrack[], tracks: readonly FileTrack[]): FileTrack[] {
	const words = tracks.filter((track) => !hasNotes(track)).flatMap(({ lyrics }) => lyrics);
	const ticks = new Set(words.map(({ tick }) => tick));
	const hits = voices.map(({ notes, lyrics }) =>
		lyrics.length > 0 ? 0 : notes.filter(({ start }) => ticks.has(start)).length
	);
	const best = hits.indexOf(Math.max(0, ...hits));
	return voices.map((voice, at) => (at === best && words.length > 0 && hits[at] ? { ...voice, lyrics: words } : voice));
}

interface Placing {
	readonly textOf: (bytes: Uint8Array) => string;
	readonly toTicks: (tick: number) => Ticks;
	readonly leftOut: Set<LeftOut>;
}

/** The notes with their words: of several at one tick each takes the next word. */
function placeNotes({ notes, lyrics }: FileTrack, { textOf, toTicks, leftOut }: Placing): Partial<FieldsOf<'note'>>[] {
	const waiting = new Map<number, string[]>();
	for (const { tick, bytes } of lyrics) {
		const text = textOf(bytes);
		const here = waiting.get(tick) ?? [];
		if (text && here.length < WORDS_AT_ONCE) here.push(text);
		waiting.set(tick, here);
	}
	const placed = notes.map(({ key, cents, velocity, start, end }) => {
		const lyric = waiting.get(start)?.shift();
		const from = toTicks(start);
		return {
			...bendKey(key, Math.round(cents)),
			velocity,
			start: from,
			duration: Math.max(1, toTicks(end) - from),
			...(lyric ? { lyric } : {})
		};
	});
	if ([...waiting.values()].some((texts) => texts.length > 0)) leftOut.add('lyrics');
	return placed;
}

/** The key that was struck, and its cents; further away it is another key. */
function bendKey(key: number, cents: number): { readonly pitch: number; readonly cents: number } {
	const away = Math.abs(cents) > CENTS_MAX ? Math.round(cents / 100) : 0;
	return { pitch: key + away, cents: cents - away * 100 };
}

function makeClock(
	{ tempos, meters }: FileTrack,
	toTicks: (tick: number) => Ticks,
	leftOut: Set<LeftOut>
): Pick<FilePart, 'tempos' | 'meters'> {
	if (tempos.some(({ tempo }) => tempo < TEMPO_MIN)) leftOut.add('tempos');
	return {
		tempos: tempos
			.filter(({ tempo }) => tempo >= TEMPO_MIN)
			.map((change) => ({ ...change, tick: toTicks(change.tick) })),
		meters: meters.map((change) => ({ ...change, tick: toTicks(change.tick) }))
	};
}
