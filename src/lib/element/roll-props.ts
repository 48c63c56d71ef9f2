/** Properties of the piano roll in Svelte pages. */

import type { PianoRollElement, Plain, ValueFormat } from './element-types.ts';

/** What happens in the element; `detail` is as docs/ELEMENT.md has it. */
export interface RollCallbacks {
	/** Once per gesture. */
	onchange?: (event: CustomEvent) => void;
	/** While a gesture runs. */
	oninput?: (event: CustomEvent) => void;
	onselect?: (event: CustomEvent) => void;
	onlyric?: (event: CustomEvent) => void;
	onseek?: (event: CustomEvent) => void;
	ontimeupdate?: (event: CustomEvent) => void;
	onplay?: (event: CustomEvent) => void;
	onpause?: (event: CustomEvent) => void;
	onready?: (event: CustomEvent) => void;
	onerror?: (event: CustomEvent) => void;
}

export interface RollProps extends RollCallbacks {
	/** Address of a recording or of a file of notes. */
	src?: string | undefined;
	/** Address of a shared document. */
	doc?: string | undefined;
	/** The document as JSON; bind it to follow each gesture. */
	value?: Plain | undefined;
	/** What {@link value} is; `document` when it is not given. */
	format?: ValueFormat;
	/** Bars around the roll; there when it is not given. */
	controls?: boolean;
	readonly?: boolean;
	/** `system`, `light`, `dark` or `contrast`. */
	theme?: string;
	/** `en` or `ko`; without it the page's language. */
	lang?: string | undefined;
	style?: string | undefined;
	class?: string | undefined;
	/** The element, for its methods: `play()`, `seek()`, `export()` ... */
	element?: PianoRollElement | undefined;
}
