/** A recording that is held decoded: cut to the sample at its own speed, stretched at any other. */

import { Fault } from '../fault.ts';
import type { Seconds } from '../units.ts';
import { FADE, holdAt } from './fade.ts';
import type { RecordingPart } from './recording-part.ts';
import type { Rig } from './rig.ts';
import { StretchedPieces } from './stretched-pieces.ts';
import type { Piece } from './transport.ts';

export function createBufferPart(rig: Rig, buffer: AudioBuffer): RecordingPart {
	const { context, gains } = rig;
	const cut = new CutPieces(context, buffer, gains.recording);
	let stretched: StretchedPieces | null = null;
	let preparing: Promise<void> | null = null;
	let fault: Fault | null = null;
	let isDisposed = false;
	const prepare = async (): Promise<void> => {
		try {
			const made = await StretchedPieces.create(rig, buffer);
			if (isDisposed) made.dispose();
			else stretched = made;
		} catch (thrown) {
			if (!(thrown instanceof Fault)) throw thrown;
			fault = thrown;
		}
	};
	return {
		seconds: buffer.duration,
		get lead() {
			return stretched?.lead ?? 0;
		},
		get stretchFault() {
			return fault;
		},
		prepare: () => (preparing ??= prepare()),
		schedule: (piece) => (piece.speed === 1 || !stretched ? cut : stretched).schedule(piece),
		stop(time) {
			cut.stop(time);
			stretched?.stop(time);
		},
		follow: () => stretched?.feed(),
		dispose() {
			isDisposed = true;
			cut.stop(context.currentTime);
			stretched?.dispose();
			stretched = null;
		}
	};
}

/** Pieces that sound as they are; without a stretcher, their pitch follows the speed. */
class CutPieces {
	readonly #context: AudioContext;
	readonly #buffer: AudioBuffer;
	readonly #output: AudioNode;
	/** Those that have not been told to stop. */
	readonly #playing = new Map<AudioBufferSourceNode, GainNode>();

	constructor(context: AudioContext, buffer: AudioBuffer, output: AudioNode) {
		this.#context = context;
		this.#buffer = buffer;
		this.#output = output;
	}

	schedule({ time, position, seconds, speed }: Piece): void {
		const skipped = Math.max(0, -position);
		const from = Math.max(0, position);
		const length = Math.min(seconds - skipped, this.#buffer.duration - from);
		if (length <= 0) return;
		const start = time + skipped / speed;
		const lasts = length / speed;
		const node = new AudioBufferSourceNode(this.#context, { buffer: this.#buffer, playbackRate: speed });
		const fade = new GainNode(this.#context, { gain: 0 });
		fade.gain.setValueAtTime(0, start).linearRampToValueAtTime(1, start + Math.min(FADE, lasts / 2));
		fade.gain.setValueAtTime(1, start + Math.max(lasts / 2, lasts - FADE)).linearRampToValueAtTime(0, start + lasts);
		node.connect(fade).connect(this.#output);
		node.start(start, from, length);
		node.onended = () => {
			node.disconnect();
			fade.disconnect();
			this.#playing.delete(node);
		};
		this.#playing.set(node, fade);
	}

	stop(time: Seconds): void {
		for (const [node, fade] of this.#playing) {
			holdAt(fade.gain, time);
			fade.gain.setTargetAtTime(0, time, FADE / 2);
			node.stop(time + 4 * FADE);
		}
		this.#playing.clear();
	}
}
