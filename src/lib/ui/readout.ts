/** A value that may change with every frame or pointer move; it is shown by direct writes, never through runes. */

export class Readout<T> {
	readonly #listeners = new Set<(value: T) => void>();
	#value: T;

	constructor(value: T) {
		this.#value = value;
	}

	set(value: T): void {
		this.#value = value;
		for (const listener of this.#listeners) listener(value);
	}

	/** Tells the listener now and at each change, until the answer is called. */
	subscribe(listener: (value: T) => void): () => void {
		this.#listeners.add(listener);
		listener(this.#value);
		return () => this.#listeners.delete(listener);
	}
}
