/** Importing this defines `<piano-roll>`. Browsers only. */

import './piano-roll.ce.svelte';

export type { PianoRollElement, Plain, ValueFormat } from './element-types.ts';
