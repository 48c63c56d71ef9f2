/** Somebody who has joined a document: her edits go to the log, and rows, streams and the others come to her. */

import { Fault } from '#lib/fault.ts';
import { isInParts, staysInParts, type AnyRecord, type Edit, type PartIds, type State } from '#lib/score/index.ts';
import {
	encodeServerFrame,
	GroupBuffer,
	Pace,
	type ClientFrame,
	type NoCode,
	type Presence,
	type Role,
	type ServerFrame
} from '#lib/wire/index.ts';
import type { Settings } from '#server/config/index.ts';
import type {
	AudioGrants,
	Author,
	CommitQueue,
	CommittedRow,
	LiveDocument,
	Submission
} from '#server/documents/index.ts';
import type { AnalysisJobs } from '#server/jobs/index.ts';
import type { Metrics } from '#server/metrics/index.ts';
import type { ChunkStore, DocumentStore } from '#server/store/index.ts';
import type { Outflow } from './outflow.ts';
import type { Overload } from './overload.ts';
import type { Membership, PresenceRooms } from './presence-room.ts';
import { PartFeed } from './part-feed.ts';
import { RowFeed, type Feed, type FeedOptions } from './row-feed.ts';
import { SocketStreams } from './socket-streams.ts';

export interface MemberDependencies {
	readonly settings: Settings;
	readonly store: DocumentStore;
	readonly chunks: ChunkStore;
	readonly commits: CommitQueue;
	readonly jobs: AnalysisJobs;
	readonly rooms: PresenceRooms;
	readonly metrics: Metrics;
	readonly grants: AudioGrants;
	readonly overload: Overload;
}

/** Who has been let in, with what. */
export interface Arrival {
	readonly document: LiveDocument;
	release(): void;
	readonly cid: string;
	readonly role: Role;
	/** The parts that she may see; null for all. */
	readonly parts: PartIds | null;
	/** The link that she came with, when that is limited to parts. */
	readonly limitedLink: string | null;
	/** The last row that her page has. */
	readonly since: number;
	/** Null for those who only look. */
	readonly client: { readonly slot: number; readonly lastN: number } | null;
}

/** After this the page sends again what could not be written. */
const STORAGE_RETRY_MS = 1000;
/** How soon it is tried again to show somebody of whom there was no time to speak. */
const UNSEEN_MS = 500;
/** Looking at so many records counts as one more op: at 200,000 notes a change of tempo takes 0.1 s, and then counts as 20. */
const RECORDS_PER_OP = 10_000;
/** The longest that anyone waits for what she had the server look at. */
const SPENT_MS_MAX = 30_000;

export class Member {
	readonly #who: Arrival;
	readonly #deps: MemberDependencies;
	readonly #outflow: Outflow;
	readonly #fail: (error: unknown) => void;
	readonly #pace: Pace;
	readonly #feed: Feed;
	readonly #author: Author;
	readonly #stops: (() => void)[] = [];
	#streams: SocketStreams | null = null;
	#group: GroupBuffer | null = null;
	#membership: Membership | null = null;
	#hasLeft = false;
	/** Where she is, while the server has too much to do to say so. */
	#unseen: Presence | null = null;
	#unseenTimer: NodeJS.Timeout | undefined;
	/** Gestures of hers that are not written yet: until they are, nobody else may open the document anew and miss them. */
	#queued = 0;

	/** `fail` lets her go for a fault of ours, and nobody else. */
	constructor(who: Arrival, deps: MemberDependencies, outflow: Outflow, fail: (error: unknown) => void) {
		this.#who = who;
		this.#deps = deps;
		this.#outflow = outflow;
		this.#fail = fail;
		this.#pace = new Pace(deps.settings.opsPerSecond, deps.settings.opsBurst, performance.now());
		this.#feed = this.#createFeed();
		const { cid, role, parts, limitedLink } = who;
		const mayName = (state: State, edits: readonly Edit[]): boolean =>
			!parts || limitedLink === null || deps.grants.allows(limitedLink, parts, state, edits);
		this.#author = parts
			? { cid, role, staysInside: (state, edits) => staysInParts(state, edits, parts) && mayName(state, edits) }
			: { cid, role };
	}

	/** Begins to tell her what she lacks, and whatever comes after it. */
	start(): void {
		const { document, parts } = this.#who;
		this.#feed.start();
		this.#membership = this.#deps.rooms.join(document.id, {
			parts,
			isBusy: () => this.#outflow.isBusy,
			send: (bytes) => this.#outflow.send(bytes)
		});
	}

	/** `bytes`: size of the frame. */
	receive(frame: Exclude<ClientFrame, { kind: 'hello' }>, bytes: number): void {
		switch (frame.kind) {
			case 'op':
				return this.#op(frame, bytes);
			case 'sub':
				// the op before it may be what asks for the analysis
				this.#deps.commits.flush();
				return this.#openStreams().subscribe(frame);
			case 'more':
				return this.#streams?.more(frame.sid, frame.bytes);
			case 'unsub':
				return this.#streams?.unsubscribe(frame.sid);
			case 'ping':
				return this.#send({ kind: 'pong', time: frame.time });
			case 'see':
				return this.#see(frame.presence);
		}
	}

	/** She takes more again: what was held back goes out. */
	pump(): void {
		this.#feed.pump();
		this.#pumpStreams(null);
		this.#membership?.pump();
	}

	leave(): void {
		if (this.#hasLeft) return;
		this.#hasLeft = true;
		clearTimeout(this.#unseenTimer);
		for (const stop of this.#stops) stop();
		this.#feed.dispose();
		this.#membership?.leave();
		if (this.#queued === 0) this.#who.release();
	}

	/** What gives way first when there is too much to do; the last of it is shown when there is not any more. */
	#see(presence: Presence): void {
		clearTimeout(this.#unseenTimer);
		if (this.#deps.overload.level === 0) {
			this.#unseen = null;
			return this.#membership?.see(presence);
		}
		if (this.#unseen) this.#deps.metrics.presenceDropped();
		this.#unseen = presence;
		this.#unseenTimer = setTimeout(() => {
			this.#unseen = null;
			this.#see(presence);
		}, UNSEEN_MS);
	}

	#createFeed(): Feed {
		const { document, client, cid, since, parts } = this.#who;
		const { store } = this.#deps;
		const options: FeedOptions = {
			slot: client?.slot ?? null,
			lastNAt: (seq) => (client ? store.lastNAt(document.id, cid, seq) : 0),
			refused: () => (client ? store.refusedOf(document.id, cid) : []),
			send: (bytes) => this.#outflow.send(bytes),
			isBusy: () => this.#outflow.isBusy,
			onFault: this.#fail
		};
		return parts ? new PartFeed(document, { ...options, parts }) : new RowFeed(document, { ...options, since });
	}

	#op(op: Extract<ClientFrame, { kind: 'op' }>, bytes: number): void {
		const { n } = op;
		const { settings, commits } = this.#deps;
		const { document } = this.#who;
		const waitMs = this.#pace.take(performance.now());
		if (waitMs > 0) return this.#refuse('rate', n, waitMs, 'More edits at once than are taken here.');
		this.#group ??= new GroupBuffer(settings.groupLimitBytes);
		const step = this.#group.take(op, bytes);
		if (step.kind === 'gap') return this.#refuse('gap', n, 0, 'An edit of this gesture is missing.');
		if (step.kind !== 'whole') return;
		const cost = step.ops.reduce((sum, { edits }) => sum + document.costOf(edits), 0);
		this.#pace.spend(cost / RECORDS_PER_OP, SPENT_MS_MAX);
		this.#queued++;
		commits.submit({
			document,
			author: this.#author,
			ops: step.ops,
			fault: step.fault,
			done: (result) => {
				this.#queued--;
				this.#answer(step.ops[0]?.n ?? n, result);
				if (this.#hasLeft && this.#queued === 0) this.#who.release();
			}
		});
	}

	/** A final refusal is in the log, and is told from there. */
	#answer(n: number, result: Submission | null): void {
		if (!result) return this.#refuse('storage', n, STORAGE_RETRY_MS, 'The edit could not be written to disk.');
		const { metrics } = this.#deps;
		if (result.kind === 'committed') return metrics.opCommitted();
		if (result.kind === 'done') return metrics.opDone();
		if (result.isFinal) metrics.opRefused(result.code);
		else this.#refuse(result.code, n, 0, result.text);
	}

	/** Few who look at a document follow a stream. */
	#openStreams(): SocketStreams {
		if (this.#streams) return this.#streams;
		const { settings, jobs, chunks } = this.#deps;
		const { document } = this.#who;
		this.#streams = new SocketStreams({
			document,
			jobs,
			chunks,
			most: settings.streamsPerSocket,
			creditMax: settings.streamCreditBytes,
			mayFollow: (analysis) => this.#maySee(document.analysis(analysis)),
			send: (frame) => this.#send(frame),
			isBusy: () => this.#outflow.isBusy
		});
		// a record may have been cancelled or deleted: its streams must hear of it
		const onRow = (row: CommittedRow): void => void (row.concernsAudio && this.#pumpStreams(null));
		this.#stops.push(
			document.subscribe(onRow),
			jobs.subscribe((key) => this.#pumpStreams(key))
		);
		return this.#streams;
	}

	#maySee(record: AnyRecord | null): boolean {
		const { document, parts } = this.#who;
		return record !== null && (!parts || isInParts(document.state, record, parts));
	}

	/** Moves the streams of a key, or all. Called from others' work, which must not suffer from it. */
	#pumpStreams(key: string | null): void {
		try {
			this.#streams?.pump(key);
		} catch (error) {
			this.#fail(error);
		}
	}

	#refuse(code: NoCode, about: number, retryAfterMs: number, text: string): void {
		this.#deps.metrics.opRefused(code);
		this.#send({ kind: 'no', code, retryAfterMs, about, text });
	}

	#send(frame: Exclude<ServerFrame, { kind: 'rows' }>): void {
		if (!this.#hasLeft) this.#outflow.send(encodeServerFrame(frame));
	}
}

/** The parts that are asked for and allowed; null for all. A link to some parts opens those and no others. */
export function allowedParts(ofLink: readonly number[] | null, asked: readonly number[] | undefined): PartIds | null {
	if (!ofLink) return asked ? new Set(asked) : null;
	const parts = asked ? ofLink.filter((part) => asked.includes(part)) : ofLink;
	if (parts.length === 0) throw new Fault('bad-request', 'This link opens none of these parts.');
	return new Set(parts);
}
