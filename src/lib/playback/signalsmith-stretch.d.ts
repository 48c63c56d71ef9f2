/** What we use of signalsmith-stretch, which comes without types. */

declare module 'signalsmith-stretch' {
	/** A change of what is played. Times are of the context's clock, `input` of the buffers that were added. */
	export interface StretchChange {
		readonly output: number;
		readonly active?: boolean;
		readonly input?: number;
		readonly rate?: number;
	}

	export interface StretchNode extends AudioWorkletNode {
		/** Takes the place of all changes that lie in the future. */
		schedule(change: StretchChange): Promise<unknown>;
		addBuffers(channels: readonly Float32Array[], transfer: Transferable[]): Promise<number>;
		/** Lets go of whole buffers that end before a time; of all, and begins at 0 again, without one. */
		dropBuffers(toSeconds?: number): Promise<unknown>;
		/** Of what comes in live, in seconds. */
		latency(): Promise<number>;
	}

	interface Create {
		(context: BaseAudioContext, options: AudioWorkletNodeOptions): Promise<StretchNode>;
		/** Where the worklet's module is; without it one is made of a blob. */
		moduleUrl?: string;
	}
	const create: Create;
	export default create;
}
