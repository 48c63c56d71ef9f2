/** Gathers the microphone's quanta into blocks and posts them. Loaded as a module of its own, never imported. */

declare class AudioWorkletProcessor {
	readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Samples in a block: 43 ms at 48 kHz, quick enough for a meter. */
const BLOCK = 2048;

class RecorderProcessor extends AudioWorkletProcessor {
	readonly #block = new Float32Array(BLOCK);
	#filled = 0;
	#isOver = false;

	constructor() {
		super();
		// Any message asks for the end: what is left goes out, then null.
		this.port.onmessage = () => {
			this.port.postMessage(this.#block.slice(0, this.#filled));
			this.port.postMessage(null);
			this.#isOver = true;
		};
	}

	process(inputs: Float32Array[][]): boolean {
		const channels = inputs[0] ?? [];
		const length = channels[0]?.length ?? 0;
		for (let i = 0; i < length && !this.#isOver; i++) {
			let sum = 0;
			for (const channel of channels) sum += channel[i] ?? 0;
			this.#block[this.#filled++] = sum / channels.length;
			if (this.#filled < BLOCK) continue;
			this.port.postMessage(this.#block);
			this.#filled = 0;
		}
		return !this.#isOver;
	}
}

registerProcessor('melograph-recorder', RecorderProcessor);
