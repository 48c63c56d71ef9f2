/** What happens in lanes, in words for whoever does not see it. */

import type { RollAnnouncement } from '#lib/roll/index.ts';
import type { Messages } from '../i18n/messages.svelte.ts';
import { nameOfLane } from './lane-text.ts';
import type { Lanes } from './lanes.svelte.ts';

export type LaneAnnouncement = Extract<RollAnnouncement, { kind: 'lane' | 'segment' | 'velocity' }>;

export const isOfLanes = (event: RollAnnouncement): event is LaneAnnouncement =>
	event.kind === 'lane' || event.kind === 'segment' || event.kind === 'velocity';

export function announceLane(event: LaneAnnouncement, lanes: Lanes, { t, number }: Messages): string {
	switch (event.kind) {
		case 'lane': {
			const lane = event.lane && lanes.find(event.lane.key);
			return lane ? t('announce.lane', { lane: nameOfLane(lane, t) }) : t('announce.notes');
		}
		case 'segment': {
			const at = number(event.from, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
			return t('announce.segment', { label: event.label || t('segment.unlabelled'), at });
		}
		case 'velocity':
			return t('announce.velocity', { velocity: event.velocity, count: event.count });
	}
}
