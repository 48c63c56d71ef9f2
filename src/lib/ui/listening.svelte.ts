/** The active analysis in words and figures: what the inspector shows of it, and what it may be asked to do. */

import { isFaultCode, type FaultCode } from '#lib/fault.ts';
import { DEFAULT_THRESHOLD, type Curve } from '#lib/pitch/index.ts';
import type { Frames, Seconds } from '#lib/units.ts';
import type { DocumentView } from './document-view.svelte.ts';

export type ListeningStatus = 'waiting' | 'listening' | 'done' | 'failed' | 'cancelled';

export class Listening {
	readonly #document: DocumentView;

	constructor(document: DocumentView) {
		this.#document = document;
	}

	/** Null when nothing was ever asked to be heard. */
	get status(): ListeningStatus | null {
		return this.#document.analysisView?.status ?? null;
	}

	get isActive(): boolean {
		return this.status === 'waiting' || this.status === 'listening';
	}

	get analyser(): string {
		return this.#document.analysis?.analyser ?? '';
	}

	get curve(): Curve | null {
		return this.#document.analysisView?.curve ?? null;
	}

	/** How much of the curve is here. */
	get frames(): Frames {
		return this.#document.analysisView?.curve.length ?? 0;
	}

	/** 0 to 1. */
	get fraction(): number {
		const view = this.#document.analysisView;
		if (!view) return 0;
		if (view.status === 'done') return 1;
		return view.expectedFrames > 0 ? Math.min(1, view.curve.length / view.expectedFrames) : 0;
	}

	/** Where listening has got to in the score; null when it is over. */
	get edge(): Seconds | null {
		return this.isActive ? (this.#document.clip?.offset ?? 0) + (this.curve?.seconds ?? 0) : null;
	}

	get faultCode(): FaultCode | null {
		const analysis = this.#document.analysis;
		if (this.status !== 'failed') return null;
		return isFaultCode(analysis?.fault) ? analysis.fault : 'internal';
	}

	/** All was heard, and none of it was voiced. */
	get isNothingHeard(): boolean {
		const curve = this.curve;
		if (this.status !== 'done' || !curve) return false;
		const confident = DEFAULT_THRESHOLD;
		for (let frame = 0; frame < curve.length; frame++) if (curve.isVoiced(frame, confident)) return false;
		return true;
	}

	cancel(): void {
		const analysis = this.#document.analysis;
		if (analysis) this.#document.keeper?.cancelAnalysis(analysis.id);
	}

	again(): void {
		const analysis = this.#document.analysis;
		if (analysis) this.#document.keeper?.restartAnalysis(analysis.id);
	}
}
