/**
 * Makes static/gallery/*.json, what the pages of /gallery show: `node scripts/gallery-data.ts`. Everything in them was
 * heard by our own analysis in the bundled sample, or follows from what was heard by the same edits that the page makes.
 * Four listenings: both trackers on the recording as it is, and on what 2 kHz sampling leaves of it.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resample } from '#lib/dsp/index.ts';
import { writeDocument } from '#lib/formats/document-json.ts';
import { analyse, createSegmenter, Curve, placeNote, type HeardNote, type Tracker } from '#lib/pitch/index.ts';
import {
	add,
	addMarker,
	addTrack,
	BY_HAND,
	changeMeter,
	changeNotes,
	changeTempo,
	FIRST_PART,
	META_ID,
	sampleOfValue,
	Score,
	snapToScale,
	scaleOf,
	writeLane,
	writeVibrato,
	DEFAULT_VIBRATO,
	type Edit,
	type Note,
	type RecordId
} from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, HOP_SECONDS, TICKS_PER_QUARTER, TRACKER_RATE, type Hz } from '#lib/units.ts';
import { assignLyrics, generatePhonemes, layOutPhonemes, loadSounds, splitLyrics, toLyrics } from '#lib/words/index.ts';
import { openModels } from '#server/analysis/index.ts';
import { openRecording } from '#server/media/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const SAMPLE = path.join(ROOT, 'static/samples/arirang.mp3');
const OUT = path.join(ROOT, 'static/gallery');
/** The song is sung at 75 quarters a minute in bars of three, and begins 0.75 s into the file: a bar of 2.4 s comes before it. */
const TEMPO = 800_000;
const OFFSET = 2.4 - 0.75;
/** What a poor line leaves of it. */
const POOR_RATE: Hz = 2000;
/** What is slower, in milliseconds, is no vibrato. */
const SLOWEST_MS = 260;
const LYRICS = '아리랑 아리랑 아라리요\n아리랑 고개로 넘어간다';
/** Notes that each syllable is sung on. */
const SUNG_ON = [1, 1, 2, 1, 1, 2, 1, 2, 2, 3, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1];
/** F major, pentatonic: what the song is in. */
const KEY = { tonic: 5, scale: 'major-pentatonic' };

interface Heard {
	readonly curve: Curve;
	readonly notes: readonly HeardNote[];
}

/** A document under way, with the curves of its analyses. */
interface Made {
	readonly score: Score;
	readonly heard: Map<RecordId, Curve>;
}

async function listen(tracker: Tracker, rate: Hz): Promise<Heard> {
	const curve = new Curve();
	const segmenter = createSegmenter();
	const notes: HeardNote[] = [];
	const recording = await openRecording(SAMPLE, { ffmpeg: null, maxSeconds: 60, maxChannels: 2 });
	try {
		const poor = rate === TRACKER_RATE ? null : resample(recording.blocks, recording.sampleRate, rate);
		const audio = poor ? resample(poor, rate, TRACKER_RATE) : resample(recording.blocks, recording.sampleRate, rate);
		for await (const chunk of analyse(audio, { tracker })) {
			curve.append(chunk);
			notes.push(...segmenter.push(chunk));
		}
	} finally {
		await recording.close();
	}
	return { curve, notes: [...notes, ...segmenter.finish()] };
}

/** The recording, what was heard in it, and its notes. */
function compose({ curve, notes }: Heard, audio: string, analyser: string): Made {
	const score = new Score();
	edit(score, [{ kind: 'set', id: META_ID, fields: { title: 'Arirang', tempo: TEMPO, beatsPerBar: 3, ...KEY } }]);
	const [clip, source] = [score.nextId(), score.nextId()];
	const tempo = score.tempoMapOf(FIRST_PART);
	edit(score, [
		add('clip', clip, { audio, name: 'arirang.mp3', offset: OFFSET }),
		add('analysis', source, { clip, analyser, state: 'heard' }),
		...notes.map((note) => add('note', score.nextId(), placeNote(note, { tempo, offset: OFFSET, source })))
	]);
	return { score, heard: new Map([[source, curve]]) };
}

const edit = (score: Score, edits: readonly Edit[]): void => void score.transact('local', edits);

/** A voice a third below and one an octave below, as the scale has them. */
function addVoices(score: Score): void {
	const sung = score.notesOf(FIRST_PART);
	for (const [name, steps] of [
		['Alto', -4],
		['Bass', -12]
	] as const) {
		const { edits, id } = addTrack(score, FIRST_PART, { name, firstName: 'Voice' });
		edit(score, edits);
		const ids = new Set<RecordId>();
		const copies = sung.map((note) => {
			const { kind: _, id: __, ...fields } = note;
			const copy = score.nextId();
			ids.add(copy);
			return add('note', copy, {
				...fields,
				pitch: note.pitch + steps,
				cents: 0,
				track: id,
				velocity: 64,
				source: BY_HAND
			});
		});
		edit(score, copies);
		const own = score.notesOf(FIRST_PART).filter((note) => ids.has(note.id));
		edit(score, snapToScale(own, scaleOf(KEY), 'down'));
	}
}

function addLyrics(score: Score): void {
	const notes = score.notesOf(FIRST_PART);
	const slurs = SUNG_ON.flatMap((count) => ['', ...Array.from({ length: count - 1 }, () => '-')]);
	edit(
		score,
		changeNotes(notes, (note) => ({ lyric: slurs[notes.indexOf(note)] ?? '' }))
	);
	const lyrics = toLyrics(splitLyrics(LYRICS, { language: 'auto' }), 'syllables');
	const { given } = assignLyrics(score.notesOf(FIRST_PART), lyrics, { keepsSlurs: true, onlyEmpty: false });
	edit(
		score,
		given.map(({ note, lyric }): Edit => ({ kind: 'set', id: note.id, fields: { lyric } }))
	);
}

async function addPhonemes(score: Score): Promise<void> {
	const sounds = await loadSounds(score.notesOf(FIRST_PART).map(({ lyric }) => lyric));
	const dictionary = new Map<string, string>();
	const { edits } = generatePhonemes({
		notes: score.notesOf(FIRST_PART),
		isChosen: () => true,
		sounds,
		dictionary,
		replaces: true
	});
	edit(score, edits);
	const notes = score.notesOf(FIRST_PART);
	const phonemes = notes.map(({ phoneme }) => phoneme);
	const tempo = score.tempoMapOf(FIRST_PART);
	const nextId = (): RecordId => score.nextId();
	edit(score, layOutPhonemes({ notes, phonemes, tempo, part: FIRST_PART, lane: null, isAnew: true, nextId }));
}

/** Where the voice was beside its notes, and its phrases. */
function addLanes(score: Score, curve: Curve): void {
	const [off, phrases] = [score.nextId(), score.nextId()];
	const range = { low: -200, high: 200 };
	edit(score, [
		add('lane', off, { part: FIRST_PART, name: 'Beside the note', shape: 'curve', unit: 'cents', ...range }),
		add('lane', phrases, { part: FIRST_PART, name: 'Phrases', shape: 'segments' })
	]);
	for (const note of score.notesOf(FIRST_PART)) {
		const { from, to } = framesOf(score, note);
		const values = Int16Array.from({ length: to - from }, (_, i) =>
			curve.isVoiced(from + i, 0.5) ? sampleOfValue(centsBeside(curve, from + i, note), range) : 0
		);
		edit(score, writeLane(score, off, from + Math.round(OFFSET * FRAMES_PER_SECOND), values));
	}
	const notes = score.notesOf(FIRST_PART);
	const tempo = score.tempoMapOf(FIRST_PART);
	const breath = notes.findIndex((note, i) => note.start - endOf(notes[i - 1]) > TICKS_PER_QUARTER / 4 && i > 0);
	for (const [label, sung] of [
		['아리랑 아리랑 아라리요', notes.slice(0, breath)],
		['아리랑 고개로 넘어간다', notes.slice(breath)]
	] as const) {
		const [from, to] = [tempo.toSeconds(sung[0]?.start ?? 0), tempo.toSeconds(endOf(sung.at(-1)))];
		edit(score, [add('segment', score.nextId(), { lane: phrases, from, to, label, confidence: 100 })]);
	}
}

/** What the long notes do is written as their vibrato. */
function addVibrato(score: Score, curve: Curve): void {
	for (const note of score.notesOf(FIRST_PART)) {
		const { from, to } = framesOf(score, note);
		if ((to - from) * HOP_SECONDS < 0.75) continue;
		// it sets in late: the last 60 percent
		const cents = Array.from({ length: to - from }, (_, i) => centsBeside(curve, from + i, note)).slice(
			Math.round((to - from) * 0.4)
		);
		const middle = cents.reduce((sum, each) => sum + each, 0) / cents.length;
		const crossings = cents.filter((each, i) => i > 0 && each > middle !== (cents[i - 1] ?? 0) > middle).length;
		const power = cents.reduce((sum, each) => sum + (each - middle) ** 2, 0) / cents.length;
		const period = Math.round((2 * cents.length * HOP_SECONDS * 1000) / Math.max(1, crossings));
		const depth = Math.round(Math.sqrt(2 * power));
		if (period > SLOWEST_MS) continue;
		const vibrato = writeVibrato({ ...DEFAULT_VIBRATO, length: 60, period, depth });
		edit(score, [{ kind: 'set', id: note.id, fields: { vibrato } }]);
	}
}

/** Names for its places, a bar of two and a slower end. */
function addPlaces(score: Score): void {
	const bar = 3 * TICKS_PER_QUARTER;
	edit(score, [
		...addMarker(score, FIRST_PART, bar, '아리랑'),
		...addMarker(score, FIRST_PART, 5 * bar, '고개로'),
		...changeMeter(score, { part: FIRST_PART, tick: 8 * bar }, { beatsPerBar: 2, beatUnit: 4 }),
		...changeTempo(score, { part: FIRST_PART, tick: 7 * bar }, TEMPO * 1.2, 'times')
	]);
}

const endOf = (note: Note | undefined): number => (note ? note.start + note.duration : 0);

/** Frames of the recording in which a note sounds. */
function framesOf(score: Score, note: Note): { from: number; to: number } {
	const tempo = score.tempoMapOf(FIRST_PART);
	const frameAt = (ticks: number): number => Math.round((tempo.toSeconds(ticks) - OFFSET) * FRAMES_PER_SECOND);
	return { from: frameAt(note.start), to: frameAt(endOf(note)) };
}

const centsBeside = (curve: Curve, frame: number, note: Note): number =>
	Math.max(-200, Math.min(200, Math.abs(curve.stepAt(frame)) / 2 - note.pitch * 100));

async function save(name: string, { score, heard }: Made): Promise<void> {
	const document: unknown = JSON.parse(
		new TextDecoder().decode(writeDocument({ score, part: FIRST_PART, analysis: null }))
	);
	const curves = [...heard].map(([analysis, { pitch, confidence, loudness }]) => ({
		analysis,
		pitch: toBase64(pitch),
		confidence: toBase64(confidence),
		loudness: toBase64(loudness)
	}));
	const text = `${JSON.stringify({ document, curves })}\n`;
	await writeFile(path.join(OUT, `${name}.json`), text);
	process.stdout.write(`${name}.json ${text.length} characters, ${score.notes.length} notes\n`);
}

const toBase64 = ({ buffer, byteOffset, byteLength }: Int16Array | Uint8Array): string =>
	Buffer.from(buffer, byteOffset, byteLength).toString('base64');

await mkdir(OUT, { recursive: true });
const audio = createHash('sha256')
	.update(await readFile(SAMPLE))
	.digest('hex');
const models = await openModels(path.join(ROOT, 'static/models'));
const trackers = await Promise.all(['melograph-f0', 'yin'].map((id) => models.openTracker(id)));
const [main] = trackers;
if (!main) throw new Error('There is no tracker.');
const first = await listen(main, TRACKER_RATE);
const make = (): Made => compose(first, audio, main.id);

await save('heard', make());
const voices = make();
addVoices(voices.score);
await save('tracks', voices);
const lanes = make();
addLanes(lanes.score, first.curve);
await save('lanes', lanes);
const words = make();
addLyrics(words.score);
await addPhonemes(words.score);
await save('words', words);
const vibrato = make();
addVibrato(vibrato.score, first.curve);
await save('vibrato', vibrato);
const places = make();
addPlaces(places.score);
await save('places', places);
const analyses = make();
const [clip] = analyses.score.clips;
for (const rate of [TRACKER_RATE, POOR_RATE])
	for (const tracker of trackers) {
		if (!clip || (tracker === main && rate === TRACKER_RATE)) continue;
		const id = analyses.score.nextId();
		const analyser = rate === TRACKER_RATE ? tracker.id : `${tracker.id} < ${POOR_RATE / 2000} kHz`;
		edit(analyses.score, [add('analysis', id, { clip: clip.id, analyser, state: 'heard', yields: 'pitch' })]);
		analyses.heard.set(id, (await listen(tracker, rate)).curve);
	}
await save('analyses', analyses);
