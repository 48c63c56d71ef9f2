/** An hour of song: notes all over it in several voices, and the f0 of one of them. The same each time. */

import { Curve, pitchToStep } from '#lib/pitch/index.ts';
import { add, FIRST_PART, Score, type RecordId } from '#lib/score/index.ts';
import { HOP_SECONDS, midiToHz, TICKS_PER_QUARTER } from '#lib/units.ts';
import { createRandom } from '../songs.ts';

export const HOUR_SECONDS = 3600;
/** At the tempo of a new document. */
const TICKS_PER_SECOND = 2 * TICKS_PER_QUARTER;
const SYLLABLES = '아리랑고개로넘어간다나를버리시는임십못가서발병났네청천하늘엔잔별도많우가슴희망';
/** One note in so many has a lyric. */
const LYRIC_EVERY = 5;
const PITCH = { low: 40, span: 45, sung: 62 };

/** How many tracks besides the first, and segments, a full document has. */
const FULL = { tracks: 7, segments: 10_000 };

/** The same notes in eight tracks, and a lane of 10,000 segments. */
export function makeFullScore(count: number): { readonly score: Score; readonly lane: RecordId } {
	const score = new Score();
	const tracks = Array.from({ length: FULL.tracks }, () => score.nextId());
	const lane = score.nextId();
	const share = HOUR_SECONDS / FULL.segments;
	score.transact('local', [
		...tracks.map((id, i) => add('track', id, { part: FIRST_PART, name: `Voice ${i + 2}`, colour: i + 1 })),
		add('lane', lane, { part: FIRST_PART, name: 'Words', shape: 'segments' }),
		...Array.from({ length: FULL.segments }, (_, i) =>
			add('segment', score.nextId(), {
				lane,
				from: i * share,
				to: (i + 0.9) * share,
				label: SYLLABLES[i % SYLLABLES.length] ?? '',
				confidence: i % 3 === 0 ? 60 : 100
			})
		)
	]);
	return { score: makeScore(count, [0, ...tracks], score), lane };
}

/** `count` notes spread evenly over the hour, each somewhat longer or shorter than its share and at most four seconds. */
export function makeScore(count: number, tracks: readonly number[] = [0], score = new Score()): Score {
	const random = createRandom(count);
	const share = (HOUR_SECONDS * TICKS_PER_SECOND) / count;
	const edits = Array.from({ length: count }, (_, i) => {
		const duration = Math.round(Math.min(4 * TICKS_PER_SECOND, Math.max(120, share * 2)) * (0.3 + 0.7 * random()));
		const start = Math.min(HOUR_SECONDS * TICKS_PER_SECOND - duration, Math.round((i + 0.5 * random()) * share));
		return add('note', score.nextId(), {
			start,
			duration,
			pitch: PITCH.low + Math.floor(random() * PITCH.span),
			velocity: 30 + Math.floor(random() * 97),
			track: tracks[i % tracks.length] ?? 0,
			lyric: i % LYRIC_EVERY === 0 ? (SYLLABLES[i % SYLLABLES.length] ?? '') : ''
		});
	});
	score.transact('local', edits);
	return score;
}

/** A voice with vibrato, steps every half second or so, breaths and moments of doubt. */
export function makeCurve(frames: number): Curve {
	const random = createRandom(frames);
	const curve = new Curve();
	const chunk = {
		start: 0,
		pitch: new Int16Array(frames),
		confidence: new Uint8Array(frames),
		loudness: new Uint8Array(frames)
	};
	let midi = PITCH.sung;
	let left = 0;
	let isSung = true;
	for (let i = 0; i < frames; i++) {
		if (left-- <= 0) {
			left = 20 + Math.floor(random() * 60);
			isSung = random() < 0.8;
			midi = Math.max(50, Math.min(79, midi + Math.round(random() * 8 - 4)));
		}
		const hz = midiToHz(midi + 0.3 * Math.sin(2 * Math.PI * 5.5 * i * HOP_SECONDS) + 0.1 * random());
		chunk.pitch[i] = pitchToStep(isSung ? hz : -hz);
		chunk.confidence[i] = isSung ? 170 + random() * 80 : 60 * random();
		chunk.loudness[i] = isSung ? 24 + random() * 16 : 90 + random() * 20;
	}
	curve.append(chunk);
	return curve;
}
