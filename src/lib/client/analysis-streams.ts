/** Follows the analyses of a document: two lanes of each become one curve, from wherever it was broken off. */

import { Fault } from '../fault.ts';
import { Curve } from '../pitch/index.ts';
import type { Analysis, RecordId } from '../score/index.ts';
import {
	framesInCurve,
	LANES,
	STREAMS_MAX,
	unpackChunk,
	type ClientFrame,
	type ServerFrame,
	type StreamStatus
} from '../wire/index.ts';

export type AnalysisStatus = 'waiting' | 'listening' | StreamStatus;

/** What the page knows of one analysis. */
export interface AnalysisView {
	readonly curve: Curve;
	/** Frames that the whole will have, as far as the server knows; 0 = not known. */
	readonly expectedFrames: number;
	readonly status: AnalysisStatus;
}

interface Followed {
	readonly curve: Curve;
	expectedFrames: number;
	status: AnalysisStatus;
	/** Streams of this analysis that are open now; a lane that has ended is null. */
	sids: { f0: number | null; loudness: number | null } | null;
	/** Nothing more comes unless someone asks for it again. */
	isOver: boolean;
	/** Bytes that have come for one lane and not yet for the other, by first frame. */
	readonly halves: { f0: Map<number, Uint8Array>; loudness: Map<number, Uint8Array> };
	/** Bytes since credit was last given. */
	owed: number;
}

/** Analyses that one connection follows at a time: the newest. */
const FOLLOWED_MAX = STREAMS_MAX / Object.keys(LANES).length;
const CREDIT_BYTES = 256 * 1024;
const CREDIT_STEP_BYTES = 64 * 1024;

export class AnalysisStreams {
	readonly #send: (frames: readonly ClientFrame[]) => void;
	readonly #onChange: () => void;
	readonly #followed = new Map<RecordId, Followed>();
	#nextSid = 1;
	#isOnline = false;
	#analyses: readonly Analysis[] = [];

	constructor(send: (frames: readonly ClientFrame[]) => void, onChange: () => void) {
		this.#send = send;
		this.#onChange = onChange;
	}

	view(analysis: RecordId): AnalysisView | null {
		return this.#followed.get(analysis) ?? null;
	}

	/** Compares what is followed with what the document has; call it when either may have changed. */
	follow(analyses: readonly Analysis[]): void {
		this.#analyses = analyses;
		for (const id of this.#followed.keys()) if (!analyses.some((analysis) => analysis.id === id)) this.#drop(id);
		for (const { id, state } of analyses) {
			const followed = this.#followed.get(id) ?? this.#add(id);
			const wasStopped = followed.status === 'cancelled' || followed.status === 'failed';
			if (state === 'wanted' && wasStopped) {
				followed.status = 'waiting';
				followed.isOver = false;
				this.#close(followed);
			} else if ((state === 'cancelled' || state === 'failed') && !wasStopped) followed.status = state;
		}
		if (this.#isOnline) this.#openNewest();
	}

	#openNewest(): void {
		const due = this.#analyses.filter(({ id }) => this.#followed.get(id)?.isOver === false).map(({ id }) => id);
		// closed first: the server counts
		for (const [id, followed] of this.#followed) if (!due.slice(-FOLLOWED_MAX).includes(id)) this.#close(followed);
		for (const id of due.slice(-FOLLOWED_MAX)) {
			const followed = this.#followed.get(id);
			if (followed && followed.sids === null) this.#open(id, followed);
		}
	}

	connected(): void {
		this.#isOnline = true;
	}

	disconnected(): void {
		this.#isOnline = false;
		for (const followed of this.#followed.values()) {
			followed.sids = null;
			forgetHalves(followed);
		}
	}

	receive(frame: ServerFrame): void {
		if (frame.kind === 'chunk') this.#chunk(frame);
		else if (frame.kind === 'end') this.#end(frame);
		else if (frame.kind === 'no') this.#refused(frame.about);
	}

	#add(id: RecordId): Followed {
		const followed: Followed = {
			curve: new Curve(),
			expectedFrames: 0,
			status: 'waiting',
			sids: null,
			isOver: false,
			halves: { f0: new Map(), loudness: new Map() },
			owed: 0
		};
		this.#followed.set(id, followed);
		return followed;
	}

	#drop(id: RecordId): void {
		const followed = this.#followed.get(id);
		if (followed) this.#close(followed);
		this.#followed.delete(id);
	}

	#open(analysis: RecordId, followed: Followed): void {
		const sids = { f0: this.#nextSid++, loudness: this.#nextSid++ };
		const cursor = followed.curve.length;
		followed.sids = sids;
		followed.owed = 0;
		this.#send([
			{ kind: 'sub', sid: sids.f0, analysis, lane: LANES.f0, cursor, credit: CREDIT_BYTES },
			{ kind: 'sub', sid: sids.loudness, analysis, lane: LANES.loudness, cursor, credit: CREDIT_BYTES }
		]);
	}

	#close(followed: Followed): void {
		const sids = openSids(followed);
		if (sids.length > 0) this.#send(sids.map((sid) => ({ kind: 'unsub', sid })));
		followed.sids = null;
		forgetHalves(followed);
	}

	#find(sid: number): { followed: Followed; lane: keyof Followed['halves'] } | null {
		for (const followed of this.#followed.values()) {
			if (followed.sids?.f0 === sid) return { followed, lane: 'f0' };
			if (followed.sids?.loudness === sid) return { followed, lane: 'loudness' };
		}
		return null;
	}

	#chunk({ sid, cursor, bytes, expected }: Extract<ServerFrame, { kind: 'chunk' }>): void {
		const found = this.#find(sid);
		if (!found) return;
		const { followed, lane } = found;
		followed.halves[lane].set(cursor, bytes);
		followed.expectedFrames = expected;
		if (followed.status === 'waiting') followed.status = 'listening';
		this.#pay(followed, bytes.length);
		const { f0, loudness } = followed.halves;
		const curve = f0.get(cursor);
		const levels = loudness.get(cursor);
		if (!curve || !levels || framesInCurve(curve) !== levels.length) return;
		f0.delete(cursor);
		loudness.delete(cursor);
		try {
			if (followed.curve.append(unpackChunk(cursor, curve, levels)) > 0) this.#onChange();
		} catch (thrown) {
			if (!(thrown instanceof Fault)) throw thrown;
			this.#giveUp(followed);
		}
	}

	/** The server sends what is no curve: it would send the same again. */
	#giveUp(followed: Followed): void {
		this.#close(followed);
		followed.status = 'failed';
		followed.isOver = true;
		this.#onChange();
	}

	#pay(followed: Followed, bytes: number): void {
		followed.owed += bytes;
		if (followed.owed < CREDIT_STEP_BYTES) return;
		const owed = followed.owed;
		followed.owed = 0;
		this.#send(openSids(followed).map((sid) => ({ kind: 'more', sid, bytes: owed })));
	}

	#end({ sid, status }: Extract<ServerFrame, { kind: 'end' }>): void {
		const found = this.#find(sid);
		if (!found) return;
		const { followed, lane } = found;
		if (followed.sids) followed.sids[lane] = null;
		// a lane of fewer bytes may be through long before the other
		if (openSids(followed).length > 0) return;
		followed.status = status;
		followed.isOver = true;
		followed.sids = null;
		if (this.#isOnline) this.#openNewest();
		this.#onChange();
	}

	/** The server knows no such analysis, or not yet: the next change of the document asks again. */
	#refused(sid: number): void {
		const found = this.#find(sid);
		if (found) this.#close(found.followed);
	}
}

const openSids = ({ sids }: Followed): number[] => (sids ? Object.values(sids).filter((sid) => sid !== null) : []);

function forgetHalves({ halves }: Followed): void {
	halves.f0.clear();
	halves.loudness.clear();
}
