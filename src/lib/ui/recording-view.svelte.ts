/** The recording of a part on the page: it is decoded here for the eye and the ear, and goes to the server at the same time. */

import type { UploadStage } from '#lib/client/index.ts';
import type { Peaks } from '#lib/dsp/index.ts';
import { toFault, type Fault, type FaultCode } from '#lib/fault.ts';
import { openRecordingForPlayback, type RecordingSource } from '#lib/playback/index.ts';
import type { Clip, Edit, Score } from '#lib/score/index.ts';
import type { Seconds } from '#lib/units.ts';
import type { DocumentView } from './document-view.svelte.ts';

/** What is being done to the recording, and how far it is (null: nobody can tell). */
export interface Stage {
	readonly kind: UploadStage | 'opening' | 'loading';
	readonly fraction: number | null;
}

export type FaultSubject = 'recording' | 'microphone' | 'sound';

/** Faults of the way, not of the file: the same file may pass next time. */
const RETRIABLE: readonly FaultCode[] = ['unavailable', 'rate', 'storage', 'hash-mismatch', 'conflict', 'internal'];

export class RecordingView {
	/** What is played; null while there is none, or where this browser cannot play it. */
	sound: RecordingSource | null = $state.raw(null);
	peaks: Peaks | null = $state.raw(null);
	stage: Stage | null = $state.raw(null);
	/** What stopped the way to the server. */
	fault: Fault | null = $state.raw(null);
	/** What the fault is about. */
	faultOf: FaultSubject = $state('recording');
	/** This browser cannot decode what the server can. */
	isSilentHere = $state(false);
	name = $state('');
	/** It came in on this page; what was there before is only loaded. */
	isAdded = $state(false);
	/** Goes the failed way once more. */
	#again: (() => void) | null = null;
	readonly #document: DocumentView;
	readonly #part: number;
	#abort = new AbortController();
	/** Hash of the clip that {@link sound} shows, or that was tried. */
	#shown = '';

	constructor(document: DocumentView, part: number) {
		this.#document = document;
		this.#part = part;
	}

	get seconds(): Seconds {
		return this.sound?.duration ?? 0;
	}

	get canRetry(): boolean {
		return this.#again !== null && RETRIABLE.some((code) => code === this.fault?.code);
	}

	/** Shows and plays the file at once and sends it on its way; faults stay in {@link fault}. */
	async add(file: Blob, name: string): Promise<void> {
		const { keeper } = this.#document;
		if (!keeper) return;
		const signal = this.#begin({ kind: 'opening', fraction: null });
		this.#again = () => void this.add(file, name);
		this.isAdded = true;
		this.name = name;
		void this.#open(file, signal);
		try {
			const clipId = await keeper.addRecording(file, name, {
				signal,
				part: this.#part,
				onProgress: (kind, fraction) => {
					if (!signal.aborted) this.stage = { kind, fraction };
				}
			});
			const clip = keeper.score.get(clipId);
			if (clip?.kind === 'clip') this.#shown = clip.audio;
			if (!signal.aborted) this.stage = null;
		} catch (thrown) {
			if (!signal.aborted) this.#fail(thrown);
		}
	}

	/** Shows what the document names, unless it is shown already or something is on its way. */
	async show(clip: Clip | null): Promise<void> {
		if (this.stage || (clip?.audio ?? '') === this.#shown) return;
		this.#shown = clip?.audio ?? '';
		this.#clear();
		const { keeper } = this.#document;
		if (!clip?.audio || !keeper) return;
		const signal = this.#begin({ kind: 'loading', fraction: null });
		this.#again = () => {
			this.#shown = '';
			void this.show(clip);
		};
		this.name = clip.name;
		try {
			await this.#open(await keeper.loadAudio(clip.audio, { signal }), signal);
		} catch (thrown) {
			if (!signal.aborted) this.#fail(thrown);
		}
		if (!signal.aborted) this.stage = null;
	}

	/** Lets go of the sound while another part is shown; an upload goes on. */
	rest(): void {
		if (this.stage && this.stage.kind !== 'loading') return;
		this.#abort.abort();
		this.stage = null;
		this.#shown = '';
		this.#clear();
	}

	retry(): void {
		this.#again?.();
	}

	/** Stops whatever is under way; the sound already decoded stays to be heard. */
	cancel(): void {
		this.#abort.abort();
		this.stage = null;
		this.fault = null;
	}

	dismiss(): void {
		this.fault = null;
		this.isSilentHere = false;
	}

	/** Puts up a fault that happened outside of a recording, such as a refused microphone. */
	refuse(thrown: unknown, subject: FaultSubject): void {
		this.#again = null;
		this.#fail(thrown);
		this.faultOf = subject;
	}

	#begin(stage: Stage): AbortSignal {
		this.#abort.abort();
		this.#abort = new AbortController();
		this.dismiss();
		this.stage = stage;
		return this.#abort.signal;
	}

	#clear(): void {
		this.sound = null;
		this.peaks = null;
		this.name = '';
		this.isAdded = false;
	}

	#fail(thrown: unknown): void {
		const fault = toFault(thrown);
		this.stage = null;
		this.faultOf = 'recording';
		if (fault.code !== 'cancelled') this.fault = fault;
	}

	/** For the eye and the ear. A failure here is no failure of the recording: the server may know the format. */
	async #open(file: Blob, signal: AbortSignal): Promise<void> {
		this.sound = null;
		this.peaks = null;
		const onPeaks = (peaks: Peaks): void => {
			if (!signal.aborted) this.peaks = peaks;
		};
		try {
			const recording = await openRecordingForPlayback(file, { signal, onPeaks });
			if (signal.aborted) return;
			this.peaks = recording.peaks;
			this.sound = recording.source;
		} catch (thrown) {
			if (!signal.aborted && toFault(thrown).code === 'internal') throw thrown;
			if (!signal.aborted) this.isSilentHere = true;
		}
	}
}

/** The edit that takes every recording out of a part, and with it all that was heard or drawn in it; undo brings them back. */
export const removeRecordings = (score: Score, part: number): Edit => ({
	kind: 'delete',
	ids: score.clips.filter((clip) => clip.part === part).map((clip) => clip.id)
});
