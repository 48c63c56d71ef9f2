/** What of a document a format would lose. */

import { DEFAULTS, type Score } from '#lib/score/index.ts';
import type { Format, Loss } from './format.ts';

type Found<L extends Loss> = Readonly<Record<L, boolean>>;

/** Those of the format's losses that are losses here. O(n) notes and segments. */
export function findLosses({ losses }: Pick<Format, 'losses'>, score: Score, hasCurve: boolean): Loss[] {
	const has: Found<Loss> = { ...findInNotes(score), ...findInMusic(score), ...findInLanes(score, hasCurve) };
	return losses.filter((loss) => has[loss]);
}

function findInNotes({
	notes
}: Score): Found<'velocity' | 'cents' | 'pitch' | 'lyrics' | 'notes' | 'vibrato' | 'phonemes'> {
	const { note } = DEFAULTS;
	const lyrics = notes.some(({ lyric }) => lyric !== '');
	return {
		velocity: notes.some(({ velocity }) => velocity !== note.velocity),
		cents: notes.some(({ cents }) => cents !== 0),
		pitch: lyrics,
		lyrics,
		notes: notes.length > 0,
		vibrato: notes.some(({ vibrato }) => vibrato !== note.vibrato),
		phonemes: notes.some(({ phoneme }) => phoneme !== '')
	};
}

function findInMusic(
	score: Score
): Found<'clock' | 'changes' | 'clocks' | 'parts' | 'tracks' | 'markers' | 'words' | 'key' | 'a4'> {
	const { meta } = DEFAULTS;
	const parts = [score.meta, ...score.parts];
	const changes = score.all('tempo').length + score.all('meter').length > 0;
	const isUsual =
		score.meta.tempo === meta.tempo &&
		score.meta.beatsPerBar === meta.beatsPerBar &&
		score.meta.beatUnit === meta.beatUnit;
	return {
		clock: changes || !isUsual,
		changes,
		clocks: score.parts.length > 0,
		parts: score.parts.length > 0,
		tracks: score.all('track').length > 0 || parts.some(({ trackName }) => trackName !== ''),
		markers: score.all('marker').length > 0,
		words: score.all('word').length > 0,
		key: parts.some(({ scale }) => scale !== ''),
		a4: parts.some(({ a4 }) => a4 !== meta.a4)
	};
}

function findInLanes(
	score: Score,
	curve: boolean
): Found<'segments' | 'confidence' | 'lanes' | 'curve' | 'curveBetween' | 'recording'> {
	const segments = score.all('segment');
	return {
		segments: segments.length > 0,
		confidence: segments.some(({ confidence }) => confidence !== DEFAULTS.segment.confidence),
		lanes: score.all('lane').some(({ shape }) => shape === 'curve'),
		curve,
		curveBetween: curve,
		recording: score.clips.length > 0
	};
}
