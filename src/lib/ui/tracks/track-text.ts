/** What a track is called. */

import type { TrackInPart } from '#lib/score/index.ts';
import type { Messages } from '../i18n/messages.svelte.ts';

/** Its name, or else its place in the list, counted from 1. */
export const callTrack = ({ name }: Pick<TrackInPart, 'name'>, number: number, { t }: Pick<Messages, 't'>): string =>
	name || t('track.numbered', { number });

/** The track of that id as it is called; '' for one that is not there. */
export function nameOfTrack(tracks: readonly TrackInPart[], track: number, messages: Pick<Messages, 't'>): string {
	const at = tracks.findIndex(({ id }) => id === track);
	const found = tracks[at];
	return found ? callTrack(found, at + 1, messages) : '';
}
