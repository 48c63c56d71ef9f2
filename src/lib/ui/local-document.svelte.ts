/** A document of this page alone: no server, nothing kept, and nothing heard in its recordings but what it is given. */

import type { AnalysisView } from '#lib/client/index.ts';
import { Fault } from '#lib/fault.ts';
import { add, counterOf, FIRST_PART, History, Score, slotOf, type Edit, type RecordId } from '#lib/score/index.ts';
import type { Keeper } from './keeper.ts';

type Listener = Parameters<Keeper['subscribe']>[0];

export interface LocalSound {
	/** What was heard elsewhere, by analysis. */
	readonly heard?: ReadonlyMap<RecordId, AnalysisView>;
	/** Gets the file of a clip by its hash. */
	readonly load?: (audio: string) => Promise<Blob>;
}

/** The slot in which a document's maker counts. */
const SLOT = 1;

export class LocalDocument implements Keeper {
	#score = $state.raw(new Score());
	#history = $state.raw(new History(this.#score));
	#stop: () => void = () => undefined;
	readonly #listeners = new Set<Listener>();
	/** The files of its clips, by hash. */
	readonly #files = new Map<string, Blob>();
	readonly isLoaded = true;
	readonly role = 'own';
	readonly parts = null;
	readonly doc = null;
	readonly link = null;
	readonly connection = 'idle';
	readonly fault = null;
	readonly unsaved = 0;
	readonly isUnsavedKept = true;
	readonly couldLoseEdits = false;
	readonly refused = null;
	readonly people: Keeper['people'] = new Map();

	readonly #sound: LocalSound;

	constructor(sound: LocalSound = {}) {
		this.#sound = sound;
		this.load(this.#score);
	}

	get score(): Score {
		return this.#score;
	}

	get history(): History {
		return this.#history;
	}

	/** Begins anew with another score, which nothing takes back. */
	load(score: Score): void {
		let counter = 1;
		for (const id of score.state.records.keys())
			if (slotOf(id) === SLOT) counter = Math.max(counter, counterOf(id) + 1);
		score.useSlot(SLOT, counter);
		this.#stop();
		this.#history.dispose();
		this.#score = score;
		this.#history = new History(score);
		this.#stop = score.subscribe(() => this.#tell('score'));
		this.#tell('score');
	}

	edit(edits: readonly Edit[]): void {
		if (edits.length > 0) this.#score.transact('local', edits);
	}

	async addRecording(file: Blob, name: string, options: { readonly part?: number }): Promise<RecordId> {
		const audio = await nameOf(file);
		this.#files.set(audio, file);
		const clip = this.#score.nextId();
		this.edit([add('clip', clip, { audio, name, part: options.part ?? FIRST_PART })]);
		return clip;
	}

	async loadAudio(audio: string): Promise<Blob> {
		const file = this.#files.get(audio) ?? (await this.#sound.load?.(audio));
		if (!file) throw new Fault('not-found', 'This document has the name of a recording, and not its sound.');
		return file;
	}

	loadAudioFacts(): Promise<never> {
		return Promise.reject(new Fault('not-found', 'No server has heard this recording.'));
	}

	async loadModelVersion(): Promise<string> {
		return '';
	}

	analysisView(analysis: RecordId): AnalysisView | null {
		return this.#sound.heard?.get(analysis) ?? null;
	}

	cancelAnalysis(): void {
		// nothing is being heard
	}

	restartAnalysis(): void {
		// nobody is there to hear it
	}

	see(): void {
		// nobody is there to be seen by
	}

	dismissRefused(): void {
		// nothing is ever refused
	}

	subscribe(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#stop();
		this.#history.dispose();
		this.#listeners.clear();
		this.#files.clear();
	}

	#tell(event: Parameters<Listener>[0]): void {
		for (const listener of [...this.#listeners]) listener(event);
	}
}

/** The SHA-256 of a file in hex; over plain http, where browsers hash nothing, any name that no other file has. */
async function nameOf(file: Blob): Promise<string> {
	const bytes = globalThis.crypto.subtle
		? new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
		: crypto.getRandomValues(new Uint8Array(32));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
