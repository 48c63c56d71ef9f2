/** Importing this defines `<piano-roll>`. Browsers only. */

import './piano-roll.ce.svelte';

export type { PianoRollElement } from './piano-roll-element.ts';
export type { Plain, ValueFormat } from './plain.ts';
