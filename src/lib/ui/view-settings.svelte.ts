/** How this visitor looks at the roll: nothing here is in the document. */

import { DEFAULT_THRESHOLD } from '#lib/pitch/index.ts';
import { stepSnap, type HostCommand, type Snap, type ToolName } from '#lib/roll/index.ts';
import { TICKS_PER_QUARTER, type Ticks } from '#lib/units.ts';
import { getKept, keep } from './kept.ts';

export const LAYERS = ['notes', 'f0', 'loudness', 'waveform'] as const;
export type Layer = (typeof LAYERS)[number];

const SNAP_DEFAULT: Ticks = TICKS_PER_QUARTER / 2;

export class ViewSettings {
	tool: ToolName = $state('select');
	/** 0 = off. */
	snap: Snap = $state(SNAP_DEFAULT);
	#lastSnap: Snap = SNAP_DEFAULT;
	readonly layers: Record<Layer, boolean> = $state({ notes: true, f0: true, loudness: true, waveform: true });
	isInspectorOpen = $state(true);
	isSheetOpen = $state(false);
	isKeySheetOpen = $state(false);
	#threshold = $state(DEFAULT_THRESHOLD);
	#doc: string | null = null;

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
