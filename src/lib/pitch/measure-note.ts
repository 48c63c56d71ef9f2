/** What a stretch of curve sounds like as a note: its exact ends, pitch and velocity. */

import { HOP_SECONDS, type Decibels, type Frames } from '../units.ts';
import { stepToMidi, type Curve } from './curve.ts';
import type { HeardNote } from './notes.ts';

/** Shorter sounds are consonants, clicks and moments of a slide. */
export const SHORTEST_NOTE: Frames = 8;
/** Slides into and out of a note are not its pitch: the median is taken over the middle. */
const TRIMMED_SHARE = 0.15;
/** Velocity of the loudest moment so far. */
const LOUDEST_VELOCITY = 112;
/** General MIDI's recommended loudness of a velocity: 40 log10(v / 127) dB (MMA RP-003). */
const DB_PER_DECADE = 40;
/** The same pitch sung again shows as a dip of this depth between two syllables. */
const DIP_DEPTH: Decibels = 6;
const DIP_REACH: Frames = 12;
/** No syllable is shorter. */
const SYLLABLE_MIN: Frames = 9;

/** The note in frames [from, to), or null when too little of it is voiced. `loudest` is the level of the loudest frame so far. */
export function measureNote(curve: Curve, from: Frames, to: Frames, loudest: Decibels): HeardNote | null {
	let start = from;
	let end = to;
	while (start < end && (curve.pitch[start] ?? 0) <= 0) start++;
	while (end > start && (curve.pitch[end - 1] ?? 0) <= 0) end--;
	const voiced = new Int16Array(end - start);
	let count = 0;
	let level = -Infinity;
	for (let i = start; i < end; i++) {
		const step = curve.pitch[i] ?? 0;
		if (step > 0) voiced[count++] = step;
		level = Math.max(level, curve.loudnessAt(i));
	}
	if (count < SHORTEST_NOTE) return null;
	const pitch = stepToMidi(measurePitch(voiced.subarray(0, count)));
	const midi = Math.min(127, Math.round(pitch));
	const velocity = Math.round(LOUDEST_VELOCITY * 10 ** ((level - loudest) / DB_PER_DECADE));
	return {
		onset: start * HOP_SECONDS,
		offset: end * HOP_SECONDS,
		midi,
		cents: Math.round((pitch - midi) * 100),
		velocity: Math.max(1, Math.min(127, velocity))
	};
}

/** The pitch of a note whose voiced frames have these pitches, in the curve's steps and in order of time: the median of their middle. */
export function measurePitch(voiced: Int16Array): number {
	const trim = Math.floor(voiced.length * TRIMMED_SHARE);
	const sorted = voiced.slice(trim, voiced.length - trim).sort();
	const middle = sorted.length >> 1;
	const above = sorted[middle] ?? 0;
	return sorted.length % 2 ? above : ((sorted[middle - 1] ?? above) + above) / 2;
}

/** Cuts a steady pitch where its loudness dips as between two syllables; answers the pieces in order. */
export function splitAtDips(curve: Curve, from: Frames, to: Frames): [Frames, Frames][] {
	const pieces: [Frames, Frames][] = [];
	let start = from;
	for (let i = from + SYLLABLE_MIN; i <= to - SYLLABLE_MIN; i++) {
		if (i - start < SYLLABLE_MIN || !isDip(curve, from, to, i)) continue;
		pieces.push([start, i]);
		start = i;
	}
	pieces.push([start, to]);
	return pieces;
}

function isDip(curve: Curve, from: Frames, to: Frames, at: Frames): boolean {
	const level = curve.loudnessAt(at);
	if (level > curve.loudnessAt(at - 1) || level >= curve.loudnessAt(at + 1)) return false;
	const before = loudestIn(curve, Math.max(from, at - DIP_REACH), at);
	const after = loudestIn(curve, at + 1, Math.min(to, at + 1 + DIP_REACH));
	const quietest = quietestIn(curve, Math.max(from, at - SYLLABLE_MIN), Math.min(to, at + SYLLABLE_MIN));
	return quietest >= level && before - level >= DIP_DEPTH && after - level >= DIP_DEPTH;
}

function loudestIn(curve: Curve, from: Frames, to: Frames): Decibels {
	let loudest = -Infinity;
	for (let i = from; i < to; i++) loudest = Math.max(loudest, curve.loudnessAt(i));
	return loudest;
}

function quietestIn(curve: Curve, from: Frames, to: Frames): Decibels {
	let quietest = Infinity;
	for (let i = from; i < to; i++) quietest = Math.min(quietest, curve.loudnessAt(i));
	return quietest;
}
