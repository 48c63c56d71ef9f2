/** Which script a character is written in, and how a text falls into what a reader sees as characters. Pure. */

/** `mark` is what is not sung: punctuation, signs, emoji. `other` has letters or digits that are not taken apart. */
export type Script = 'hangul' | 'kana' | 'han' | 'latin' | 'other' | 'mark';

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
	['hangul', /^\p{Script=Hangul}/u],
	// the long-vowel mark belongs to both kana, and so to neither script
	['kana', /^[\p{Script=Hiragana}\p{Script=Katakana}ー]/u],
	['han', /^\p{Script=Han}/u],
	['latin', /^\p{Script=Latin}/u],
	['other', /^[\p{Letter}\p{Number}]/u]
];

export const scriptOf = (character: string): Script =>
	SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0] ?? 'mark';

/** The first script of a text that is sung; `mark` where nothing is. */
export function sungScriptOf(text: string): Script {
	for (const character of text) {
		const script = scriptOf(character);
		if (script !== 'mark') return script;
	}
	return 'mark';
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader counts as characters: an accent stays on its letter, and an emoji in one piece. */
export const graphemesOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
