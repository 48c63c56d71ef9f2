/**
 * Every message between a page and the server: what it means and how it lies on the wire (docs/PROTOCOL.md, 2). Long,
 * because whoever asks what can be said shall find all of it in one place.
 */

import { Fault } from '../fault.ts';
import { counterOf, cutText, slotOf, type Edit, type RecordId } from '../score/index.ts';
import {
	decodeEdits,
	decodeId,
	decodeIds,
	encodeEdits,
	encodeIds,
	integer,
	list,
	text,
	UnknownEdit,
	type WireValue
} from './edit-codec.ts';
import { GATE_LIMITS, type GateLimits } from './gate.ts';
import { pack, unpack } from './pack.ts';
import { PRESENCE_COLOURS, PRESENCE_IDS_MAX, PRESENCE_NAME_MAX } from './presence-limits.ts';

export { PRESENCE_COLOURS, PRESENCE_IDS_MAX, PRESENCE_NAME_MAX };

export const PROTOCOL_VERSION = 1;
export const SCHEMA_VERSION = 2;
export const SUBPROTOCOL = 'melograph.1';

export type Role = 'view' | 'edit' | 'own';
const ROLES: readonly Role[] = ['view', 'edit', 'own'];

/** Streams that one socket may follow at a time. */
export const STREAMS_MAX = 8;

/** What a stream carries: signed half-cents with confidence, or loudness. */
export const LANES = { f0: 0, loudness: 1 } as const;

export type StreamStatus = 'done' | 'failed' | 'cancelled';
const STATUSES: readonly StreamStatus[] = ['done', 'failed', 'cancelled'];

export type NoCode = 'gap' | 'rate' | 'full' | 'storage' | 'unsupported' | 'readonly' | 'nojob' | 'outside';
const NO_CODES: readonly NoCode[] = [
	'gap',
	'rate',
	'full',
	'storage',
	'unsupported',
	'readonly',
	'nojob',
	// the link is limited to some parts, and this op touches others
	'outside'
];
/** A refusal that asks for the same again, later. `nojob` is about a stream; every other is about an op, and final. */
export const TRANSIENT: ReadonlySet<NoCode> = new Set(['rate', 'storage']);

export const CLOSE = {
	version: 4001,
	forbidden: 4003,
	notFound: 4004,
	idle: 4008,
	replaced: 4009,
	pace: 4029,
	malformed: 4400,
	goingAway: 4503
} as const;
/** The standard's own code for a frame over the limit: it would be over it again. */
const TOO_BIG = 1009;
/** Close codes after which trying again cannot help. */
export const FINAL_CLOSES: ReadonlySet<number> = new Set([
	TOO_BIG,
	CLOSE.version,
	CLOSE.forbidden,
	CLOSE.notFound,
	CLOSE.malformed
]);

/** One row of the log as a client sees it. `edits` is null for one's own op, taken as it was sent. */
export interface Row {
	/** Slot of the author. */
	readonly who: number;
	readonly n: number;
	readonly edits: readonly Edit[] | null;
}

/** Where somebody is and what she has selected: lossy, in memory only, never part of the document. */
export interface Presence {
	/** At most {@link PRESENCE_NAME_MAX} characters; empty while she has not said. */
	readonly name: string;
	/** Position in the palette of people, 0 to 7. */
	readonly colour: number;
	/** The part that she looks at; 0 for the first. */
	readonly part: number;
	/** Her pointer: ticks, and cents above MIDI 0; null while it is elsewhere. */
	readonly cursor: { readonly ticks: number; readonly cents: number } | null;
	/** Notes that she has selected, the first {@link PRESENCE_IDS_MAX}. */
	readonly selection: readonly RecordId[];
	/** What her roll shows, in ticks; null while it is not known. */
	readonly view: { readonly from: number; readonly to: number } | null;
}
/** The largest SEE that is taken. */
export const PRESENCE_BYTES = 256;

export type ClientFrame =
	| {
			readonly kind: 'hello';
			readonly version: number;
			readonly schema: number;
			readonly doc: string;
			readonly cid: string;
			readonly token: string;
			readonly since: number;
			/** Only these parts of the document are wanted; none named means all that the link allows. */
			readonly parts?: readonly number[];
	  }
	| {
			readonly kind: 'op';
			readonly n: number;
			readonly edits: readonly Edit[];
			/** Ops of the same gesture that are still to come: the group is taken when its last is there, or not at all. */
			readonly left?: number;
			/** It holds what only a newer version knows: `edits` is empty, and nothing can be done but say so. */
			readonly isUnknown?: true;
	  }
	| { readonly kind: 'see'; readonly presence: Presence }
	| {
			readonly kind: 'sub';
			readonly sid: number;
			readonly analysis: RecordId;
			readonly lane: number;
			readonly cursor: number;
			readonly credit: number;
	  }
	| { readonly kind: 'more'; readonly sid: number; readonly bytes: number }
	| { readonly kind: 'unsub'; readonly sid: number }
	| { readonly kind: 'ping'; readonly time: number };

export type ServerFrame =
	| {
			readonly kind: 'welcome';
			readonly version: number;
			readonly seq: number;
			readonly lastN: number;
			readonly role: Role;
			readonly slot: number;
			readonly opsPerSecond: number;
			readonly opsBurst: number;
			/** The parts that the link is limited to; none for the whole document. */
			readonly parts?: readonly number[];
	  }
	| {
			/** The document as it was after row `seq`; what is missing follows as rows. */
			readonly kind: 'snap';
			readonly seq: number;
			/** The reader's own last op that is in it. */
			readonly lastN: number;
			/** The snapshot, or null when it is so large that it is to be fetched over HTTP. */
			readonly bytes: Uint8Array | null;
			/** Numbers of the reader's ops up to `lastN` that were refused: she may not have heard of it. */
			readonly refused: readonly number[];
	  }
	/** Somebody else: where she is, or null when she has gone. `who` is a number of the connection, not of the log. */
	| { readonly kind: 'seen'; readonly who: number; readonly presence: Presence | null }
	| { readonly kind: 'rows'; readonly firstSeq: number; readonly rows: readonly Row[] }
	| {
			readonly kind: 'chunk';
			readonly sid: number;
			readonly cursor: number;
			readonly bytes: Uint8Array;
			readonly expected: number;
	  }
	| { readonly kind: 'end'; readonly sid: number; readonly cursor: number; readonly status: StreamStatus }
	| {
			readonly kind: 'no';
			readonly code: NoCode;
			readonly retryAfterMs: number;
			readonly about: number;
			readonly text: string;
	  }
	| { readonly kind: 'pong'; readonly time: number };

const CODES = {
	hello: 1,
	op: 2,
	see: 3,
	sub: 4,
	more: 5,
	unsub: 6,
	ping: 7,
	welcome: 16,
	snap: 17,
	rows: 18,
	seen: 19,
	chunk: 20,
	end: 21,
	no: 22,
	pong: 23
} as const;

/** A list without its trailing zeros, empty strings and empty arrays: the reader knows the defaults. */
function strip(values: WireValue[]): WireValue[] {
	while (values.length > 1 && isDefault(values.at(-1))) values.pop();
	return values;
}
const isDefault = (value: WireValue | undefined): boolean => value === 0 || value === '' || value === null;

export function encodeClientFrame(frame: ClientFrame): Uint8Array<ArrayBuffer> {
	switch (frame.kind) {
		case 'hello':
			return pack(
				strip([
					CODES.hello,
					frame.version,
					frame.schema,
					frame.doc,
					frame.cid,
					frame.token,
					frame.since,
					encodeParts(frame.parts)
				])
			);
		case 'op':
			return pack(strip([CODES.op, frame.n, encodeEdits(frame.edits), frame.left ?? 0]));
		case 'see':
			return pack(strip([CODES.see, ...encodePresence(frame.presence)]));
		case 'sub':
			return pack([CODES.sub, frame.sid, encodeIds([frame.analysis]), frame.lane, frame.cursor, frame.credit]);
		case 'more':
			return pack([CODES.more, frame.sid, frame.bytes]);
		case 'unsub':
			return pack([CODES.unsub, frame.sid]);
		case 'ping':
			return pack([CODES.ping, frame.time]);
	}
}

/** A frame from a page; null for a type that this version does not know, which is to be ignored. */
export function decodeClientFrame(bytes: Uint8Array, limits: GateLimits = GATE_LIMITS): ClientFrame | null {
	const [code, a, b, c, d, e, f, g] = unpack(bytes, limits);
	switch (code) {
		case CODES.hello:
			return {
				kind: 'hello',
				version: integer(a),
				schema: integer(b),
				doc: text(c),
				cid: text(d),
				token: text(e ?? ''),
				since: integer(f ?? 0),
				...decodeParts(g)
			};
		case CODES.op:
			return { kind: 'op', n: integer(a), ...decodeKnown(b), ...(c ? { left: integer(c) } : {}) };
		case CODES.see:
			if (bytes.length > PRESENCE_BYTES) throw new Fault('bad-request', `A presence has ${PRESENCE_BYTES} bytes.`);
			return { kind: 'see', presence: decodePresence([a, b, c, d, e, f]) };
		case CODES.sub: {
			const [analysis] = decodeIds(b);
			if (analysis === undefined) throw new Fault('bad-request', 'The subscription names no analysis.');
			return { kind: 'sub', sid: integer(a), analysis, lane: integer(c), cursor: integer(d), credit: integer(e) };
		}
		case CODES.more:
			return { kind: 'more', sid: integer(a), bytes: integer(b) };
		case CODES.unsub:
			return { kind: 'unsub', sid: integer(a) };
		case CODES.ping:
			return { kind: 'ping', time: integer(a) };
		default:
			return null;
	}
}

function decodeKnown(wire: unknown): { edits: readonly Edit[]; isUnknown?: true } {
	try {
		return { edits: decodeEdits(wire) };
	} catch (thrown) {
		if (thrown instanceof UnknownEdit) return { edits: [], isUnknown: true };
		throw thrown;
	}
}

/** One row ready to be sent, from edits that are encoded already (the log keeps them so). */
export const wireRow = (who: number, n: number, edits: WireValue): WireValue => strip([who, n, edits]);

export function encodeServerFrame(frame: Exclude<ServerFrame, { kind: 'rows' }>): Uint8Array<ArrayBuffer> {
	switch (frame.kind) {
		case 'welcome':
			return pack(
				strip([
					CODES.welcome,
					frame.version,
					frame.seq,
					frame.lastN,
					ROLES.indexOf(frame.role),
					frame.slot,
					frame.opsPerSecond,
					frame.opsBurst,
					encodeParts(frame.parts)
				])
			);
		case 'snap':
			return pack(
				strip([CODES.snap, frame.seq, frame.lastN, frame.bytes, frame.refused.length > 0 ? frame.refused : null])
			);
		case 'seen':
			return pack(strip([CODES.seen, frame.who, ...(frame.presence ? encodePresence(frame.presence) : [])]));
		case 'chunk':
			return pack(strip([CODES.chunk, frame.sid, frame.cursor, frame.bytes, frame.expected]));
		case 'end':
			return pack(strip([CODES.end, frame.sid, frame.cursor, STATUSES.indexOf(frame.status)]));
		case 'no':
			return pack(strip([CODES.no, NO_CODES.indexOf(frame.code), frame.retryAfterMs, frame.about, frame.text]));
		case 'pong':
			return pack([CODES.pong, frame.time]);
	}
}

/** ROWS from {@link wireRow}s. */
export const encodeRows = (firstSeq: number, rows: readonly WireValue[]): Uint8Array<ArrayBuffer> =>
	pack([CODES.rows, firstSeq, rows]);

/** A frame from the server; null for a type that this version does not know. The server is trusted with larger frames. */
export function decodeServerFrame(bytes: Uint8Array): ServerFrame | null {
	const [code, a, b, c, d, e, f, g, h] = unpack(bytes, { depth: 8, elements: 4_000_000, bytes: 64 * 1024 * 1024 });
	switch (code) {
		case CODES.welcome:
			return {
				kind: 'welcome',
				version: integer(a),
				seq: integer(b),
				lastN: integer(c),
				role: ROLES[integer(d)] ?? 'view',
				slot: integer(e),
				opsPerSecond: integer(f),
				opsBurst: integer(g),
				...decodeParts(h)
			};
		case CODES.snap:
			return {
				kind: 'snap',
				seq: integer(a),
				lastN: integer(b ?? 0),
				bytes: c instanceof Uint8Array ? c : null,
				refused: d ? list(d).map(integer) : []
			};
		case CODES.seen:
			return {
				kind: 'seen',
				who: integer(a),
				presence: b === undefined ? null : decodePresence([b, c, d, e, f, g])
			};
		case CODES.rows:
			return { kind: 'rows', firstSeq: integer(a), rows: list(b).map(decodeRow) };
		case CODES.chunk:
			if (!(c instanceof Uint8Array)) throw new Fault('bad-request', 'The chunk holds no bytes.');
			return { kind: 'chunk', sid: integer(a), cursor: integer(b), bytes: c, expected: integer(d ?? 0) };
		case CODES.end:
			return { kind: 'end', sid: integer(a), cursor: integer(b ?? 0), status: STATUSES[integer(c ?? 0)] ?? 'failed' };
		case CODES.no:
			return {
				kind: 'no',
				code: NO_CODES[integer(a ?? 0)] ?? 'unsupported',
				retryAfterMs: integer(b ?? 0),
				about: integer(c ?? 0),
				text: text(d ?? '')
			};
		case CODES.pong:
			return { kind: 'pong', time: integer(a) };
		default:
			return null;
	}
}

function decodeRow(wire: unknown): Row {
	const [who, n, edits] = list(wire);
	return {
		who: integer(who),
		n: integer(n ?? 0),
		edits: edits === null || edits === undefined ? null : decodeEdits(edits)
	};
}

const encodeParts = (parts: readonly number[] | undefined): WireValue =>
	parts ? encodeIds(parts as readonly RecordId[]) : null;

const decodeParts = (wire: unknown): { parts?: RecordId[] } =>
	wire === undefined || wire === null ? {} : { parts: decodeIds(wire) };

/** The name is never stripped, because a SEEN without one says that somebody has gone: an empty one travels as false. */
function encodePresence({ name, colour, part, cursor, selection, view }: Presence): WireValue[] {
	return [
		cutText(name, PRESENCE_NAME_MAX) || false,
		colour,
		cursor ? [Math.round(cursor.ticks), Math.round(cursor.cents)] : null,
		selection.length > 0 ? encodeIds(selection.slice(0, PRESENCE_IDS_MAX)) : null,
		view ? [Math.round(view.from), Math.round(view.to - view.from)] : null,
		part === 0 ? null : [slotOf(part as RecordId), counterOf(part as RecordId)]
	];
}

function decodePresence([name, colour, cursor, selection, view, part]: readonly unknown[]): Presence {
	const [ticks, cents] = cursor ? list(cursor) : [];
	const [from, length] = view ? list(view) : [];
	return {
		name: name ? cutText(text(name), PRESENCE_NAME_MAX) : '',
		colour: Math.abs(integer(colour ?? 0)) % PRESENCE_COLOURS,
		cursor: cursor ? { ticks: integer(ticks), cents: integer(cents) } : null,
		selection: selection ? decodeIds(selection).slice(0, PRESENCE_IDS_MAX) : [],
		view: view ? { from: integer(from), to: integer(from) + integer(length) } : null,
		part: part ? decodeIdPair(part) : 0
	};
}

function decodeIdPair(wire: unknown): RecordId {
	const [slot, counter] = list(wire);
	return decodeId(slot, counter);
}
