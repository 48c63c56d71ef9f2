/** Samples that a gesture has painted so far: one stretch that grows at both ends. Pure. */

import type { SampleRun } from '#lib/score/index.ts';
import type { Frames } from '../units.ts';

export class PitchStroke {
	#origin: Frames = 0;
	#values = new Int16Array(0);
	#from: Frames = 0;
	#to: Frames = 0;

	/** What is painted: [from, to). */
	get from(): Frames {
		return this.#from;
	}

	get to(): Frames {
		return this.#to;
	}

	/** Paints one frame; frames between it and the stretch get what `between` answers. Negative frames are left out. */
	paint(frame: Frames, value: number, between: (frame: Frames) => number): void {
		if (frame < 0) return;
		if (this.#from === this.#to) {
			this.#from = frame;
			this.#to = frame;
		}
		this.#reserve(Math.min(frame, this.#from), Math.max(frame + 1, this.#to));
		for (let i = this.#to; i < frame; i++) this.#values[i - this.#origin] = between(i);
		for (let i = frame + 1; i < this.#from; i++) this.#values[i - this.#origin] = between(i);
		this.#values[frame - this.#origin] = value;
		this.#from = Math.min(this.#from, frame);
		this.#to = Math.max(this.#to, frame + 1);
	}

	/** Paints a run over what is there. */
	paintRun({ start, values }: SampleRun, between: (frame: Frames) => number): void {
		for (const [i, value] of values.entries()) this.paint(start + i, value, between);
	}

	has(frame: Frames): boolean {
		return frame >= this.#from && frame < this.#to;
	}

	/** The sample of a frame that it {@link has}. */
	at(frame: Frames): number {
		return this.#values[frame - this.#origin] ?? 0;
	}

	/** A copy of all that is painted. */
	run(): SampleRun {
		return { start: this.#from, values: this.#values.slice(this.#from - this.#origin, this.#to - this.#origin) };
	}

	#reserve(from: Frames, to: Frames): void {
		if (this.#values.length > 0 && from >= this.#origin && to <= this.#origin + this.#values.length) return;
		const room = Math.max(256, (to - from) * 2);
		const origin = Math.max(0, from - (room >> 2));
		const values = new Int16Array(Math.max(room, to - origin));
		for (let i = this.#from; i < this.#to; i++) values[i - origin] = this.#values[i - this.#origin] ?? 0;
		this.#values = values;
		this.#origin = origin;
	}
}
