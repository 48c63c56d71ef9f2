/** How kana sound: `wanakana` reads them, this mends what it cannot and gives the symbols. */

/** The phonemes of some kana; `vowel` was sung before them. Null where something in them is no kana. */
export type SoundJapanese = (kana: string, vowel: string) => string[] | null;

const VOWELS: Readonly<Record<string, string>> = { a: 'a', i: 'i', u: 'ɯ', e: 'e', o: 'o' };
const CONSONANTS: Readonly<Record<string, string>> = {
	'': '',
	...{ k: 'k', ky: 'kʲ', kw: 'k w', g: 'ɡ', gy: 'ɡʲ', gw: 'ɡ w', s: 's', sh: 'ɕ', z: 'z', j: 'dʑ' },
	...{ t: 't', ty: 'tʲ', ch: 'tɕ', ts: 'ts', d: 'd', dy: 'dʲ', n: 'n', ny: 'ɲ', h: 'h', hy: 'ç', f: 'ɸ', fy: 'ɸʲ' },
	...{ b: 'b', by: 'bʲ', p: 'p', py: 'pʲ', m: 'm', my: 'mʲ', y: 'j', r: 'ɾ', ry: 'ɾʲ', w: 'w', v: 'v', vy: 'vʲ' }
};
const SMALL_Y = /^[ャュョ]$/;
const SMALL: Readonly<Record<string, string>> = { ァ: 'a', ィ: 'i', ゥ: 'u', ェ: 'e', ォ: 'o', ヮ: 'wa' };
/** What wanakana reads as two sounds before a small vowel. */
const ODD: Readonly<Record<string, string>> = {
	イ: 'y',
	ウ: 'w',
	ク: 'kw',
	グ: 'gw',
	ヴ: 'v',
	テ: 't',
	デ: 'd',
	ト: 't',
	ド: 'd',
	ツ: 'ts',
	フ: 'f'
};
const LONG = 'ー';
const MARKS = /[\p{Punctuation}\p{Symbol}\s]/gu;

/** Loads the table (8 kB gzipped) at its first call. */
export async function loadJapanese(): Promise<SoundJapanese> {
	const { toRomaji, toKatakana } = await import('wanakana');
	const toSound = (mora: string): string => {
		const [kana = '', small] = [...mora];
		if (small === undefined && kana === 'ヲ') return 'o';
		if (small === undefined) return toRomaji(mora);
		const known = toRomaji(mora);
		if (/^[^aiueo]+[aiueo]$/.test(known)) return known;
		if (SMALL_Y.test(small)) return toRomaji(kana).replace(/[aiueo]$/, '') + toRomaji(small);
		const consonant = Object.hasOwn(ODD, kana) ? (ODD[kana] ?? '') : toRomaji(kana).replace(/[aiueo]$/, '');
		const vowel = SMALL[small] ?? '';
		return consonant.endsWith('w') ? consonant + vowel.replace('w', '') : consonant + vowel;
	};
	return (kana, vowel) => {
		const text = toKatakana(kana.replace(MARKS, ''));
		const phonemes: string[] = [];
		for (const mora of text.match(/.[ャュョァィゥェォヮ]?/gu) ?? []) {
			const before = phonemes.at(-1) ?? vowel;
			const found = mora === LONG ? (before ? [before] : null) : toPhonemes(toSound(mora), mora);
			if (!found) return null;
			phonemes.push(...found);
		}
		return phonemes.length ? phonemes : null;
	};
}

function toPhonemes(romaji: string, mora: string): string[] | null {
	if (mora === 'ッ') return ['ʔ'];
	if (mora === 'ン') return ['ɴ'];
	const [, consonant = '', vowel = ''] = /^([a-z]*?)([aiueo])$/.exec(romaji) ?? [];
	const first = Object.hasOwn(CONSONANTS, consonant) ? CONSONANTS[consonant] : undefined;
	const last = VOWELS[vowel];
	if (first === undefined || last === undefined) return null;
	return [...first.split(' ').filter(Boolean), last];
}
