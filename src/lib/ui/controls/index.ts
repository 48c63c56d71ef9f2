/** The bars around the roll. */

import type { Component, Snippet } from 'svelte';
import Bar from './Bar.svelte';
import Foot from './Foot.svelte';
import Over from './Over.svelte';
import Side from './Side.svelte';
import Under from './Under.svelte';

export interface Controls {
	readonly Bar: Component;
	readonly Side: Component;
	readonly Over: Component;
	readonly Under: Component;
	/** `tools` are further ones of whoever shows the roll. */
	readonly Foot: Component<{ tools?: Snippet | undefined }>;
}

export const CONTROLS: Controls = { Bar, Side, Over, Under, Foot };
