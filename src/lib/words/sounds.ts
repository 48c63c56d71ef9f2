/** Phonemes as they are written here: symbols of the IPA with spaces between them; ARPAbet is understood, too. Pure. */

const IPA_VOWEL = /^[ˈˌ]?[aeiouyæɑɒɐʌəɜɝɚɛɪʊɔøœɨʉɯɤɵɘɞʏ]/;
const ARPABET_VOWEL = /^(?:A[AEHOWY]|E[HRY]|I[HY]|O[WY]|U[HW])[0-2]?$/;
const STOP = /^(?:[pbtdkɡgfvθsʃhɸ]|[PBTDKGFVS]$|TH$|SH$|HH$)/;
const GLIDE = /^(?:[lɹrɾwjɰ]|[LRWY]$)/;
/** Never begins a syllable. */
const CODA_ONLY = /^(?:ŋ|ɴ|NG$|.+̚)/;

export const isVowel = (phoneme: string): boolean =>
	/^\p{Lu}/u.test(phoneme) ? ARPABET_VOWEL.test(phoneme) : IPA_VOWEL.test(phoneme.normalize('NFD'));

/** The phonemes of a text that a person wrote. */
export const readPhonemes = (text: string): string[] => text.split(/[\s.]+/).filter(Boolean);

/** Phonemes by syllable: at the dots where there are any, otherwise one vowel each with as many sounds before it as can be. */
export function syllabify(text: string): string[][] {
	if (text.includes('.'))
		return text
			.split('.')
			.map(readPhonemes)
			.filter(({ length }) => length > 0);
	const phonemes = readPhonemes(text);
	const vowels = phonemes.flatMap((phoneme, at) => (isVowel(phoneme) ? [at] : []));
	const cuts = vowels.slice(1).map((vowel, at) => findOnset(phonemes, (vowels[at] ?? 0) + 1, vowel));
	return [...cuts, phonemes.length]
		.map((cut, at) => phonemes.slice(cuts[at - 1] ?? 0, cut))
		.filter((one) => one.length);
}

/** Where between two vowels the second syllable begins. */
function findOnset(phonemes: readonly string[], from: number, vowel: number): number {
	const last = phonemes[vowel - 1] ?? '';
	if (vowel === from || CODA_ONLY.test(last)) return vowel;
	const before = vowel - 2 >= from ? (phonemes[vowel - 2] ?? '') : '';
	return before &&
		GLIDE.test(last) &&
		(STOP.test(before) || vowel - 2 === from) &&
		!CODA_ONLY.test(before) &&
		!GLIDE.test(before)
		? vowel - 2
		: vowel - 1;
}

/** The syllables of a word over `count` notes: the last note takes those that are left, and notes behind sing on (''). */
export function spread(syllables: readonly (readonly string[])[], count: number): string[] {
	return Array.from({ length: count }, (_, at) =>
		(at === count - 1 ? syllables.slice(at).flat() : (syllables[at] ?? [])).join(' ')
	);
}
