/** A token bucket without a clock of its own: `now` is handed in, in milliseconds. */
export class Pace {
	#tokens: number;
	#last: number;
	readonly #perSecond: number;
	readonly #burst: number;

	constructor(perSecond: number, burst: number, now: number) {
		this.#perSecond = perSecond;
		this.#burst = burst;
		this.#tokens = burst;
		this.#last = now;
	}

	/** 0 when one more may pass now, otherwise the milliseconds to wait for it. */
	waitMs(now: number): number {
		this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, now - this.#last) / 1000) * this.#perSecond);
		this.#last = now;
		return this.#tokens < 1 ? Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000) : 0;
	}

	/** Takes more for what has passed already; what follows waits for it, `mostMs` at most. */
	spend(tokens: number, mostMs: number): void {
		this.#tokens = Math.min(this.#tokens, Math.max(this.#tokens - tokens, (-mostMs / 1000) * this.#perSecond));
	}

	/** {@link waitMs}, and lets it pass when that is 0. */
	take(now: number): number {
		const wait = this.waitMs(now);
		if (wait === 0) this.#tokens--;
		return wait;
	}
}
