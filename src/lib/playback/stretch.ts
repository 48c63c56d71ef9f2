/** The time stretcher, fetched when a recording is first played at another speed: Signalsmith Stretch, in a worklet. */

import createStretch, { type StretchNode } from 'signalsmith-stretch';
import stretchUrl from 'signalsmith-stretch?url';
import { Fault } from '../fault.ts';
import type { Seconds } from '../units.ts';

/** A module that has said nothing for this long may not run here: WebAssembly is forbidden or the page is offline. */
const READY_MAX: Seconds = 10;

export type { StretchNode };

/** A node that stretches `channels` (1 or 2) from buffers, connected to nothing. Throws Fault `unavailable`. */
export async function createStretchNode(context: BaseAudioContext, channels: number): Promise<StretchNode> {
	if (!('audioWorklet' in context)) throw new Fault('unavailable', NO_STRETCH);
	// a file of this page, so that a policy without blob: lets it in
	createStretch.moduleUrl = stretchUrl;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tooLong = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error('The stretcher did not answer.')), READY_MAX * 1000);
	});
	try {
		const options = { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [channels] };
		return await Promise.race([createStretch(context, options), tooLong]);
	} catch (cause) {
		throw new Fault('unavailable', NO_STRETCH, { cause });
	} finally {
		clearTimeout(timer);
	}
}

const NO_STRETCH = 'This browser cannot change the speed of the recording without its pitch on this page.';
