/** Where the music is: maps the audio clock to a position, through play, pause, seek and loop. Pure; it reads no clock. */

import type { Seconds } from '../units.ts';

/** Half-open, in seconds of the score. */
export interface LoopRange {
	readonly start: Seconds;
	readonly end: Seconds;
}

/** A stretch of score that sounds without a jump: `position` is heard at clock `time`. */
export interface Piece {
	readonly time: Seconds;
	readonly position: Seconds;
	/** Of the score, or Infinity; on the clock it takes `seconds / speed`. */
	readonly seconds: Seconds;
	/** Seconds of the score in one second of the clock. */
	readonly speed: number;
}

export const SPEED_MIN = 0.5;
export const SPEED_MAX = 2;

/** Shorter loops would only buzz. */
const LOOP_MIN: Seconds = 0.02;
/** Sums of seconds may miss a loop's end by this much. */
const ROUNDING: Seconds = 1e-6;
/** Changes that are remembered: more than can come between a decision and its sound. */
const ANCHORS_MAX = 64;

interface Anchor {
	readonly time: Seconds;
	readonly position: Seconds;
	readonly loop: LoopRange | null;
	readonly speed: number;
	/** Where the music ends by itself. */
	readonly until: Seconds;
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
	#speed = 1;

	get isPlaying(): boolean {
		return this.#anchors.length > 0;
	}

	get loop(): LoopRange | null {
		return this.#loop;
	}

	get speed(): number {
		return this.#speed;
	}

	/** Where the music that plays is going to end by itself; Infinity where it goes on. */
	get until(): Seconds {
		return this.#anchors.at(-1)?.until ?? Infinity;
	}

	/** Lets `from` sound at `time`. Until then the position stands at `from`. With `until` it ends there, and never loops. */
	play(from: Seconds, time: Seconds, until: Seconds = Infinity): void {
		const loop = until === Infinity ? this.#loop : null;
		this.#anchors = [{ time, position: Math.max(0, from), loop, speed: this.#speed, until }];
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
		this.#change(time, { loop: this.#loop, until: Infinity });
	}

	/** {@link SPEED_MIN} to {@link SPEED_MAX}; while playing the change is heard from `time`, without a jump. */
	setSpeed(speed: number, time: Seconds): void {
		this.#speed = Math.max(SPEED_MIN, Math.min(SPEED_MAX, speed));
		this.#change(time, { speed: this.#speed });
	}

	positionAt(time: Seconds): Seconds {
		const anchor = this.#anchors.findLast((candidate) => candidate.time <= time) ?? this.#anchors[0];
		if (!anchor) return this.#rest;
		const elapsed = Math.max(0, time - anchor.time) * anchor.speed;
		return Math.min(anchor.until, advance(anchor.position, elapsed, anchor.loop));
	}

	/** Clock time at which `end` is reached, or null where it never is: at rest, or in a loop. */
	timeOfEnd(end: Seconds): Seconds | null {
		const last = this.#anchors.at(-1);
		if (!last || loopFrom(last.position, last.loop)) return null;
		return last.time + Math.max(0, Math.min(end, last.until) - last.position) / last.speed;
	}

	/** What sounds from clock `from` up to the first piece that begins at `until` or later. */
	*pieces(from: Seconds, until: Seconds): Generator<Piece> {
		const last = this.#anchors.at(-1);
		if (!last) return;
		const loop = loopFrom(last.position, last.loop);
		let time = Math.max(from, last.time);
		let position = this.positionAt(time);
		while (time < until && position < last.until) {
			if (loop && loop.end - position < ROUNDING) position = loop.start;
			const seconds = (loop ? loop.end : last.until) - position;
			yield { time, position, seconds, speed: last.speed };
			time += seconds / last.speed;
			position = loop ? loop.start : last.until;
		}
	}

	#change(time: Seconds, what: Partial<Anchor>): void {
		const last = this.#anchors.at(-1);
		if (!last) return;
		const from = Math.max(last.time, time);
		const anchor = { ...last, ...what, time: from, position: this.positionAt(from) };
		this.#anchors = [...(from > last.time ? this.#anchors : this.#anchors.slice(0, -1)), anchor].slice(-ANCHORS_MAX);
	}
}
