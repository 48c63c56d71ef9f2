/** What the main thread and an analysis worker say to each other. */

import type { FaultCode } from '#lib/fault.ts';
import type { Frames } from '#lib/units.ts';
import type { AudioFormat } from '#server/media/index.ts';

/** What a worker needs to know once, at its start. */
export interface WorkerSetup {
	readonly chunksFile: string;
	readonly modelsDir: string;
	/** Opened beforehand, so that the first recording does not wait for it. */
	readonly model: string;
	readonly ffmpeg: string | null;
	readonly maxSeconds: number;
	readonly maxChannels: number;
}

export interface AnalyseTask {
	readonly key: string;
	readonly path: string;
	readonly model: string;
}

/** What a look at the first sound of a file tells. */
export interface Probe {
	readonly format: AudioFormat;
	readonly sampleRate: number;
	readonly channels: number;
	readonly expectedSeconds: number | null;
}

export type Task =
	| ({ readonly kind: 'analyse'; readonly id: number } & AnalyseTask)
	| { readonly kind: 'probe'; readonly id: number; readonly path: string };

export type ToWorker =
	| Task
	| { readonly kind: 'cancel'; readonly id: number }
	/** Stop everything and end. */
	| { readonly kind: 'close' };

export type FromWorker =
	| { readonly kind: 'ready' }
	| { readonly kind: 'stored'; readonly id: number; readonly frames: Frames; readonly expected: Frames }
	| { readonly kind: 'probed'; readonly id: number; readonly probe: Probe }
	| { readonly kind: 'done'; readonly id: number }
	| { readonly kind: 'failed'; readonly id: number; readonly code: FaultCode; readonly sentence: string };
