/** What of a document a format would lose. */

import { DEFAULTS, type Score } from '#lib/score/index.ts';
import type { Format, Loss } from './format.ts';

/** Those of the format's losses that are losses here. O(n) notes. */
export function findLosses({ losses }: Pick<Format, 'losses'>, score: Score, hasCurve: boolean): Loss[] {
	const has = findWhatIsThere(score, hasCurve);
	return losses.filter((loss) => has[loss]);
}

function findWhatIsThere(score: Score, curve: boolean): Readonly<Record<Loss, boolean>> {
	const { note, meta } = DEFAULTS;
	const { notes } = score;
	const changes = score.all('tempo').length + score.all('meter').length > 0;
	const parts = score.parts.length > 0;
	const isUsual =
		score.meta.tempo === meta.tempo &&
		score.meta.beatsPerBar === meta.beatsPerBar &&
		score.meta.beatUnit === meta.beatUnit;
	const lyrics = notes.some(({ lyric }) => lyric !== '');
	return {
		velocity: notes.some(({ velocity }) => velocity !== note.velocity),
		cents: notes.some(({ cents }) => cents !== 0),
		pitch: lyrics,
		lyrics,
		clock: changes || !isUsual,
		changes,
		clocks: parts,
		parts,
		notes: notes.length > 0,
		curve,
		curveBetween: curve,
		recording: score.clips.length > 0
	};
}
