/** A take from the microphone: begun, watched, and kept or thrown away. */

import { createRecorder, type Recorder } from '#lib/playback/index.ts';

export class Microphone {
	#recorder: Recorder | null = $state.raw(null);
	/** The browser is asking for permission. */
	isAsking = $state(false);

	get isRecording(): boolean {
		return this.#recorder !== null;
	}

	/** 0 to 1; cheap, for every frame. */
	getLevel(): number {
		return this.#recorder?.level() ?? 0;
	}

	getSeconds(): number {
		return this.#recorder?.seconds ?? 0;
	}

	/** Begins a take; throws the recorder's Fault when there is no microphone to be had. */
	async begin(): Promise<void> {
		if (this.#recorder || this.isAsking) return;
		const recorder = createRecorder({
			openWriter: async (format) => (await import('#lib/client/index.ts')).openFlac(format)
		});
		this.isAsking = true;
		try {
			await recorder.start();
			this.#recorder = recorder;
		} catch (thrown) {
			recorder.dispose();
			throw thrown;
		} finally {
			this.isAsking = false;
		}
	}

	/** Ends the take and answers its file; null when none was running. */
	async finish(): Promise<File | null> {
		const recorder = this.#recorder;
		this.#recorder = null;
		if (!recorder) return null;
		try {
			return await recorder.stop();
		} finally {
			recorder.dispose();
		}
	}

	discard(): void {
		this.#recorder?.cancel();
		this.#recorder?.dispose();
		this.#recorder = null;
	}
}
