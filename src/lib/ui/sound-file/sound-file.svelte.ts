/** The question of how the result is saved as sound, and how far its rendering is. */

import type { WavBits } from '#lib/playback/index.ts';
import type { Fault } from '#lib/fault.ts';

export const SOUND_RANGES = ['whole', 'selection', 'loop'] as const;
export type SoundRange = (typeof SOUND_RANGES)[number];

export class SoundFile {
	isAsking = $state(false);
	range: SoundRange = $state('whole');
	bits: WavBits = $state(16);
	hasMetronome = $state(false);
	/** 0 to 1 while it is rendered. */
	fraction: number | null = $state(null);
	fault: Fault | null = $state.raw(null);
	#abort: AbortController | null = null;

	/** Begins a rendering; the signal ends it. */
	begin(): AbortSignal {
		this.#abort?.abort();
		this.#abort = new AbortController();
		this.fraction = 0;
		this.fault = null;
		return this.#abort.signal;
	}

	/** Ends what runs; the dialog closes when there is nothing to tell. */
	end(fault: Fault | null): void {
		this.fraction = null;
		this.fault = fault;
		if (!fault) this.isAsking = false;
	}

	cancel(): void {
		this.#abort?.abort();
		this.#abort = null;
		this.fraction = null;
		this.fault = null;
		this.isAsking = false;
	}
}
