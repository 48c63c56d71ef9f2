/** What pages know of `<piano-roll>`: types alone, which the package carries beside the built element. */

/** What `value` is: our document's JSON, or the value of gradio-pianoroll. */
export type ValueFormat = 'document' | 'gradio';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

export interface PianoRollElement extends HTMLElement {
	/** Address of a recording or of a file of notes. */
	src: string;
	/** Address of a shared document, shown live. */
	doc: string;
	/** Bars with buttons around the roll. */
	controls: boolean;
	readOnly: boolean;
	loop: boolean;
	muted: boolean;
	/** `system`, `light`, `dark` or `contrast`. */
	theme: string;
	/** What {@link value} is. */
	format: ValueFormat;
	/** The document as JSON. Takes both formats, as objects or as text. */
	value: Plain;
	/** In seconds. */
	currentTime: number;
	readonly duration: number;
	readonly paused: boolean;
	/** 0.5 to 2. */
	playbackRate: number;
	/** 0 to 1. */
	volume: number;
	/** Ids of notes. */
	selection: readonly number[];
	readonly canUndo: boolean;
	readonly canRedo: boolean;
	play(): Promise<void>;
	pause(): void;
	seek(seconds: number): void;
	/** Shows a file of notes in any of the formats, or a recording. */
	load(file: Blob, name?: string): Promise<void>;
	/** The document as a file: `midi`, `document`, `gradio`, `notes`, `lab`, `mir-eval`, `csv` or `json`. */
	export(format: string): Promise<Blob>;
	undo(): void;
	redo(): void;
	/** A good view of everything. */
	fit(): void;
}

declare global {
	interface HTMLElementTagNameMap {
		'piano-roll': PianoRollElement;
	}
}
