/**
 * Gives a time stretcher the recording as it is going to be heard, a few seconds at a time, so that an hour costs no more
 * memory than a second. The stretcher finds its way inside one buffer only, so each takes the place of the one before it,
 * and begins with what sounds just then.
 */

import type { Samples, Seconds } from '../units.ts';
import type { StretchNode } from './stretch.ts';
import type { Piece } from './transport.ts';
import { UnrolledRecording } from './unrolled-recording.ts';

/** A stretcher that was silent needs this long to come to full level: a block of Signalsmith's default. */
export const WARM_UP: Seconds = 0.13;
/** What a buffer has on both sides of what is played from it: more than the stretcher looks around. */
const AROUND: Seconds = 0.4;
/** Played from one buffer at most. */
const STRETCH: Seconds = 5;
/** Another buffer is made when the last has less than this left: timers of hidden pages come once a second. */
const LEFT_MIN: Seconds = 1.2;
/** A change that holds from now on is said to have been made this long ago: the clock of the stretcher is a moment ahead. */
const AGO: Seconds = 0.05;

export class StretchFeed {
	readonly #node: StretchNode;
	readonly #buffer: AudioBuffer;
	#line: UnrolledRecording | null = null;
	/** What sounds until the line begins. */
	#old: UnrolledRecording | null = null;
	/** The line has not been given yet; it begins so much earlier as the stretcher needs. */
	#warmUp: Seconds | null = null;
	/** Unrolled end of what was given of the line. */
	#given: Samples = 0;

	constructor(node: StretchNode, buffer: AudioBuffer) {
		this.#node = node;
		this.#buffer = buffer;
		void node.dropBuffers();
	}

	/** A piece follows the one before it, or is jumped to, from silence if `isCold`; `feed` is to be called after the last. */
	schedule(piece: Piece, isCold: boolean): void {
		if (this.#line?.isFollowedBy(piece)) {
			this.#line.append(piece);
			return;
		}
		if (isCold) this.#old = null;
		this.#line = new UnrolledRecording(this.#buffer, this.#rate, piece);
		this.#warmUp = isCold ? WARM_UP : 0;
	}

	/** Nothing more is heard from about `time` on, unless something is scheduled then. */
	stop(time: Seconds): void {
		this.#old = this.#line ?? this.#old;
		this.#line = null;
		void this.#node.schedule({ output: time, active: false });
	}

	/** Called now and then: gives what is going to be heard soon. */
	feed(now: Seconds): void {
		const line = this.#line;
		if (!line) return;
		if (this.#warmUp !== null) {
			this.#give(line, now, this.#warmUp);
			this.#warmUp = null;
		} else if (now > line.time) {
			this.#old = null;
			const left = this.#given - line.sampleAt(now + AROUND / line.speed);
			if (left > LEFT_MIN * line.speed * this.#rate || line.length <= this.#given) return;
			line.forgetBefore(line.sampleAt(now) - 2 * AROUND * this.#rate);
			this.#give(line, now, 0);
		}
	}

	get #rate(): number {
		return this.#node.context.sampleRate;
	}

	/** One buffer in place of all: what sounds until the line begins, and the line from there on. */
	#give(line: UnrolledRecording, now: Seconds, warmUp: Seconds): void {
		const around = Math.round(AROUND * this.#rate);
		const old = this.#old && now < line.time ? this.#old : null;
		const oldFrom = old ? old.sampleAt(now) - around : 0;
		const oldCount = old ? old.sampleAt(line.time) + around - oldFrom : 0;
		const begin = Math.max(now, line.time);
		const from = line.sampleAt(begin) - around;
		const count = Math.min(line.length - from - around, Math.round(STRETCH * this.#rate)) + 2 * around;
		const channels = Array.from({ length: this.#buffer.numberOfChannels }, (_, channel) => {
			const samples = new Float32Array(oldCount + count);
			if (old) samples.set(old.read(channel, oldFrom, oldCount));
			samples.set(line.read(channel, from, count), oldCount);
			return samples;
		});
		void this.#node.dropBuffers();
		void this.#node.addBuffers(
			channels,
			channels.map((samples) => samples.buffer)
		);
		if (old) this.#play(now - AGO, around / this.#rate - AGO * old.speed, old.speed);
		const early = begin > now ? warmUp : AGO;
		this.#play(begin - early, (oldCount + around) / this.#rate - early * line.speed, line.speed);
		this.#given = Math.min(line.length, from + count);
	}

	#play(output: Seconds, input: Seconds, rate: number): void {
		void this.#node.schedule({ output, active: true, input, rate });
	}
}
