/** One document on one page, before and after the server knows it: edits, recordings, analyses, connection. */

import { Fault } from '../fault.ts';
import { Scope } from '../scope.ts';
import { add, History, Score, type Edit, type RecordId } from '../score/index.ts';
import {
	CLOSE,
	PROTOCOL_VERSION,
	SCHEMA_VERSION,
	SyncClient,
	type Presence,
	type Role,
	type ServerFrame
} from '../wire/index.ts';
import { AnalysisStreams, type AnalysisView } from './analysis-streams.ts';
import { linkTo, randomId } from './address.ts';
import { fetchAudio, fetchAudioFacts, type AudioFacts, type NewDocument } from './api.ts';
import { Connection } from './connection.ts';
import { DocumentMaker } from './document-maker.ts';
import { createLink, fetchLinks, revokeLink, type NewShareLink, type ShareLink } from './links.ts';
import { PresenceClient } from './presence.ts';
import { Recordings, type AddRecordingOptions } from './recordings.ts';

export type ConnectionState = 'idle' | 'connecting' | 'online' | 'offline' | 'closed';
export type SessionEvent = 'score' | 'status' | 'curve' | 'people';

const MAKER_SLOT = 1;

export class Session {
	readonly score = new Score();
	readonly history = new History(this.score);
	readonly #scope = new Scope();
	readonly #listeners = new Set<(event: SessionEvent) => void>();
	readonly #cid = randomId();
	readonly #streams = new AnalysisStreams(
		(frames) => this.#connection?.send(frames),
		() => this.#tell('curve')
	);
	readonly #presence = new PresenceClient({
		send: (presence) => this.#connection?.send([{ kind: 'see', presence }]),
		onPeople: () => this.#tell('people'),
		now: () => performance.now(),
		schedule: (delayMs, run) => {
			const timer = setTimeout(run, delayMs);
			return () => clearTimeout(timer);
		}
	});
	readonly #maker = new DocumentMaker({
		onTrying: () => this.#setState('connecting'),
		onMade: (address) => {
			this.#address = address;
			this.#connect();
		},
		onFailed: () => this.#setState('offline'),
		isWanted: () => this.unsaved > 0
	});
	readonly #recordings = new Recordings(() => this.#loadAddress());
	#sync: SyncClient;
	#connection: Connection | null = null;
	#address: NewDocument | null = null;
	#state: ConnectionState = 'idle';
	#role: Role = 'own';
	#isLoaded = true;
	/** Where the log ended at the last welcome. */
	#headSeq: number | null = null;
	#flushing: ReturnType<typeof setTimeout> | undefined;
	/** Whether there is anything behind the address: a document that was only made ready is nothing to link to. */
	#hasContent = false;
	#fault: Fault | null = null;
	#refusal: Fault | null = null;

	/** An empty document of one's own, until {@link open} is called. */
	constructor() {
		this.#sync = this.#startSync(MAKER_SLOT);
		this.#scope.defer(() => this.history.dispose());
		this.#scope.defer(() => this.#sync.dispose());
		this.#scope.defer(() => this.#connection?.dispose());
		this.#scope.defer(() => this.#presence.disconnected());
		this.#scope.own(this.#recordings);
		this.#scope.own(this.#maker);
		this.#scope.defer(() => clearTimeout(this.#flushing));
		const stop = this.score.subscribe((change) => {
			this.#hasContent = true;
			if (change.origin !== 'remote') void this.#loadAddress().catch(() => undefined);
			this.#flush();
			this.#streams.follow(this.score.analyses);
			this.#tell('score');
		});
		this.#scope.defer(stop);
	}

	get doc(): string | null {
		return this.#address?.doc ?? null;
	}

	get token(): string | null {
		return this.#address?.token ?? null;
	}

	/** Whoever has it may do what this page may; null before the first edit. The token is in the fragment, which is never sent. */
	get link(): string | null {
		return this.#address && this.#hasContent ? linkTo(this.#address) : null;
	}

	get role(): Role {
		return this.#role;
	}

	get connection(): ConnectionState {
		return this.#state;
	}

	/** False from {@link open} until the document has been received. */
	get isLoaded(): boolean {
		return this.#isLoaded;
	}

	/** Everyone else who is on the document now, by a number of their connection. A new map at each change. */
	get people(): ReadonlyMap<number, Presence> {
		return this.#presence.people;
	}

	/** Shows others where this person is; at most ten times a second, and again after a break. */
	see(change: Partial<Presence>): void {
		this.#presence.see(change);
	}

	/** Ops that the server has not confirmed. */
	get unsaved(): number {
		return this.#sync.pendingCount;
	}

	/** Why the document cannot be shown at all: not-found, forbidden, bad-request. */
	get fault(): Fault | null {
		return this.#fault;
	}

	/** The last edit that the server would not take, rolled back here. */
	get refusal(): Fault | null {
		return this.#refusal;
	}

	/** Opens a document that exists. To be called once, before any edit. */
	open(doc: string, token: string): void {
		this.#sync.dispose();
		this.#sync = this.#startSync(0);
		this.#address = { doc, token };
		this.#hasContent = true;
		this.#isLoaded = false;
		this.#role = 'view';
		this.#connect();
	}

	/** Applies edits here at once and sends them; the first makes the document on the server. */
	edit(edits: readonly Edit[]): void {
		if (this.#role !== 'view' && edits.length > 0) this.score.transact('local', edits);
	}

	/** Uploads a recording and asks for it to be heard. Faults: those of the file, cancelled, unavailable. */
	async addRecording(file: Blob, name: string, options: AddRecordingOptions): Promise<RecordId> {
		const sha256 = await this.#recordings.upload(file, options);
		const analyser = options.analyser ?? (await this.#recordings.loadModels()).default;
		if (options.signal.aborted) throw new Fault('cancelled', 'This was stopped.');
		const clip = this.score.nextId();
		this.edit([add('clip', clip, { audio: sha256, name }), add('analysis', this.score.nextId(), { clip, analyser })]);
		return clip;
	}

	/** Gets what the first upload would otherwise wait for. */
	warm(): void {
		this.#recordings.warm();
	}

	analysisView(id: RecordId): AnalysisView | null {
		return this.#streams.view(id);
	}

	cancelAnalysis(id: RecordId): void {
		this.edit([{ kind: 'set', id, fields: { state: 'cancelled' } }]);
	}

	restartAnalysis(id: RecordId): void {
		this.edit([{ kind: 'set', id, fields: { state: 'wanted', fault: '' } }]);
	}

	/** The file of a clip of this document. */
	async loadAudio(sha256: string, options: { signal?: AbortSignal } = {}): Promise<Blob> {
		if (!this.#address) throw new Fault('not-found', 'This document has no recording yet.');
		return fetchAudio(this.#address.doc, this.#address.token, sha256, options.signal);
	}

	/** What the server knows of the file of a clip. */
	async loadAudioFacts(sha256: string): Promise<AudioFacts> {
		if (!this.#address) throw new Fault('not-found', 'This document has no recording yet.');
		return fetchAudioFacts(this.#address.doc, this.#address.token, sha256);
	}

	/** All links to this document, oldest first. For owners, as the next two. */
	async listLinks(): Promise<ShareLink[]> {
		return fetchLinks(this.#requireAddress());
	}

	/** Makes a link; its address is told this once. */
	async createLink(link: NewShareLink): Promise<{ readonly id: string; readonly link: string }> {
		const address = this.#requireAddress();
		const { id, token } = await createLink(address, link);
		return { id, link: linkTo({ ...address, token }) };
	}

	/** Closes at once every page that came with the link. */
	async revokeLink(id: string): Promise<void> {
		await revokeLink(this.#requireAddress(), id);
	}

	/** The version of a model that the server has; empty where it does not have it. */
	async loadModelVersion(id: string): Promise<string> {
		return (await this.#recordings.loadModels()).versions.get(id) ?? '';
	}

	subscribe(listener: (event: SessionEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#scope.dispose();
	}

	#requireAddress(): NewDocument {
		if (!this.#address) throw new Fault('not-found', 'This document is not on the server yet.');
		return this.#address;
	}

	#startSync(slot: number): SyncClient {
		return new SyncClient(
			this.score,
			{
				onRefused: ({ inverse, text }) => {
					if (inverse) this.history.forget(inverse);
					this.#refusal = new Fault('conflict', text || 'The server did not take this edit.');
					this.#tell('status');
				},
				onGap: () => this.#connection?.reconnect()
			},
			slot
		);
	}

	/** Where the document is; it is made when it is nowhere yet. */
	async #loadAddress(): Promise<NewDocument> {
		return this.#address ?? this.#maker.make(this.#cid);
	}

	#connect(): void {
		this.#setState('connecting');
		this.#connection = new Connection({
			onOpen: () => this.#hello(),
			onFrame: (frame) => this.#receive(frame),
			onClose: (code, isFinal) => this.#closed(code, isFinal)
		});
	}

	#hello(): void {
		if (!this.#address) return;
		const hello = {
			kind: 'hello',
			version: PROTOCOL_VERSION,
			schema: SCHEMA_VERSION,
			cid: this.#cid,
			since: this.#sync.seq,
			...this.#address
		} as const;
		this.#connection?.send([hello]);
	}

	#receive(frame: ServerFrame): void {
		if (frame.kind === 'seen') return this.#presence.receive(frame);
		if (frame.kind === 'chunk' || frame.kind === 'end') return this.#streams.receive(frame);
		if (frame.kind === 'no' && frame.code === 'nojob') return this.#streams.receive(frame);
		if (frame.kind === 'welcome') {
			this.#role = frame.role;
			this.#headSeq = frame.seq;
			this.#streams.connected();
			this.#presence.connected();
			this.#setState('online');
		}
		this.#sync.receive(frame);
		this.#flush();
		this.#isLoaded ||= this.#headSeq !== null && this.#sync.seq >= this.#headSeq;
		if (frame.kind === 'rows' || frame.kind === 'welcome') {
			this.#streams.follow(this.score.analyses);
			this.#tell('status');
		}
	}

	#closed(code: number, isFinal: boolean): void {
		this.#sync.disconnected();
		this.#streams.disconnected();
		this.#presence.disconnected();
		if (code === CLOSE.notFound) this.#fault = new Fault('not-found', 'There is no document at this address.');
		else if (code === CLOSE.forbidden) this.#fault = new Fault('forbidden', 'This link does not open the document.');
		else if (isFinal)
			this.#fault = new Fault('bad-request', 'This page is of another version than the server. Load it again.');
		this.#setState(isFinal ? 'closed' : 'offline');
	}

	/** Sends what the server will take now, and the rest when it will. */
	#flush(): void {
		clearTimeout(this.#flushing);
		this.#connection?.send(this.#sync.takeOutbox(performance.now()));
		const wait = this.#sync.waitMs(performance.now());
		if (wait !== null && !this.#scope.isDisposed) this.#flushing = setTimeout(() => this.#flush(), wait);
	}

	#setState(state: ConnectionState): void {
		if (this.#state === state) return;
		this.#state = state;
		this.#tell('status');
	}

	#tell(event: SessionEvent): void {
		for (const listener of [...this.#listeners]) listener(event);
	}
}
