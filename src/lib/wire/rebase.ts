/** Moves what is shown from one confirmed state to the next, under edits that are still pending. */

import { apply, type Edit, type Score } from '../score/index.ts';

/** An op on its way. */
interface Pending {
	readonly edits: readonly Edit[];
	/** What it was on the shown state when it was last applied. */
	inverse: readonly Edit[];
}

/** What is shown while rows come in: pending ops are taken off it, it moves on, and those still pending are put back. */
export class Rebase {
	readonly #score: Score;
	readonly #pending: () => readonly Pending[];
	#isOff = false;
	readonly #edits: Edit[] = [];
	readonly #inverses: (readonly Edit[])[] = [];

	constructor(score: Score, pending: () => readonly Pending[]) {
		this.#score = score;
		this.#pending = pending;
	}

	takeOff(): void {
		if (this.#isOff) return;
		this.#isOff = true;
		const undone = this.#pending()
			.toReversed()
			.flatMap((op) => [...op.inverse]);
		apply(this.#score.state, undone);
		this.#tell(undone);
	}

	/** Edits that are confirmed now. While nothing is taken off they are shown already. */
	advance(edits: readonly Edit[]): void {
		if (!this.#isOff) return;
		this.#inverses.push(apply(this.#score.state, edits));
		this.#tell(edits);
	}

	/** Puts back what is pending still, and tells what has changed. */
	putBack(): void {
		if (!this.#isOff) return;
		for (const op of this.#pending()) {
			op.inverse = apply(this.#score.state, op.edits);
			this.#tell(op.edits);
		}
		this.#score.announce({ edits: this.#edits, inverse: this.#inverses.reverse().flat(), origin: 'remote' });
	}

	/** One by one, because arguments have room for some 100,000 only. */
	#tell(edits: readonly Edit[]): void {
		for (const edit of edits) this.#edits.push(edit);
	}
}
