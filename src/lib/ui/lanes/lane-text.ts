/** What a lane is called. */

import type { Messages } from '../i18n/messages.svelte.ts';
import type { LaneOnPage } from './lane-on-page.ts';

const DECIBELS = 'dB';

/** The name that somebody gave it, or that of its kind. */
export function nameOfLane({ kind, record }: Pick<LaneOnPage, 'kind' | 'record'>, t: Messages['t']): string {
	return record?.name || t(`lane.kind.${kind}`);
}

/** What its values are measured in; empty for what is a bare number. */
export const unitOfLane = ({ kind, record }: Pick<LaneOnPage, 'kind' | 'record'>): string =>
	kind === 'loudness' ? DECIBELS : (record?.unit ?? '');
