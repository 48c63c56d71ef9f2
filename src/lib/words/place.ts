/** When each phoneme of a note sounds. Pure. */

import type { Seconds } from '../units.ts';
import { isVowel } from './sounds.ts';

/** A phoneme and its time. Half-open. */
export interface PlacedPhoneme {
	readonly from: Seconds;
	readonly to: Seconds;
	readonly label: string;
}

/**
 * How long a consonant is at most: in running speech they last 50 to 100 ms on average (Crystal and House, Segmental
 * durations in connected-speech signals, JASA 83, 1988), and in singing it is the vowel that is held.
 */
const CONSONANT: Seconds = 0.08;
/** What the consonants before and behind the vowels may take of a note, each together. */
const ONSET_SHARE = 0.3;
const CODA_SHARE = 0.25;

/**
 * Lays phonemes out over [from, to): consonants before the first vowel from the beginning on, those behind the last vowel up
 * to the end, each at most 80 ms and together at most 30 and 25 % of the time; vowels share what is between equally.
 * Where there is no vowel all are equally long.
 */
export function placePhonemes(phonemes: readonly string[], from: Seconds, to: Seconds): PlacedPhoneme[] {
	const lengths = computeLengths(phonemes, to - from);
	let at = from;
	return phonemes.map((label, i) => {
		const start = at;
		at = i === phonemes.length - 1 ? to : at + (lengths[i] ?? 0);
		return { from: start, to: at, label };
	});
}

function computeLengths(phonemes: readonly string[], whole: Seconds): Seconds[] {
	const first = phonemes.findIndex(isVowel);
	const last = phonemes.findLastIndex(isVowel);
	if (first < 0) return phonemes.map(() => whole / phonemes.length);
	const share = (count: number, part: Seconds): Seconds => (count ? Math.min(CONSONANT, part / count) : 0);
	const coda = phonemes.length - 1 - last;
	const onsetEach = share(first, whole * ONSET_SHARE);
	const codaEach = share(coda, whole * CODA_SHARE);
	const middle = whole - first * onsetEach - coda * codaEach;
	const vowels = phonemes.filter(isVowel).length;
	const between = last - first + 1 - vowels;
	const betweenEach = share(between, middle * ONSET_SHARE);
	const vowelEach = (middle - between * betweenEach) / vowels;
	return phonemes.map((phoneme, i) => {
		if (i < first) return onsetEach;
		if (i > last) return codaEach;
		return isVowel(phoneme) ? vowelEach : betweenEach;
	});
}
