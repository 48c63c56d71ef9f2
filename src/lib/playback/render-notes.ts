/** Notes rendered without a device, through the worklet that plays them: what tests listen to. */

import type { PlacedCurve } from '#lib/pitch/index.ts';
import type { Note, TempoMap } from '#lib/score/index.ts';
import type { Hz, Seconds } from '../units.ts';
import { createVoiceNode } from './context.ts';
import { packNotes } from './pack-notes.ts';

export interface RenderOptions {
	readonly sampleRate: Hz;
	readonly seconds: Seconds;
}

/** The first `seconds` of the notes, mono. Throws Fault `unavailable` where pages have no worklets. */
export async function renderNotes(
	notes: readonly Note[],
	tempo: TempoMap,
	bend: PlacedCurve | null,
	{ sampleRate, seconds }: RenderOptions
): Promise<AudioBuffer> {
	const context = new OfflineAudioContext(1, Math.ceil(seconds * sampleRate), sampleRate);
	const voices = await createVoiceNode(context, {
		first: [
			{ kind: 'notes', table: packNotes(notes, tempo, bend) },
			{ kind: 'play', position: 0, time: 0, loop: null }
		]
	});
	voices.connect(context.destination);
	return context.startRendering();
}
