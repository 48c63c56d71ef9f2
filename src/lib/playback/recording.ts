/** The two ways a recording sounds: decoded whole, cut into pieces to the sample; or through a media element, in step. */

import type { Seconds } from '../units.ts';
import type { Piece } from './transport.ts';

/** A recording too long to be held decoded: a media element plays the file. */
export interface StreamedAudio {
	readonly file: Blob;
	readonly duration: Seconds;
}

/** A recording that the player can play: decoded, or as it comes. */
export type RecordingSource = AudioBuffer | StreamedAudio;

/** One recording on its way to a node. */
export interface RecordingPart {
	readonly seconds: Seconds;
	/** Starts a piece; several may be scheduled ahead. Positions are of the recording and may begin before 0. */
	schedule(piece: Piece): void;
	/** Silences and forgets everything scheduled, from `time` on. */
	stop(time: Seconds): void;
	/** Holds an element in step; `position` is of the recording at clock `time`. */
	follow(position: Seconds): void;
	dispose(): void;
}

/** Every piece fades in and out this fast, so that no cut clicks. */
const FADE: Seconds = 0.005;
/** An element is put right when it is out of step by more; a smaller step is not worth the gap it makes. */
const STEP_MAX: Seconds = 0.06;
/** Between two corrections, so that a slow decoder is not driven round in circles. */
const REST: Seconds = 1;
const LAG_MAX: Seconds = 0.5;

export function createRecordingPart(context: AudioContext, source: RecordingSource, output: AudioNode): RecordingPart {
	return source instanceof AudioBuffer
		? createBufferPart(context, source, output)
		: createElementPart(context, source, output);
}

function createBufferPart(context: AudioContext, buffer: AudioBuffer, output: AudioNode): RecordingPart {
	/** Pieces that have not been told to stop. */
	const playing = new Map<AudioBufferSourceNode, GainNode>();
	const stop = (time: Seconds): void => {
		for (const [node, fade] of playing) {
			// Firefox cannot hold; a ramp cut there is 5 ms long at most.
			if ('cancelAndHoldAtTime' in fade.gain) fade.gain.cancelAndHoldAtTime(time);
			else (fade.gain as AudioParam).cancelScheduledValues(time);
			fade.gain.setTargetAtTime(0, time, FADE / 2);
			node.stop(time + 4 * FADE);
		}
		playing.clear();
	};
	return {
		seconds: buffer.duration,
		schedule({ time, position, seconds }) {
			const skipped = Math.max(0, -position);
			const from = Math.max(0, position);
			const length = Math.min(seconds - skipped, buffer.duration - from);
			if (length <= 0) return;
			const start = time + skipped;
			const node = new AudioBufferSourceNode(context, { buffer });
			const fade = new GainNode(context, { gain: 0 });
			fade.gain.setValueAtTime(0, start).linearRampToValueAtTime(1, start + Math.min(FADE, length / 2));
			fade.gain
				.setValueAtTime(1, start + Math.max(length / 2, length - FADE))
				.linearRampToValueAtTime(0, start + length);
			node.connect(fade).connect(output);
			node.start(start, from, length);
			node.onended = () => {
				node.disconnect();
				fade.disconnect();
				playing.delete(node);
			};
			playing.set(node, fade);
		},
		stop,
		follow() {},
		dispose: () => stop(context.currentTime)
	};
}

function createElementPart(context: AudioContext, { file, duration }: StreamedAudio, output: AudioNode): RecordingPart {
	const url = URL.createObjectURL(file);
	const element = new Audio(url);
	const node = context.createMediaElementSource(element);
	const fade = new GainNode(context, { gain: 0 });
	node.connect(fade).connect(output);
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
	return {
		seconds: duration,
		schedule() {
			isWanted = true;
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
