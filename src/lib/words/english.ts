/** How English sounds: the CMU pronouncing dictionary, which is large and loaded only when an English word is met. */

/** The phonemes of a word; null where the dictionary does not have it. */
export type SoundEnglish = (word: string) => string[] | null;

/** ARPAbet to IPA, for the English of North America. */
const IPA: Readonly<Record<string, string>> = {
	...{ AA: 'ɑ', AE: 'æ', AH: 'ʌ', AO: 'ɔ', AW: 'aʊ', AY: 'aɪ', EH: 'ɛ', ER: 'ɝ', EY: 'eɪ', IH: 'ɪ', IY: 'i' },
	...{ OW: 'oʊ', OY: 'ɔɪ', UH: 'ʊ', UW: 'u', B: 'b', CH: 'tʃ', D: 'd', DH: 'ð', F: 'f', G: 'ɡ', HH: 'h', JH: 'dʒ' },
	...{ K: 'k', L: 'l', M: 'm', N: 'n', NG: 'ŋ', P: 'p', R: 'ɹ', S: 's', SH: 'ʃ', T: 't', TH: 'θ', V: 'v', W: 'w' },
	...{ Y: 'j', Z: 'z', ZH: 'ʒ', AH0: 'ə', ER0: 'ɚ' }
};

/** Loads the dictionary (about 1.1 MB gzipped) at its first call. */
export async function loadEnglish(): Promise<SoundEnglish> {
	const { dictionary } = await import('cmu-pronouncing-dictionary');
	return (word) => {
		const plain = word.toLowerCase().replaceAll('’', "'");
		const key = [plain, plain.replaceAll('-', '')].find((each) => Object.hasOwn(dictionary, each));
		const found = key === undefined ? undefined : dictionary[key];
		return found?.split(' ').map((symbol) => IPA[symbol] ?? IPA[symbol.replace(/\d$/, '')] ?? symbol) ?? null;
	};
}
