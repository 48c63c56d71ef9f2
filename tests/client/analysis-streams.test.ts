import { expect, test } from 'vitest';
import { makeId, type Analysis, type AnalysisState } from '#lib/score/index.ts';
import { LANES, packCurve, type ClientFrame, type ServerFrame, type StreamStatus } from '#lib/wire/index.ts';
import { AnalysisStreams } from '../../src/lib/client/analysis-streams.ts';

const FRAMES = 50;
const silentCurve = packCurve({ pitch: new Int16Array(FRAMES), confidence: new Uint8Array(FRAMES) });
const analysis = (counter: number, state: AnalysisState = 'wanted'): Analysis => ({
	kind: 'analysis',
	id: makeId(1, counter),
	clip: makeId(1, 0),
	analyser: 'x',
	state,
	fault: '',
	yields: 'notes'
});

function connect() {
	const sent: ClientFrame[] = [];
	const streams = new AnalysisStreams(
		(frames) => sent.push(...frames),
		() => undefined
	);
	streams.connected();
	const open = (): (ClientFrame & { kind: 'sub' })[] => {
		const gone = new Set(sent.flatMap((frame) => (frame.kind === 'unsub' ? [frame.sid] : [])));
		return sent.filter((frame) => frame.kind === 'sub').filter((frame) => !gone.has(frame.sid));
	};
	const sid = (one: Analysis, lane: number): number =>
		open().findLast((frame) => frame.analysis === one.id && frame.lane === lane)?.sid ?? -1;
	const chunk = (one: Analysis, lane: number, index: number): ServerFrame => ({
		kind: 'chunk',
		sid: sid(one, lane),
		cursor: index * FRAMES,
		bytes: lane === LANES.f0 ? silentCurve : new Uint8Array(FRAMES),
		expected: 1000
	});
	const end = (one: Analysis, lane: number, status: StreamStatus): ServerFrame => ({
		kind: 'end',
		sid: sid(one, lane),
		cursor: 0,
		status
	});
	return { streams, sent, open, sid, chunk, end };
}

test('a lane that is through early does not cut the other off: a long finished analysis is seen whole', () => {
	const { streams, chunk, end } = connect();
	const one = analysis(1);
	streams.follow([one]);
	for (let i = 0; i < 8; i++) streams.receive(chunk(one, LANES.loudness, i));
	for (let i = 0; i < 3; i++) streams.receive(chunk(one, LANES.f0, i));
	streams.receive(end(one, LANES.loudness, 'done'));
	expect(streams.view(one.id)).toMatchObject({ status: 'listening' });
	for (let i = 3; i < 8; i++) streams.receive(chunk(one, LANES.f0, i));
	streams.receive(end(one, LANES.f0, 'done'));
	expect(streams.view(one.id)).toMatchObject({ status: 'done' });
	expect(streams.view(one.id)?.curve.length).toBe(8 * FRAMES);
});

test('what is no curve ends the following of it, and of nothing else', () => {
	const { streams, chunk, open } = connect();
	const [one, two] = [analysis(1), analysis(2)];
	streams.follow([one, two]);
	const spoiled = silentCurve.slice(0, -1);
	const frame = chunk(one, LANES.f0, 0);
	streams.receive(chunk(one, LANES.loudness, 0));
	streams.receive(frame.kind === 'chunk' ? { ...frame, bytes: spoiled } : frame);
	expect(streams.view(one.id)).toMatchObject({ status: 'failed' });
	expect(open().map(({ analysis: id }) => id)).toEqual([two.id, two.id]);
	for (const lane of [LANES.loudness, LANES.f0]) streams.receive(chunk(two, lane, 0));
	expect(streams.view(two.id)?.curve.length).toBe(FRAMES);
});

test('credit is given back as bytes come, to the lanes that are still open', () => {
	const { streams, sent, chunk, end, sid } = connect();
	const one = analysis(1);
	streams.follow([one]);
	streams.receive(end(one, LANES.loudness, 'done'));
	for (let i = 0; i < 1000; i++) streams.receive(chunk(one, LANES.f0, i));
	const more = sent.filter((frame) => frame.kind === 'more');
	expect(more.length).toBe(1);
	expect(more[0]).toMatchObject({ sid: sid(one, LANES.f0) });
});

test('a connection that breaks in the middle goes on where the curve ends', () => {
	const { streams, sent, chunk } = connect();
	const one = analysis(1);
	streams.follow([one]);
	for (const lane of [LANES.f0, LANES.loudness]) streams.receive(chunk(one, lane, 0));
	streams.receive(chunk(one, LANES.f0, 1));
	streams.disconnected();
	streams.connected();
	streams.follow([one]);
	expect(sent.slice(-2)).toMatchObject([{ cursor: FRAMES }, { cursor: FRAMES }]);
	for (const lane of [LANES.loudness, LANES.f0]) streams.receive(chunk(one, lane, 1));
	expect(streams.view(one.id)?.curve.length).toBe(2 * FRAMES);
});

test('what was stopped is not asked for again at every change, only when it is wanted again', () => {
	const { streams, sent, end } = connect();
	const stopped = analysis(1, 'failed');
	streams.follow([stopped]);
	for (const lane of [LANES.f0, LANES.loudness]) streams.receive(end(stopped, lane, 'failed'));
	streams.follow([stopped]);
	streams.follow([stopped]);
	expect(sent.length).toBe(2);
	streams.follow([analysis(1)]);
	expect(sent.length).toBe(4);
	expect(streams.view(stopped.id)?.status).toBe('waiting');
});

test('of many analyses the newest are followed, and others when those are through', () => {
	const { streams, open, end } = connect();
	const all = Array.from({ length: 6 }, (_, i) => analysis(i + 1));
	streams.follow(all.slice(0, 5));
	expect(new Set(open().map((frame) => frame.analysis))).toEqual(new Set(all.slice(1, 5).map((one) => one.id)));
	streams.follow(all);
	expect(new Set(open().map((frame) => frame.analysis))).toEqual(new Set(all.slice(2, 6).map((one) => one.id)));
	const newest = analysis(6);
	for (const lane of [LANES.f0, LANES.loudness]) streams.receive(end(newest, lane, 'done'));
	expect(open().at(-1)?.analysis).toBe(makeId(1, 2));
});

test('a stream that is refused is asked for again when the document changes', () => {
	const { streams, sent, sid } = connect();
	const one = analysis(1);
	streams.follow([one]);
	streams.receive({ kind: 'no', code: 'nojob', retryAfterMs: 0, about: sid(one, LANES.f0), text: '' });
	const before = sent.filter((frame) => frame.kind === 'sub').length;
	streams.follow([one]);
	expect(sent.filter((frame) => frame.kind === 'sub').length).toBe(before + 2);
});
