/** Random and mutated frames against the gate and the decoders behind it. */

import { Fault } from '#lib/fault.ts';
import { add, makeId, type Edit } from '#lib/score/index.ts';
import {
	admits,
	decodeClientFrame,
	decodeServerFrame,
	encodeClientFrame,
	encodeServerFrame,
	unpack
} from '#lib/wire/index.ts';
import { createRandom, type Random } from '../sim/random.ts';

export interface GateReport {
	frames: number;
	admitted: number;
	/** By the clock: anything may have come in between. */
	slowestMs: number;
	/** What must not be, with the bytes that did it. */
	readonly faults: string[];
}

const RANDOM_BYTES_MAX = 80;
const CHANGES_MAX = 4;
/** What no frame may take; one that seems to is read again, and the least counts. */
const FRAME_MS_MAX = 20;
const TRIES = 5;
/** Tags of MessagePack where mistakes are likeliest: containers, extensions, lengths and floats. */
const TAGS = [
	0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc4, 0xc7, 0xca, 0xcb, 0xcf, 0xd4, 0xd6, 0xd9, 0xdc, 0xdd, 0xde, 0xdf
];

/** As many frames as told; the same seed gives the same. */
export function fuzzGate(frames: number, seed: number, gate: typeof admits = admits): GateReport {
	const random = createRandom(seed);
	const corpus = createCorpus();
	const report: GateReport = { frames, admitted: 0, slowestMs: 0, faults: [] };
	for (let i = 0; i < frames; i++) {
		const bytes = random(5) === 0 ? randomBytes(random) : mutate(corpus[random(corpus.length)] ?? [], random);
		const start = performance.now();
		const fault = findFault(bytes, report, gate);
		const took = performance.now() - start;
		report.slowestMs = Math.max(report.slowestMs, took);
		if (took > FRAME_MS_MAX && leastMs(bytes) > FRAME_MS_MAX) report.faults.push(`slow: ${bytes.length} bytes`);
		if (fault !== null) report.faults.push(`${fault}: ${Buffer.from(bytes).toString('hex')}`);
	}
	return report;
}

/** Processor time of reading a frame. */
function leastMs(bytes: Uint8Array): number {
	const times = Array.from({ length: TRIES }, () => {
		const before = process.threadCpuUsage();
		findFault(bytes, { frames: 0, admitted: 0, slowestMs: 0, faults: [] }, admits);
		const { user, system } = process.threadCpuUsage(before);
		return (user + system) / 1000;
	});
	return Math.min(...times);
}

function findFault(bytes: Uint8Array, report: GateReport, gate: typeof admits): string | null {
	try {
		if (gate(bytes)) {
			report.admitted++;
			if (!isAllowed(unpack(bytes))) return 'a kind that is not allowed was admitted';
		}
	} catch (error) {
		return String(error);
	}
	for (const decode of [decodeClientFrame, decodeServerFrame])
		try {
			decode(bytes);
		} catch (error) {
			if (!(error instanceof Fault && error.code === 'bad-request')) return String(error);
		}
	return null;
}

function isAllowed(one: unknown): boolean {
	if (Array.isArray(one)) return one.every(isAllowed);
	if (one === null || one instanceof Uint8Array) return true;
	return ['number', 'string', 'boolean', 'bigint'].includes(typeof one);
}

function createCorpus(): Uint8Array[] {
	const ids = Array.from({ length: 12 }, (_, i) => makeId(3, 1 + i * i));
	const [one = makeId(3, 1)] = ids;
	const edits: Edit[] = [
		add('note', one, { start: 960, pitch: 64, lyric: '가' }),
		add('clip', makeId(1, 1), { audio: 'a'.repeat(64), name: 'x.mp3', offset: 1.5 }),
		{ kind: 'set', id: one, fields: { lyric: 'la', pitch: 61, cents: -31 } },
		{ kind: 'delete', ids },
		{ kind: 'shift', ids, ticks: -240, semitones: 3 },
		{ kind: 'shift', where: { part: one, from: 960, to: 3840, low: 40 }, ticks: -240, semitones: 3 },
		{ kind: 'delete', where: { part: 0, from: 0, to: 2 ** 31, high: 60 } },
		add('part', makeId(1, 2), { name: '알토', tempo: 450_000 }),
		add('meter', makeId(1, 3), { part: makeId(1, 2), tick: 3840, beatsPerBar: 3 }),
		add('curve', makeId(1, 4), { clip: makeId(1, 1) }),
		{
			kind: 'retime',
			part: makeId(1, 2),
			edits: [
				add('tempo', makeId(1, 5), { part: makeId(1, 2), tick: 960, tempo: 600_000 }),
				{ kind: 'set', id: makeId(1, 2), fields: { tempo: 470_000 } },
				{ kind: 'delete', ids: ids.slice(3) }
			]
		},
		{
			kind: 'curve',
			id: makeId(1, 4),
			start: 4000,
			values: Int16Array.from({ length: 60 }, (_, i) => (i % 9 === 0 ? -1 : 12_000 + 7 * (i % 20)))
		}
	];
	return [
		encodeClientFrame({
			kind: 'hello',
			version: 1,
			schema: 1,
			doc: 'd'.repeat(22),
			cid: 'c'.repeat(8),
			token: 't',
			since: 70_000
		}),
		...edits.map((edit, n) => encodeClientFrame({ kind: 'op', n: n * 300, edits: [edit] })),
		encodeClientFrame({ kind: 'op', n: 1, edits }),
		encodeClientFrame({ kind: 'sub', sid: 1, analysis: one, lane: 1, cursor: 0, credit: 1 << 20 }),
		encodeServerFrame({
			kind: 'chunk',
			sid: 1,
			cursor: 50,
			bytes: Uint8Array.from({ length: 150 }, (_, i) => i),
			expected: 9000
		}),
		encodeServerFrame({ kind: 'no', code: 'gap', retryAfterMs: 20, about: 3, text: 'Expected edit 2, got 3.' })
	];
}

const randomBytes = (random: Random): Uint8Array =>
	Uint8Array.from({ length: random(RANDOM_BYTES_MAX) }, () => (random(3) === 0 ? anyTag(random) : random(256)));

const anyTag = (random: Random): number => TAGS[random(TAGS.length)] ?? 0;

/** Some bytes changed, put in, taken out, doubled, or the end cut off. */
function mutate(from: ArrayLike<number>, random: Random): Uint8Array {
	const bytes = Array.from(from);
	for (let left = random(CHANGES_MAX + 1); left > 0; left--) {
		const at = random(bytes.length + 1);
		const change = random(6);
		if (change === 0) bytes[Math.min(at, bytes.length)] = random(256);
		else if (change === 1) bytes[Math.min(at, bytes.length)] = anyTag(random);
		else if (change === 2) bytes.splice(at, 0, anyTag(random));
		else if (change === 3) bytes.splice(at, 1 + random(3));
		else if (change === 4) bytes.splice(at, 0, ...bytes.slice(at, at + random(20)));
		else bytes.length = at;
	}
	return Uint8Array.from(bytes);
}
