/** Words: syllables of a text, and the phonemes that they are sung with. For the browser and for Node; packages load when they are needed. */

export { assignLyrics, type Assigning, type Assignment } from './assign.ts';
export {
	keyOfWord,
	readDictionary,
	toDictionary,
	writeDictionary,
	type Dictionary,
	type DictionaryRow
} from './dictionary.ts';
export { followLyrics, generatePhonemes, type Generated, type Generating } from './generate.ts';
export { loadHyphenation } from './hyphenation.ts';
export { findPhonemeLane, layOutPhonemes, type LayingOut } from './phoneme-lane.ts';
export { hasSounds, loadSounds, NO_SOUNDS, pronounce, type Pronunciation, type Sounds } from './phonemes.ts';
export { placePhonemes, type PlacedPhoneme } from './place.ts';
export { isVowel, readPhonemes, syllabify } from './sounds.ts';
export {
	isNextSyllable,
	isSign,
	isSlur,
	SPLIT_LANGUAGES,
	splitLyrics,
	toLyrics,
	type Hyphenate,
	type SplitLanguage,
	type Splitting,
	type Syllable
} from './split.ts';
export { findWords, type SungNote, type SungWord } from './sung-words.ts';
