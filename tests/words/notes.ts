/** Notes in a row for tests of words: quarters, one after the other; `_` has no lyric. */

import { makeId, makeRecord, type Note } from '#lib/score/index.ts';

export const QUARTER = 960;

export const notesOf = (lyrics: string): Note[] =>
	lyrics.split(' ').map((lyric, at) =>
		makeRecord('note', makeId(1, at + 1), {
			start: at * QUARTER,
			duration: QUARTER,
			lyric: lyric === '_' ? '' : lyric
		})
	);
