/** The worklet's adapter: hands messages and blocks to the engine, the notes first and the metronome second. Loaded as a module of its own, never imported. */

import { VoiceEngine, type VoiceMessage } from './voice-engine.ts';

declare class AudioWorkletProcessor {
	readonly port: MessagePort;
}
declare function registerProcessor(
	name: string,
	processor: new (options: { processorOptions: VoiceOptions }) => AudioWorkletProcessor
): void;
declare const sampleRate: number;
declare const currentFrame: number;

export interface VoiceOptions {
	/** Heard before the first sample; a port's messages would come too late for offline rendering. */
	readonly first: readonly VoiceMessage[];
}

class VoiceProcessor extends AudioWorkletProcessor {
	readonly #engine = new VoiceEngine(sampleRate);
	#isOver = false;

	constructor({ processorOptions }: { processorOptions: VoiceOptions }) {
		super();
		for (const message of processorOptions.first) this.#engine.receive(message);
		this.port.onmessage = ({ data }: MessageEvent<VoiceMessage | null>) => {
			if (data === null) this.#isOver = true;
			else this.#engine.receive(data);
		};
	}

	process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
		const out = outputs[0]?.[0];
		if (out) this.#engine.render(out, currentFrame, outputs[1]?.[0] ?? null);
		return !this.#isOver;
	}
}

registerProcessor('melograph-voices', VoiceProcessor);
