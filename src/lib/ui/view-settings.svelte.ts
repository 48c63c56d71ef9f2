/** How this visitor looks at the roll: nothing here is in the document. */

import { untrack } from 'svelte';
import { DEFAULT_THRESHOLD } from '#lib/pitch/index.ts';
import {
	ACCIDENTALS,
	NAMINGS,
	SNAP_STEPS,
	SPECTROGRAM_LOOK,
	stepSnap,
	type Accidentals,
	type HostCommand,
	type Naming,
	type Snap,
	type ToolName
} from '#lib/roll/index.ts';
import { TICKS_PER_QUARTER, type Ticks } from '#lib/units.ts';
import { getKept, keep } from './kept.ts';
import { oneOf, readKept } from './kept-values.ts';

export const LAYERS = ['notes', 'f0', 'waveform', 'spectrogram'] as const;
export type Layer = (typeof LAYERS)[number];

/** How the view keeps up with the playhead: it turns pages, glides along, or stays. */
export const FOLLOWS = ['page', 'smooth', 'off'] as const;
export type Follow = (typeof FOLLOWS)[number];

/** Under this name the browser keeps what is set here for every document. */
const KEPT_NAME = 'view';
const SNAP_DEFAULT: Ticks = TICKS_PER_QUARTER / 2;

export class ViewSettings {
	tool: ToolName = $state('select');
	/** 0 = off. */
	snap: Snap = $state(SNAP_DEFAULT);
	#lastSnap: Snap = SNAP_DEFAULT;
	readonly layers: Record<Layer, boolean> = $state({
		notes: true,
		f0: true,
		waveform: true,
		spectrogram: false
	});
	follow: Follow = $state('page');
	/** What notes are called; null for what is usual in the language of the page. */
	naming: Naming | null = $state(null);
	accidentals: Accidentals = $state('auto');
	/** Both 0 to 1. */
	readonly spectrogram = $state({ ...SPECTROGRAM_LOOK });
	isInspectorOpen = $state(true);
	isSheetOpen = $state(false);
	isKeySheetOpen = $state(false);
	#threshold = $state(DEFAULT_THRESHOLD);
	#doc: string | null = null;

	/** Takes up what was kept and keeps what changes, as long as the effect that it is called in. Browser only. */
	start(): void {
		untrack(() => this.#takeUp(readKept(KEPT_NAME)));
		$effect(() => keep(KEPT_NAME, JSON.stringify(this.#toKept())));
	}

	#takeUp(kept: Readonly<Record<string, unknown>>): void {
		if (kept['snap'] === 'auto' || kept['snap'] === 0) this.snap = kept['snap'];
		else this.snap = SNAP_STEPS.find(({ ticks }) => ticks === kept['snap'])?.ticks ?? this.snap;
		for (const layer of LAYERS) {
			const isShown = kept[`layer-${layer}`];
			if (typeof isShown === 'boolean') this.layers[layer] = isShown;
		}
		this.naming = oneOf(NAMINGS, kept['naming']);
		this.accidentals = oneOf(ACCIDENTALS, kept['accidentals']) ?? this.accidentals;
		this.follow = oneOf(FOLLOWS, kept['follow']) ?? this.follow;
		for (const name of ['brightness', 'contrast'] as const) {
			const value = kept[`spectrogram-${name}`];
			if (typeof value === 'number' && value >= 0 && value <= 1) this.spectrogram[name] = value;
		}
	}

	#toKept(): Record<string, unknown> {
		const layers = LAYERS.map((layer) => [`layer-${layer}`, this.layers[layer]] as const);
		const { brightness, contrast } = this.spectrogram;
		return {
			snap: this.snap,
			follow: this.follow,
			naming: this.naming,
			accidentals: this.accidentals,
			'spectrogram-brightness': brightness,
			'spectrogram-contrast': contrast,
			...Object.fromEntries(layers)
		};
	}

	/** The next way to follow the playhead. */
	stepFollow(): void {
		this.follow = FOLLOWS[(FOLLOWS.indexOf(this.follow) + 1) % FOLLOWS.length] ?? 'page';
	}

	/** Voiced when confidence is at least this, 0 to 1. */
	get threshold(): number {
		return this.#threshold;
	}

	set threshold(threshold: number) {
		this.#threshold = threshold;
		if (this.#doc) keep(`threshold:${this.#doc}`, String(threshold));
	}

	/** What a key asks of the grid; `now` is the grid in ticks. */
	changeSnap(command: Extract<HostCommand, `snap-${string}`>, now: Ticks): void {
		if (command === 'snap-toggle' && this.snap !== 0) {
			this.#lastSnap = this.snap;
			this.snap = 0;
		} else if (command === 'snap-toggle') this.snap = this.#lastSnap;
		else this.snap = stepSnap(this.snap, now || SNAP_DEFAULT, command === 'snap-finer');
	}

	/** Takes up what was kept for a document; a new document keeps what is set now. */
	useDocument(doc: string | null): void {
		if (doc === this.#doc || doc === null) return;
		this.#doc = doc;
		const kept = Number(getKept(`threshold:${doc}`) ?? Number.NaN);
		if (kept >= 0 && kept <= 1) this.#threshold = kept;
		else if (this.#threshold !== DEFAULT_THRESHOLD) this.threshold = this.#threshold;
	}
}
