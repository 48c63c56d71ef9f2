/** The worker of spectrograms; where none may be made, as in a strict sandbox, the page computes by itself, in turns. */

import { createSpectrogramComputer, type SpectrogramJob } from './job.ts';
import type { SpectrogramReply, SpectrogramRequest } from './spectrogram.worker.ts';

export interface SpectrogramWorker {
	/** Values by column, from the lowest row up. `job.mono` may be emptied. */
	compute(job: SpectrogramJob): Promise<Uint8Array<ArrayBuffer>>;
	dispose(): void;
}

export function createSpectrogramWorker(): SpectrogramWorker {
	const inPage = createInPage();
	let worker = openWorker();
	let nextId = 1;
	const waiting = new Map<number, { resolve: (levels: Uint8Array<ArrayBuffer>) => void; job: SpectrogramJob }>();
	worker?.addEventListener('message', ({ data }: MessageEvent<SpectrogramReply>) => {
		waiting.get(data.id)?.resolve(data.levels);
		waiting.delete(data.id);
	});
	// it did not come up: what it was given was copied, and is still here
	worker?.addEventListener('error', () => {
		worker?.terminate();
		worker = null;
		for (const { resolve, job } of waiting.values()) void inPage(job).then(resolve);
		waiting.clear();
	});
	return {
		compute(job) {
			if (!worker) return inPage(job);
			const id = nextId++;
			const { mono, ...rest } = job;
			return new Promise((resolve) => {
				waiting.set(id, { resolve, job });
				worker?.postMessage({ id, mono, ...rest } satisfies SpectrogramRequest);
			});
		},
		dispose() {
			worker?.terminate();
			worker = null;
			waiting.clear();
		}
	};
}

/** Null where the page's rules or the browser allow none. */
function openWorker(): Worker | null {
	try {
		return new Worker(new URL('./spectrogram.worker.ts', import.meta.url), { type: 'module' });
	} catch {
		return null;
	}
}

function createInPage(): (job: SpectrogramJob) => Promise<Uint8Array<ArrayBuffer>> {
	let compute: ReturnType<typeof createSpectrogramComputer> | null = null;
	return async (job) => {
		await new Promise((resolve) => setTimeout(resolve));
		compute ??= createSpectrogramComputer();
		return compute(job);
	};
}
