/** How far a channel was bent, and when. */

import type { Cents } from '#lib/units.ts';

export interface Bend {
	/** Of a pitch that moves, its mean. Not rounded. */
	readonly cents: Cents;
	readonly isMoving: boolean;
}

/** The bends of one channel in order of time. Finding one takes O(log n), however many lie inside a note. */
export class BendHistory {
	readonly #ticks: number[] = [0];
	readonly #cents: Cents[] = [0];
	/** Cents times ticks before each. */
	readonly #areas: number[] = [0];

	/** From `tick`, which is never before an earlier one, the channel is bent by `cents`. */
	push(tick: number, cents: Cents): void {
		const last = this.#ticks.length - 1;
		if (this.#cents[last] === cents) return;
		if (this.#ticks[last] === tick && this.#cents[last - 1] === cents) {
			this.#ticks.pop();
			this.#cents.pop();
			this.#areas.pop();
		} else if (this.#ticks[last] === tick) this.#cents[last] = cents;
		else {
			this.#areas.push(this.#areaAt(tick));
			this.#ticks.push(tick);
			this.#cents.push(cents);
		}
	}

	/** The bend of [from, to). */
	find(from: number, to: number): Bend {
		const at = this.#indexAt(from);
		const next = this.#ticks[at + 1];
		if (next === undefined || next >= to) return { cents: this.#cents[at] ?? 0, isMoving: false };
		return { cents: (this.#areaAt(to) - this.#areaAt(from)) / (to - from), isMoving: true };
	}

	#areaAt(tick: number): number {
		const at = this.#indexAt(tick);
		return (this.#areas[at] ?? 0) + (this.#cents[at] ?? 0) * (tick - (this.#ticks[at] ?? 0));
	}

	/** The last that begins at or before `tick`. */
	#indexAt(tick: number): number {
		let low = 0;
		for (let high = this.#ticks.length; high - low > 1;) {
			const middle = (low + high) >> 1;
			if ((this.#ticks[middle] ?? 0) <= tick) low = middle;
			else high = middle;
		}
		return low;
	}
}
