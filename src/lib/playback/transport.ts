/** Where the music is: maps the audio clock to a position, through play, pause, seek and loop. Pure; it reads no clock. */

import type { Seconds } from '../units.ts';

/** Half-open, in seconds of the score. */
export interface LoopRange {
	readonly start: Seconds;
	readonly end: Seconds;
}

/** A stretch of score that sounds without a jump: `position` is heard at clock `time`, for `seconds` (or on and on). */
export interface Piece {
	readonly time: Seconds;
	readonly position: Seconds;
	readonly seconds: Seconds;
}

/** Shorter loops would only buzz. */
const LOOP_MIN: Seconds = 0.02;
/** Sums of seconds may miss a loop's end by this much. */
const ROUNDING: Seconds = 1e-6;

interface Anchor {
	readonly time: Seconds;
	readonly position: Seconds;
	readonly loop: LoopRange | null;
}

/** The loop that holds for music which starts at `from`: none once it is past its end. */
const loopFrom = (from: Seconds, loop: LoopRange | null): LoopRange | null => (loop && from < loop.end ? loop : null);

/** Position after playing for `elapsed` seconds from `from`, going round in `loop`. */
export function advance(from: Seconds, elapsed: Seconds, loop: LoopRange | null): Seconds {
	const position = from + elapsed;
	const round = loopFrom(from, loop);
	return round && position >= round.end ? round.start + ((position - round.end) % (round.end - round.start)) : position;
}

/** All times are of one audio clock, given by the caller, so that the same calls always give the same positions. */
export class Transport {
	/** Oldest first; the newest that is not in the future counts. Empty while at rest. */
	#anchors: readonly Anchor[] = [];
	#rest: Seconds = 0;
	#loop: LoopRange | null = null;

	get isPlaying(): boolean {
		return this.#anchors.length > 0;
	}

	get loop(): LoopRange | null {
		return this.#loop;
	}

	/** Lets `from` sound at `time`. Until then the position stands at `from`. */
	play(from: Seconds, time: Seconds): void {
		this.#anchors = [{ time, position: Math.max(0, from), loop: this.#loop }];
	}

	/** Stops at the position heard at `time`. */
	pause(time: Seconds): void {
		this.#rest = this.positionAt(time);
		this.#anchors = [];
	}

	/** Moves the resting position; while playing, `play` from the new position instead. */
	seek(position: Seconds): void {
		this.#rest = Math.max(0, position);
	}

	/** Loops from now on; while playing the change is heard from `time`, without a jump before that. Tiny ranges mean none. */
	setLoop(range: LoopRange | null, time: Seconds): void {
		this.#loop =
			range && range.end - range.start >= LOOP_MIN ? { start: Math.max(0, range.start), end: range.end } : null;
		const last = this.#anchors.at(-1);
		if (!last) return;
		const from = Math.max(last.time, time);
		const anchor = { time: from, position: this.positionAt(from), loop: this.#loop };
		this.#anchors = from > last.time ? [last, anchor] : [anchor];
	}

	positionAt(time: Seconds): Seconds {
		const anchor = this.#anchors.findLast((candidate) => candidate.time <= time) ?? this.#anchors[0];
		return anchor ? advance(anchor.position, Math.max(0, time - anchor.time), anchor.loop) : this.#rest;
	}

	/** Clock time at which `end` is reached, or null where it never is: at rest, or in a loop. */
	timeOfEnd(end: Seconds): Seconds | null {
		const last = this.#anchors.at(-1);
		if (!last || loopFrom(last.position, last.loop)) return null;
		return last.time + Math.max(0, end - last.position);
	}

	/** What sounds from clock `from` up to the first piece that begins at `until` or later. */
	*pieces(from: Seconds, until: Seconds): Generator<Piece> {
		const last = this.#anchors.at(-1);
		if (!last) return;
		const loop = loopFrom(last.position, last.loop);
		let time = Math.max(from, last.time);
		let position = this.positionAt(time);
		while (time < until) {
			if (loop && loop.end - position < ROUNDING) position = loop.start;
			const seconds = loop ? loop.end - position : Infinity;
			yield { time, position, seconds };
			time += seconds;
			position = loop ? loop.start : position;
		}
	}
}
