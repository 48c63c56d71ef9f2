/** Which note gets which syllable. Pure. */

import { isSign } from './split.ts';

/** What of a note decides. */
export interface Sung {
	readonly lyric: string;
}

export interface Assigning {
	/** Notes that sing on (`-`, `+`) keep doing so, and the next word goes to the next note. */
	readonly keepsSlurs: boolean;
	/** Notes that have a lyric keep it. */
	readonly onlyEmpty: boolean;
}

export interface Assignment<N extends Sung> {
	/** In the order of the notes; also where the lyric is what it was. */
	readonly given: readonly { readonly note: N; readonly lyric: string }[];
	/** Syllables for which there was no note. */
	readonly left: number;
	/** Notes behind the last syllable that could have had one. */
	readonly free: number;
}

/** Hands out `lyrics` along `notes`, one each. */
export function assignLyrics<N extends Sung>(
	notes: readonly N[],
	lyrics: readonly string[],
	{ keepsSlurs, onlyEmpty }: Assigning
): Assignment<N> {
	const open = notes.filter(({ lyric }) => !(keepsSlurs && isSign(lyric)) && !(onlyEmpty && lyric !== ''));
	const given = open.slice(0, lyrics.length).map((note, at) => ({ note, lyric: lyrics[at] ?? '' }));
	return { given, left: Math.max(0, lyrics.length - open.length), free: open.length - given.length };
}
