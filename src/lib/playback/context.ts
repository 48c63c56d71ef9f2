/** The audio context and what goes wrong with it, in sentences. */

import { Fault } from '../fault.ts';
import type { Seconds } from '../units.ts';
import type { VoiceOptions } from './voice-worklet.ts';
import voiceWorkletUrl from './voice-worklet.ts?worker&url';

/** A resume without a gesture never answers; this long a wait means that there was none. */
const RESUME_MAX: Seconds = 3;

/** Loads `url` as a worklet module that is there to do `what`; throws Fault `unavailable` where that cannot be. */
export async function loadWorklet(context: BaseAudioContext, url: string, what: string): Promise<void> {
	// Undefined outside secure contexts, whatever the types say.
	if (!('audioWorklet' in context))
		throw new Fault('unavailable', `This browser can ${what} only on a page opened over https or from localhost.`);
	try {
		await context.audioWorklet.addModule(url);
	} catch (cause) {
		throw new Fault('unavailable', `The part of Melograph needed to ${what} could not be loaded; reload the page.`, {
			cause
		});
	}
}

/** The node of all voices, connected to nothing yet: output 0 has the notes, output 1 the metronome. */
export async function createVoiceNode(context: BaseAudioContext, options: VoiceOptions): Promise<AudioWorkletNode> {
	await loadWorklet(context, voiceWorkletUrl, 'play notes');
	return new AudioWorkletNode(context, 'melograph-voices', {
		numberOfInputs: 0,
		numberOfOutputs: 2,
		outputChannelCount: [1, 1],
		processorOptions: options
	});
}

/** Starts a context's clock; throws Fault `unavailable` where the browser waits for a click first. */
export async function resume(context: AudioContext): Promise<void> {
	if (context.state === 'running') return;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tooLong = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Fault('unavailable', SILENCED)), RESUME_MAX * 1000);
	});
	try {
		await Promise.race([context.resume(), tooLong]);
	} finally {
		clearTimeout(timer);
	}
}

const SILENCED =
	'The browser lets a page sound only after a click or a key press, and through a working audio output; press play once more.';

/** Seconds between the context's clock and the ear. */
export const latencyOf = (context: AudioContext): Seconds => context.outputLatency || context.baseLatency || 0;
