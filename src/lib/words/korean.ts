/** How Korean sounds: `es-hangul` knows the sound changes between syllables, this the symbols. */

/** Makes the phonemes of a text, a list for each Hangul syllable in it; sounds change over its whole length. */
export type SoundKorean = (text: string) => string[][];

const SYLLABLE = /^[가-힣]$/;
const FIRST = 0xac00;
const VOWELS = 21;
const CODAS = 28;

const ONSET = 'k k͈ n t t͈ ɾ m p p͈ s s͈ - tɕ t͈ɕ tɕʰ kʰ tʰ pʰ h'.split(' ').map((symbol) => (symbol === '-' ? '' : symbol));
const NUCLEUS = 'a|ɛ|j a|j ɛ|ʌ|e|j ʌ|j e|o|w a|w ɛ|w e|j o|u|w ʌ|w e|w i|j u|ɯ|ɰ i|i'.split('|');
/** The seven sounds that a syllable ends in, for the 27 ways to write them. */
const CODA = ['', ...'k̚ k̚ k̚ n n n t̚ l k̚ m l l l p̚ l m p̚ p̚ t̚ t̚ ŋ t̚ t̚ k̚ t̚ p̚ t̚'.split(' ')];
const L = { onset: 5, coda: 'l' };
/** ㄱ ㄷ ㅂ ㅅ ㅈ, which are tense after a stop, and their tense forms (Standard Pronunciation, article 23). */
const TENSE: ReadonlyMap<number, number> = new Map([
	[0, 1],
	[3, 4],
	[7, 8],
	[9, 10],
	[12, 13]
]);
/** ㄵ ㄼ ㄾ, after which they are tense, too (articles 24 and 25). */
const TENSING = new Set([5, 11, 13]);

interface Jamo {
	readonly onset: number;
	readonly nucleus: number;
	readonly coda: number;
}

function toJamo(syllable: string): Jamo {
	const code = (syllable.codePointAt(0) ?? FIRST) - FIRST;
	return {
		onset: Math.floor(code / (VOWELS * CODAS)),
		nucleus: Math.floor(code / CODAS) % VOWELS,
		coda: code % CODAS
	};
}

/** Loads the rules (7 kB gzipped) at its first call. */
export async function loadKorean(): Promise<SoundKorean> {
	const { standardizePronunciation } = await import('es-hangul');
	return (text) => {
		const written = [...text.normalize('NFC')].filter((character) => SYLLABLE.test(character));
		// its own rule for tense consonants makes 감기 (a cold) into 감끼: only what has no exceptions is done, below
		const spoken = [...standardizePronunciation(written.join(''), { hardConversion: false })];
		const heard = (spoken.length === written.length ? spoken : written).map(toJamo);
		const asWritten = written.map(toJamo);
		return heard.map((jamo, at) => {
			const before = heard[at - 1];
			return toPhonemes(before && isTense(before, asWritten[at - 1]) ? tighten(jamo) : jamo, before);
		});
	};
}

const isTense = (before: Jamo, written: Jamo | undefined): boolean =>
	(CODA[before.coda] ?? '').endsWith('̚') || (written !== undefined && before.coda > 0 && TENSING.has(written.coda));

const tighten = (jamo: Jamo): Jamo => ({ ...jamo, onset: TENSE.get(jamo.onset) ?? jamo.onset });

function toPhonemes({ onset, nucleus, coda }: Jamo, before: Jamo | undefined): string[] {
	// 달라: two of them are one long sound
	const first = onset === L.onset && before && CODA[before.coda] === L.coda ? L.coda : ONSET[onset];
	return [first ?? '', ...(NUCLEUS[nucleus] ?? '').split(' '), CODA[coda] ?? ''].filter(Boolean);
}
