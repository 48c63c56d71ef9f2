/** Joins an engine's events to runes: whoever heard the bell while rendering is run again when it rings. */

import { createSubscriber } from 'svelte/reactivity';

export class Bell {
	#ring: (() => void) | null = null;
	readonly #subscribe = createSubscriber((update) => {
		this.#ring = update;
		return () => (this.#ring = null);
	});

	/** Called by a getter before it reads the engine. */
	hear(): void {
		this.#subscribe();
	}

	/** Called by the engine's listener. */
	ring(): void {
		this.#ring?.();
	}
}
