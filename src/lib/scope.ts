/** Lifetime: whoever creates registers here, one `dispose` undoes all in reverse order. */

type Undo = () => void;

/** A tree of things to undo: listeners, animation frames, timers, child scopes. */
export class Scope {
	readonly #undos: Undo[] = [];
	readonly #abort = new AbortController();

	/** Aborted when the scope is disposed; hand it to whatever waits. */
	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	get isDisposed(): boolean {
		return this.#abort.signal.aborted;
	}

	/** Runs `undo` on disposal, or at once if that has happened already. */
	defer(undo: Undo): void {
		if (this.isDisposed) undo();
		else this.#undos.push(undo);
	}

	/** Takes ownership of anything with a `dispose`. */
	own<T extends { dispose(): void }>(thing: T): T {
		this.defer(() => thing.dispose());
		return thing;
	}

	/** Listens until the scope is disposed. */
	listen<K extends keyof HTMLElementEventMap>(
		target: EventTarget,
		type: K,
		listener: (event: HTMLElementEventMap[K]) => void,
		options?: AddEventListenerOptions
	): void;
	listen(target: EventTarget, type: string, listener: (event: Event) => void, options?: AddEventListenerOptions): void;
	listen(target: EventTarget, type: string, listener: (event: never) => void, options?: AddEventListenerOptions): void {
		const handler = listener as EventListener;
		target.addEventListener(type, handler, options);
		this.defer(() => target.removeEventListener(type, handler, options));
	}

	/** Repeats `run` until the scope is disposed. */
	every(milliseconds: number, run: () => void): void {
		const timer = setInterval(run, milliseconds);
		this.defer(() => clearInterval(timer));
	}

	/** A scope that is disposed with this one, or earlier. */
	child(): Scope {
		const child = new Scope();
		this.own(child);
		return child;
	}

	dispose(): void {
		if (this.isDisposed) return;
		this.#abort.abort();
		for (const undo of this.#undos.splice(0).reverse()) undo();
	}
}
