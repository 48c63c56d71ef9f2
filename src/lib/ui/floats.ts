/** Where what floats over a roll is put: inside of its shell, so that it is dressed and themed like it. */

import { createContext } from 'svelte';

export interface Floats {
	/** Null until the shell is on the page. */
	readonly place: HTMLElement | null;
}

export const [useFloats, provideFloats] = createContext<Floats>();
