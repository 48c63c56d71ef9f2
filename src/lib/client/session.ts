/**
 * One document on one page, before and after the server knows it: edits, recordings, analyses, people, connection. Long,
 * because it is the one door that the page has to all of them; the work is done elsewhere.
 */

import { Fault } from '../fault.ts';
import { Scope } from '../scope.ts';
import { add, editsTo, FIRST_PART, History, Score, type Edit, type RecordId, type State } from '../score/index.ts';
import { CLOSE, type Presence, type Refusal, type Role, type ServerFrame } from '../wire/index.ts';
import { AnalysisStreams, type AnalysisView } from './analysis-streams.ts';
import { linkTo } from './address.ts';
import { fetchAudio, fetchAudioFacts, type AudioFacts, type NewDocument } from './api.ts';
import { DocumentMaker } from './document-maker.ts';
import type { EditStore } from './edit-store.ts';
import { newClaim, newClient, TOUCH_MS, type Claim, type KeptEdits } from './kept-edits.ts';
import { LeftBehind } from './left-behind.ts';
import { LiveClient } from './live-client.ts';
import { createLink, fetchLinks, revokeLink, type NewShareLink, type ShareLink } from './links.ts';
import { openKeptEdits } from './open-kept-edits.ts';
import { PresenceClient } from './presence.ts';
import { Recordings, type AddRecordingOptions } from './recordings.ts';
import { Refusals, type Refused } from './refusals.ts';
import { fetchVersion, fetchVersions, type Version } from './versions.ts';

export type ConnectionState = 'idle' | 'connecting' | 'online' | 'offline' | 'closed';
export type SessionEvent = 'score' | 'status' | 'curve' | 'people';

export class Session {
	readonly score = new Score();
	readonly history = new History(this.score);
	readonly #scope = new Scope();
	readonly #listeners = new Set<(event: SessionEvent) => void>();
	readonly #streams = new AnalysisStreams(
		(frames) => this.#live.send(frames),
		() => this.#tell('curve')
	);
	readonly #presence = new PresenceClient({
		send: (presence) => this.#live.send([{ kind: 'see', presence }]),
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
			this.#connect(address);
		},
		onFailed: () => this.#setState('offline'),
		isWanted: () => this.unsaved > 0
	});
	readonly #recordings = new Recordings(() => this.#loadAddress());
	readonly #refusals = new Refusals();
	#live: LiveClient;
	#kept: KeptEdits | null = null;
	#left: LeftBehind | null = null;
	/** Settles when it is known which client this page is. */
	#beginning: Promise<void> = Promise.resolve();
	readonly #draftStore = Promise.withResolvers<EditStore | null>();
	#address: NewDocument | null = null;
	#state: ConnectionState = 'idle';
	#role: Role = 'own';
	#parts: readonly number[] | null = null;
	#isLoaded = true;
	/** Where the log ended at the last welcome. */
	#headSeq: number | null = null;
	/** Whether there is anything behind the address: a document that was only made ready is nothing to link to. */
	#hasContent = false;
	#fault: Fault | null = null;

	/** An empty document of one's own; then call {@link begin} or {@link open}. */
	constructor() {
		this.#live = this.#startLive(newClaim(newClient(null)), this.#draftStore.promise);
		this.#scope.defer(() => this.#kept?.store.close());
		this.#scope.defer(() => this.history.dispose());
		this.#scope.defer(() => this.#live.dispose());
		this.#scope.defer(() => this.#left?.dispose());
		this.#scope.defer(() => this.#presence.disconnected());
		this.#scope.own(this.#recordings);
		this.#scope.own(this.#maker);
		this.#scope.every(TOUCH_MS, () => this.#tick());
		this.#scope.listen(window, 'pagehide', () => this.#kept?.leave(this.#live.client));
		const stop = this.score.subscribe((change) => {
			this.#hasContent = true;
			if (change.origin !== 'remote') void this.#loadAddress().catch(() => undefined);
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

	/** The parts that the link is limited to; null for the whole document. */
	get parts(): readonly number[] | null {
		return this.#parts;
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

	/** Edits that the server has not confirmed, those that closed pages of this browser have left among them. */
	get unsaved(): number {
		return this.#live.unsaved + (this.#left?.unsaved ?? 0);
	}

	/** Whether a later visit would find what is unsaved, because the browser has it on its disk. */
	get isUnsavedKept(): boolean {
		return this.#live.isKept;
	}

	/** Whether edits would be lost if the page were closed now. */
	get couldLoseEdits(): boolean {
		return this.#live.unsaved > 0 && !(this.#live.isKept && this.#live.isSettled);
	}

	/** Why the document cannot be shown at all: not-found, forbidden, bad-request. */
	get fault(): Fault | null {
		return this.#fault;
	}

	/** Edits that the server would not take, rolled back here; null when there are none to tell of. */
	get refused(): Refused | null {
		return this.#refusals.all;
	}

	dismissRefused(): void {
		this.#refusals.dismiss();
		this.#tell('status');
	}

	/** Begins a document of one's own, or goes on with one that never came to a server. To be called once. */
	begin(): void {
		this.#beginning = this.#findDraft().catch(() => this.#draftStore.resolve(null));
	}

	/** Opens a document that exists. To be called once, before any edit. */
	open(doc: string, token: string): void {
		const address = { doc, token };
		this.#live.dispose();
		this.#address = address;
		this.#hasContent = true;
		this.#isLoaded = false;
		this.#role = 'view';
		this.#setState('connecting');
		this.#beginning = this.#enter(address);
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
		const { part = FIRST_PART } = options;
		if (part !== FIRST_PART && !this.score.parts.some(({ id }) => id === part))
			throw new Fault('not-found', 'The part that the recording was for is not there any more.');
		const clip = this.score.nextId();
		this.edit([
			add('clip', clip, { audio: sha256, name, part }),
			add('analysis', this.score.nextId(), { clip, analyser })
		]);
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
		const record = this.score.get(id);
		if (record?.kind !== 'analysis') return;
		// what came back has its notes, and would get them once more
		if (record.state === 'heard')
			this.edit([{ kind: 'delete', ids: [id] }, add('analysis', this.score.nextId(), { ...record, state: 'wanted' })]);
		else this.edit([{ kind: 'set', id, fields: { state: 'wanted', fault: '' } }]);
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

	/** What is kept of this document, newest first. */
	async listVersions(): Promise<Version[]> {
		return fetchVersions(this.#requireAddress());
	}

	/** The document as it was after row `seq`, one of {@link listVersions}. */
	async loadVersion(seq: number, signal?: AbortSignal): Promise<State> {
		return fetchVersion(this.#requireAddress(), seq, signal);
	}

	/** Makes the document what it was: one gesture, nothing when it is so already. */
	restore(wanted: State): void {
		const isHeard = (id: RecordId): boolean => {
			const record = this.score.get(id);
			return this.#streams.view(id)?.status === 'done' || (record?.kind === 'analysis' && record.state === 'heard');
		};
		this.edit(editsTo(this.score.state, wanted, { nextId: () => this.score.nextId(), isHeard }));
	}

	/** The version of a model that the server has; empty where it does not have it. */
	async loadModelVersion(id: string): Promise<string> {
		return (await this.#recordings.loadModels()).versions.get(id) ?? '';
	}

	/** Ids of what the server can listen with; none where it cannot be asked. */
	async loadAnalysers(): Promise<readonly string[]> {
		return [...(await this.#recordings.loadModels()).versions.keys()];
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

	async #enter(address: NewDocument): Promise<void> {
		this.#kept = await openKeptEdits();
		const claim = await this.#kept?.claim(address).catch(() => null);
		if (this.#scope.isDisposed) return claim?.release();
		this.#live = this.#startLive(claim ?? newClaim(newClient(address)), claim ? (this.#kept?.store ?? null) : null);
		this.#connect(address);
	}

	async #findDraft(): Promise<void> {
		this.#kept = await openKeptEdits();
		const draft = await this.#kept?.claimDraft().catch(() => null);
		// whoever has begun to edit meanwhile finds the draft at the next visit
		if (!draft || !this.#kept || this.#live.unsaved > 0 || this.#scope.isDisposed) {
			draft?.release();
			this.#scope.defer((await this.#kept?.hold(this.#live.client.cid)) ?? (() => undefined));
			return this.#draftStore.resolve(this.#kept?.store ?? null);
		}
		this.#live.dispose();
		this.#live = this.#startLive(draft, this.#kept.store);
		const { doc, token } = draft.client;
		if (doc === '') return void this.#maker.make(draft.client.cid).catch(() => undefined);
		this.#address = { doc, token };
		this.#connect(this.#address);
	}

	#startLive(claim: Claim, store: EditStore | null | Promise<EditStore | null>): LiveClient {
		return new LiveClient({
			score: this.score,
			claim,
			store: Promise.resolve(store),
			onFrame: (frame) => this.#receive(frame),
			onClose: (code, isFinal) => this.#closed(code, isFinal),
			onRefused: (refusal) => this.#refuse(refusal),
			onUnsaved: () => this.#tell('status')
		});
	}

	#refuse({ edits, inverse, text }: Refusal): void {
		if (inverse) this.history.forget(inverse);
		this.#refusals.add(edits, text, this.score.state);
		this.#tell('status');
	}

	/** Where the document is; it is made when it is nowhere yet. */
	async #loadAddress(): Promise<NewDocument> {
		await this.#beginning;
		return this.#address ?? this.#maker.make(this.#live.client.cid);
	}

	#connect(address: NewDocument): void {
		this.#setState('connecting');
		this.#live.connect(address);
	}

	/** What earlier pages have left is looked for once this page knows that it may write. */
	#tick(): void {
		void this.#kept?.touch(this.#live.client.cid).catch(() => undefined);
		void this.#left?.look();
	}

	#lookBehind(address: NewDocument): void {
		if (!this.#kept || this.#left) return;
		this.#left = new LeftBehind({
			kept: this.#kept,
			address,
			own: this.#live.client.cid,
			onUnsaved: () => this.#tell('status'),
			onRefused: (refusal) => this.#refuse({ ...refusal, inverse: null })
		});
		void this.#left.look();
	}

	#receive(frame: ServerFrame): void {
		if (frame.kind === 'seen') return this.#presence.receive(frame);
		if (frame.kind === 'chunk' || frame.kind === 'end') return this.#streams.receive(frame);
		if (frame.kind === 'no' && frame.code === 'nojob') return this.#streams.receive(frame);
		if (frame.kind === 'welcome') {
			this.#role = frame.role;
			this.#parts = frame.parts ?? null;
			this.#headSeq = frame.seq;
			this.#streams.connected();
			this.#presence.connected();
			this.#setState('online');
			if (frame.role !== 'view' && this.#address) this.#lookBehind(this.#address);
		}
		this.#isLoaded ||= this.#headSeq !== null && this.#live.seq >= this.#headSeq;
		if (frame.kind === 'rows' || frame.kind === 'snap' || frame.kind === 'welcome') {
			this.#streams.follow(this.score.analyses);
			this.#tell('status');
		}
	}

	#closed(code: number, isFinal: boolean): void {
		this.#streams.disconnected();
		this.#presence.disconnected();
		if (isFinal) this.#fault = faultOf(code);
		this.#setState(isFinal ? 'closed' : 'offline');
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

function faultOf(code: number): Fault {
	if (code === CLOSE.notFound) return new Fault('not-found', 'There is no document at this address.');
	if (code === CLOSE.forbidden) return new Fault('forbidden', 'This link does not open the document.');
	return new Fault('bad-request', 'This page is of another version than the server. Load it again.');
}
