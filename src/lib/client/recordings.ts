/** Recordings on their way to the server and back: hashing, uploading, and the models that may listen to them. */

import { Fault, toFault } from '../fault.ts';
import { DEFAULTS } from '../score/index.ts';
import { fetchModels, uploadAudio, type NewDocument, type ServerModels } from './api.ts';
import { decodeToFlac } from './decode-to-flac.ts';
import { createHasher, type Hasher } from './hasher.ts';

export type UploadStage = 'hashing' | 'decoding' | 'uploading';

export interface AddRecordingOptions {
	readonly signal: AbortSignal;
	onProgress(stage: UploadStage, fraction: number): void;
	/** Model to listen with. */
	readonly analyser?: string;
	/** The part that it is added to; the first when it is not given. */
	readonly part?: number;
}

export class Recordings {
	readonly #loadAddress: () => Promise<NewDocument>;
	#hasher: Hasher | null = null;
	#models: Promise<ServerModels> | null = null;

	/** `loadAddress` answers where the document is, and makes it when it is nowhere yet. */
	constructor(loadAddress: () => Promise<NewDocument>) {
		this.#loadAddress = loadAddress;
	}

	/** Uploads a file, decoded here first when only the browser can; answers the hash that it has on the server. */
	async upload(file: Blob, options: AddRecordingOptions): Promise<string> {
		if (file.size === 0) throw new Fault('empty-file', 'This file is empty.');
		return this.#send(file, options).catch((thrown: unknown) => {
			if (toFault(thrown).code !== 'no-decoder') throw thrown;
			options.onProgress('decoding', 0);
			return decodeToFlac(file).then((flac) => this.#send(flac, options));
		});
	}

	/** Gets what the first upload would otherwise wait for. */
	warm(): void {
		this.#hasher ??= createHasher();
		void this.loadModels();
	}

	/** What the server can listen with; what is usual when it cannot be asked. */
	loadModels(): Promise<ServerModels> {
		this.#models ??= fetchModels().catch(() => {
			this.#models = null;
			return { default: DEFAULTS.analysis.analyser, versions: new Map() };
		});
		return this.#models;
	}

	dispose(): void {
		this.#hasher?.dispose();
	}

	async #send(file: Blob, { signal, onProgress }: AddRecordingOptions): Promise<string> {
		this.warm();
		const [sha256, address] = await Promise.all([
			this.#hasher?.hash(file, signal, (fraction) => onProgress('hashing', fraction)),
			this.#loadAddress()
		]);
		if (!sha256) throw new Fault('unavailable', 'The recording could not be read.');
		await uploadAudio({
			...address,
			sha256,
			file,
			signal,
			onProgress: (fraction) => onProgress('uploading', fraction)
		});
		return sha256;
	}
}
