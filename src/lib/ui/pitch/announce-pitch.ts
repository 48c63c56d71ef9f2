/** What was done to pitch, in words for a screen reader. */

import type { RollAnnouncement } from '#lib/roll/index.ts';
import type { Messages } from '../i18n/messages.svelte.ts';

type PitchEvent = Extract<RollAnnouncement, { kind: 'pitch' | 'uncertain' | 'certain' }>;

export const isPitchEvent = (event: RollAnnouncement): event is PitchEvent =>
	event.kind === 'pitch' || event.kind === 'uncertain' || event.kind === 'certain';

export function announcePitch({ t, number }: Pick<Messages, 't' | 'number'>, event: PitchEvent): string {
	if (event.kind === 'certain') return t('announce.certain');
	if (event.kind === 'pitch')
		return t('announce.pitch', { seconds: number(event.seconds, { maximumFractionDigits: 2 }) });
	const { bar, beat } = event.position;
	return t(`announce.uncertain.${event.reason}`, { bar, beat });
}
