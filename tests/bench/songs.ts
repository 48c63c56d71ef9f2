/** A long song as it would have been heard and edited, and the same song as the value of another piano roll. */

import { placeNote } from '#lib/pitch/index.ts';
import {
	add,
	apply,
	emptyState,
	makeId,
	TempoMap,
	type Meta,
	META_ID,
	type Note,
	type State
} from '#lib/score/index.ts';
import { FRAMES_PER_SECOND, TICKS_PER_QUARTER } from '#lib/units.ts';

/** Slot of the analysis, which counts the notes that it hears, and of the person who dropped the recording. */
const HEARD_SLOT = 2;
const OWN_SLOT = 1;
const CLIP = makeId(OWN_SLOT, 1);
const ANALYSIS = makeId(OWN_SLOT, 2);
/** One note in so many has a lyric. */
const LYRIC_EVERY = 5;
const SYLLABLES = '아리랑고개로넘어간다나를버리시는임십못가서발병났네청천하늘엔잔별도많우가슴희망';

/** Uniform in [0, 1), the same for everyone (mulberry32). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * A document of one recording and `count` notes with the statistics of heard singing: ends on frames of 10 ms, lengths
 * log-normal around 0.35 s, a rest after one in four, steps of a few semitones, cents and velocities of bell shape, and
 * Korean lyrics on one note in five.
 */
export function makeSong(count: number, seed = 1): State {
	const random = createRandom(seed);
	const bell = (): number => random() + random() + random() + random() - 2; // deviation 0.58
	const state = emptyState();
	const tempo = new TempoMap(state.records.get(META_ID) as Meta);
	let frame = 50;
	let midi = 62;
	apply(state, [
		add('clip', CLIP, { audio: '5e1f'.repeat(16), name: 'arirang.mp3' }),
		add('analysis', ANALYSIS, { clip: CLIP })
	]);
	for (let i = 0; i < count; i++) {
		const length = Math.max(6, Math.round(35 * Math.exp(bell())));
		midi = Math.min(79, Math.max(50, midi + Math.round(4 * bell())));
		const heard = placeNote(
			{
				onset: frame / FRAMES_PER_SECOND,
				offset: (frame + length) / FRAMES_PER_SECOND,
				midi,
				cents: Math.max(-50, Math.min(50, Math.round(25 * bell()))),
				velocity: Math.max(1, Math.min(127, Math.round(84 + 16 * bell())))
			},
			{ tempo, offset: 0, source: ANALYSIS }
		);
		frame += length + (random() < 0.25 ? Math.ceil(40 * random()) : 0);
		const syllable = SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '';
		const lyric = i % LYRIC_EVERY === 0 ? syllable : '';
		apply(state, [add('note', makeId(HEARD_SLOT, 1 + i), { ...heard, lyric })]);
	}
	return state;
}

export const notesOf = ({ records }: State): Note[] =>
	[...records.values()].filter((record) => record.kind === 'note').toSorted((a, b) => a.start - b.start || a.id - b.id);

const PIXELS_PER_BEAT = 80;
const PPQN = 480;
const SAMPLE_RATE = 44_100;
const FLICKS_PER_SECOND = 705_600_000;
const BEATS_PER_SECOND = 2;

/** Where a note is in time, in each of the units that the value of gradio-pianoroll carries. */
export function gradioTimes(note: Pick<Note, 'start' | 'duration'>) {
	const startBeats = note.start / TICKS_PER_QUARTER;
	const durationBeats = note.duration / TICKS_PER_QUARTER;
	const startSeconds = startBeats / BEATS_PER_SECOND;
	const durationSeconds = durationBeats / BEATS_PER_SECOND;
	return {
		start: startBeats * PIXELS_PER_BEAT,
		duration: durationBeats * PIXELS_PER_BEAT,
		startFlicks: Math.round(startSeconds * FLICKS_PER_SECOND),
		durationFlicks: Math.round(durationSeconds * FLICKS_PER_SECOND),
		startSeconds,
		durationSeconds,
		endSeconds: startSeconds + durationSeconds,
		startBeats,
		durationBeats,
		startTicks: Math.round(startBeats * PPQN),
		durationTicks: Math.round(durationBeats * PPQN),
		startSample: Math.round(startSeconds * SAMPLE_RATE),
		durationSamples: Math.round(durationSeconds * SAMPLE_RATE)
	};
}

/** The notes as the value of gradio-pianoroll's component, which goes to the server as a whole at every change. */
export function makeGradioValue(notes: readonly Note[]): object {
	const random = createRandom(2);
	return {
		notes: notes.map((note) => ({
			id: `note-${1_760_000_000_000 + Math.floor(random() * 1e9)}-${Math.floor(random() * 36 ** 5)
				.toString(36)
				.padStart(5, '0')}`,
			...gradioTimes(note),
			pitch: note.pitch,
			velocity: note.velocity,
			lyric: note.lyric
		})),
		tempo: 120,
		timeSignature: { numerator: 4, denominator: 4 },
		editMode: 'select',
		snapSetting: '1/4',
		pixelsPerBeat: PIXELS_PER_BEAT,
		sampleRate: SAMPLE_RATE,
		ppqn: PPQN
	};
}
