/** The two ways a recording sounds: decoded whole, cut into pieces to the sample; or through a media element, in step. */

import type { Seconds } from '../units.ts';
import { createBufferPart } from './buffer-part.ts';
import { FADE } from './fade.ts';
import type { RecordingPart, RecordingSource, StreamedAudio } from './recording-part.ts';
import type { Rig } from './rig.ts';

/** An element is put right when it is out of step by more; a smaller step is not worth the gap it makes. */
const STEP_MAX: Seconds = 0.06;
/** Between two corrections, so that a slow decoder is not driven round in circles. */
const REST: Seconds = 1;
const LAG_MAX: Seconds = 0.5;

export const createRecordingPart = (rig: Rig, source: RecordingSource): RecordingPart =>
	source instanceof AudioBuffer ? createBufferPart(rig, source) : createElementPart(rig, source);

function createElementPart({ context, gains }: Rig, { file, duration }: StreamedAudio): RecordingPart {
	const url = URL.createObjectURL(file);
	const element = new Audio(url);
	const node = context.createMediaElementSource(element);
	const fade = new GainNode(context, { gain: 0 });
	node.connect(fade).connect(gains.recording);
	let isWanted = false;
	let pause: ReturnType<typeof setTimeout> | undefined;
	/** How long a jump has been seen to take, and when the last was made. */
	let lag: Seconds = 0;
	let jumped = -Infinity;
	const jump = (position: Seconds): void => {
		element.currentTime = Math.min(duration, position + lag);
		jumped = context.currentTime;
	};
	const stop = (time: Seconds): void => {
		isWanted = false;
		jumped = -Infinity;
		fade.gain.setTargetAtTime(0, time, FADE / 2);
		clearTimeout(pause);
		pause = setTimeout(() => element.pause(), 4 * FADE * 1000);
	};
	element.preservesPitch = true;
	return {
		seconds: duration,
		lead: 0,
		stretchFault: null,
		prepare: () => Promise.resolve(),
		schedule({ speed }) {
			isWanted = true;
			element.playbackRate = speed;
			clearTimeout(pause);
		},
		stop,
		follow(position) {
			if (!isWanted || element.seeking) return;
			if (position < 0 || position >= duration) {
				element.pause();
				return;
			}
			const late = position - element.currentTime;
			if (element.paused || jumped === -Infinity) jump(position);
			else if (Math.abs(late) > STEP_MAX && context.currentTime - jumped > REST) {
				lag = Math.max(0, Math.min(LAG_MAX, lag + late));
				jump(position);
			}
			// A pause that comes before the play has begun rejects it; that is no fault.
			if (element.paused) element.play().catch(() => {});
			fade.gain.setTargetAtTime(1, context.currentTime, FADE);
		},
		dispose() {
			stop(context.currentTime);
			clearTimeout(pause);
			element.pause();
			element.removeAttribute('src');
			element.load();
			URL.revokeObjectURL(url);
			node.disconnect();
			fade.disconnect();
		}
	};
}
