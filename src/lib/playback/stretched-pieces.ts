/** Pieces of a decoded recording at another speed, through the time stretcher, aligned with everything else. */

import type { Seconds } from '../units.ts';
import { FADE, holdAt } from './fade.ts';
import type { Rig } from './rig.ts';
import { StretchFeed, WARM_UP } from './stretch-feed.ts';
import type { StretchNode } from './stretch.ts';
import type { Piece } from './transport.ts';

/** For the message to arrive, on top of what the stretcher needs. */
const MESSAGE: Seconds = 0.03;

export class StretchedPieces {
	/** How long before it sounds a piece must be scheduled, so that it begins in full. */
	readonly lead: Seconds;
	readonly #context: AudioContext;
	readonly #fade: GainNode;
	readonly #node: StretchNode;
	readonly #feed: StretchFeed;
	#isSounding = false;
	/** Clock time at which it was told to stop. */
	#stopped: Seconds = -Infinity;

	/** Throws Fault `unavailable` where nothing can be stretched. */
	static async create({ context, gains, stretchers }: Rig, buffer: AudioBuffer): Promise<StretchedPieces> {
		const node = await stretchers.get(buffer.numberOfChannels);
		const pieces = new StretchedPieces(context, node, await node.latency(), buffer);
		pieces.#fade.connect(gains.recording);
		return pieces;
	}

	private constructor(context: AudioContext, node: StretchNode, latency: Seconds, buffer: AudioBuffer) {
		this.#context = context;
		this.#node = node;
		this.lead = latency + WARM_UP + MESSAGE;
		this.#fade = new GainNode(context, { gain: 0 });
		node.connect(this.#fade);
		this.#feed = new StretchFeed(node, buffer);
	}

	schedule(piece: Piece): void {
		this.#feed.schedule(piece, !this.#isSounding && this.#stopped < piece.time - FADE);
		if (this.#isSounding) return;
		this.#isSounding = true;
		// a fade-out that was planned for this moment does not happen
		holdAt(this.#fade.gain, piece.time);
		this.#fade.gain.setTargetAtTime(1, piece.time, FADE / 2);
	}

	stop(time: Seconds): void {
		if (!this.#isSounding) return;
		this.#isSounding = false;
		this.#stopped = time;
		holdAt(this.#fade.gain, time);
		this.#fade.gain.setTargetAtTime(0, time, FADE / 2);
		this.#feed.stop(time + 4 * FADE);
	}

	feed(): void {
		if (this.#isSounding) this.#feed.feed(this.#context.currentTime);
	}

	dispose(): void {
		this.stop(this.#context.currentTime);
		this.#node.disconnect(this.#fade);
		this.#fade.disconnect();
		void this.#node.dropBuffers();
	}
}
