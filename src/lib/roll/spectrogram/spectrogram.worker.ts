/** Computes columns of spectrograms away from the page's thread. */

import { createSpectrogramComputer, type SpectrogramJob } from './job.ts';

export interface SpectrogramRequest extends SpectrogramJob {
	readonly id: number;
}

export interface SpectrogramReply {
	readonly id: number;
	readonly levels: Uint8Array<ArrayBuffer>;
}

const compute = createSpectrogramComputer();

addEventListener('message', ({ data }: MessageEvent<SpectrogramRequest>) => {
	const levels = compute(data);
	postMessage({ id: data.id, levels } satisfies SpectrogramReply, { transfer: [levels.buffer] });
});
