/** The microphone to a file: blocks of mono samples, a level for the meter, and an encoder that keeps pace. */

import { Fault } from '../fault.ts';
import { Scope } from '../scope.ts';
import type { Hz, Samples, Seconds } from '../units.ts';
import { loadWorklet, resume } from './context.ts';
import recorderWorkletUrl from './recorder-worklet.ts?worker&url';

/** Takes samples as they come and makes a file of them; `openFlac` of src/lib/client is one. */
export interface PcmWriter {
	write(channels: readonly Float32Array[]): Promise<void>;
	finish(): Promise<Uint8Array<ArrayBuffer>>;
	cancel(): Promise<void>;
}

export interface RecorderOptions {
	/** Opens a FLAC encoder. */
	readonly openWriter: (format: { readonly channels: number; readonly sampleRate: Hz }) => Promise<PcmWriter>;
}

export type RecorderState = 'idle' | 'starting' | 'recording' | 'saving';

export interface Recorder {
	readonly state: RecorderState;
	/** Recorded so far. */
	readonly seconds: Seconds;
	/** The device's rate; 0 before `start`. */
	readonly sampleRate: Hz;
	/** Asks for the microphone. Throws Fault `unavailable` with what to do about it. */
	start(): Promise<void>;
	/** Peak level of the last moments, 0 to 1, falling slowly. */
	level(): number;
	/** Ends the recording and gives it as a FLAC file, mono, 16 bit. Throws Fault `too-short` if nothing came. */
	stop(): Promise<File>;
	/** Forgets the recording. */
	cancel(): void;
	/** Hears every block of mono samples while recording; they may be kept. */
	onChunk(listener: (block: Float32Array) => void): () => void;
	/** Told of every change of `state`, also when the microphone is pulled out, which leaves `recording` to be stopped. */
	subscribe(listener: () => void): () => void;
	dispose(): void;
}

/** The meter falls by half in this time. */
const LEVEL_HALF: Seconds = 0.15;
/** The audio thread answers within milliseconds; if it is gone, what came before is kept. */
const LAST_BLOCK_MAX: Seconds = 1;

export const createRecorder = (options: RecorderOptions): Recorder => new MicrophoneRecorder(options);

/** One take: everything that a recording holds open. */
interface Take {
	readonly scope: Scope;
	readonly rate: Hz;
	readonly writer: PcmWriter;
	readonly node: AudioWorkletNode;
	/** Resolves when all blocks so far are encoded, rejects with the first failure. */
	written: Promise<void>;
	samples: Samples;
}

class MicrophoneRecorder implements Recorder {
	readonly #options: RecorderOptions;
	readonly #chunkListeners = new Set<(block: Float32Array) => void>();
	readonly #listeners = new Set<() => void>();
	#state: RecorderState = 'idle';
	#take: Take | null = null;
	/** What a start holds before it is a take. */
	#opening: Scope | null = null;
	#level = 0;

	constructor(options: RecorderOptions) {
		this.#options = options;
	}

	get state(): RecorderState {
		return this.#state;
	}

	get seconds(): Seconds {
		return this.#take ? this.#take.samples / this.#take.rate : 0;
	}

	get sampleRate(): Hz {
		return this.#take?.rate ?? 0;
	}

	level(): number {
		return Math.min(1, this.#level);
	}

	async start(): Promise<void> {
		if (this.#state !== 'idle') return;
		const scope = new Scope();
		this.#opening = scope;
		this.#setState('starting');
		try {
			const take = await this.#open(scope);
			if (scope.isDisposed) throw new Fault('cancelled', 'The recording was cancelled.');
			this.#take = take;
			this.#setState('recording');
		} catch (thrown) {
			scope.dispose();
			if (this.#opening === scope) this.#setState('idle');
			throw thrown;
		} finally {
			if (this.#opening === scope) this.#opening = null;
		}
	}

	async stop(): Promise<File> {
		const take = this.#take;
		if (!take || this.#state !== 'recording') throw new Fault('unavailable', 'There is no recording to stop.');
		this.#setState('saving');
		try {
			await lastBlock(take.node.port);
			if (take.samples === 0)
				throw new Fault('too-short', 'The microphone gave no sound at all; check that it is switched on.');
			await take.written;
			const bytes = await take.writer.finish();
			return new File([bytes], nameOf(new Date()), { type: 'audio/flac' });
		} finally {
			this.#close();
		}
	}

	cancel(): void {
		this.#opening?.dispose();
		this.#opening = null;
		this.#close();
	}

	onChunk(listener: (block: Float32Array) => void): () => void {
		this.#chunkListeners.add(listener);
		return () => this.#chunkListeners.delete(listener);
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#listeners.clear();
		this.#chunkListeners.clear();
		this.cancel();
	}

	#setState(state: RecorderState): void {
		if (state === this.#state) return;
		this.#state = state;
		for (const listener of this.#listeners) listener();
	}

	#close(): void {
		this.#take?.scope.dispose();
		this.#take = null;
		this.#level = 0;
		this.#setState('idle');
	}

	async #open(scope: Scope): Promise<Take> {
		const stream = await openMicrophone();
		scope.defer(() => stream.getTracks().forEach((track) => track.stop()));
		for (const track of stream.getTracks())
			scope.listen(track, 'ended', () => this.#listeners.forEach((listener) => listener()));
		if (scope.isDisposed) throw new Fault('cancelled', 'The recording was cancelled.');
		const context = new AudioContext();
		scope.defer(() => void context.close());
		const rate = context.sampleRate;
		const [writer] = await Promise.all([
			this.#options.openWriter({ channels: 1, sampleRate: rate }),
			loadWorklet(context, recorderWorkletUrl, 'record'),
			resume(context)
		]);
		scope.defer(() => void writer.cancel());
		const node = new AudioWorkletNode(context, 'melograph-recorder', { numberOfOutputs: 0 });
		const take: Take = { scope, rate, writer, node, written: Promise.resolve(), samples: 0 };
		// A failure is thrown by `stop`; until then it must not count as unheard.
		take.written.catch(() => {});
		const hear = ({ data }: MessageEvent<Float32Array | null>): void => {
			if (data && data.length > 0) this.#hear(take, data);
		};
		node.port.addEventListener('message', hear);
		node.port.start();
		// Browsers may keep the port of a closed context; without its listener it keeps nothing else.
		scope.defer(() => node.port.removeEventListener('message', hear));
		const microphone = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
		microphone.connect(node);
		scope.defer(() => {
			microphone.disconnect();
			node.port.close();
		});
		return take;
	}

	#hear(take: Take, block: Float32Array): void {
		take.samples += block.length;
		const peak = block.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
		this.#level = Math.max(peak, this.#level * 0.5 ** (block.length / take.rate / LEVEL_HALF));
		take.written = take.written.then(() => take.writer.write([block]));
		take.written.catch(() => {});
		for (const listener of this.#chunkListeners) listener(block);
	}
}

/** Opens the microphone as it is: no processing meant for telephone calls, which would bend what is sung. */
async function openMicrophone(): Promise<MediaStream> {
	if (!globalThis.isSecureContext || !('mediaDevices' in navigator))
		throw new Fault('unavailable', 'A microphone can be used only on a page opened over https or from localhost.');
	try {
		return await navigator.mediaDevices.getUserMedia({
			audio: { channelCount: { ideal: 1 }, echoCancellation: false, noiseSuppression: false, autoGainControl: false }
		});
	} catch (cause) {
		throw new Fault('unavailable', microphoneSentence(cause instanceof DOMException ? cause.name : ''), { cause });
	}
}

function microphoneSentence(name: string): string {
	switch (name) {
		case 'NotAllowedError':
		case 'SecurityError':
			return 'The microphone is not allowed for this page; allow it in the browser’s address bar and try again.';
		case 'NotFoundError':
		case 'OverconstrainedError':
			return 'No microphone was found; connect one and try again.';
		case 'NotReadableError':
		case 'AbortError':
			return 'The microphone is there but gives no sound; another program may be using it.';
		default:
			return 'The microphone could not be opened.';
	}
}

/** Asks the audio thread for what it still holds. */
function lastBlock(port: MessagePort): Promise<void> {
	return new Promise((resolve) => {
		const done = (): void => {
			clearTimeout(timer);
			port.removeEventListener('message', listener);
			resolve();
		};
		const listener = ({ data }: MessageEvent<Float32Array | null>): void => {
			if (data === null) done();
		};
		const timer = setTimeout(done, LAST_BLOCK_MAX * 1000);
		port.addEventListener('message', listener);
		port.postMessage(null);
	});
}

/** `recording-2031-05-04-1530.flac`, in local time. */
function nameOf(date: Date): string {
	const two = (value: number): string => String(value).padStart(2, '0');
	const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
	return `recording-${day}-${two(date.getHours())}${two(date.getMinutes())}.flac`;
}
