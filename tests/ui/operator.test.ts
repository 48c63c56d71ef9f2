/** The operator's page reads what the server tells, and is honest about what it does not know. */

import { expect, test } from 'vitest';
import { CATALOGUES } from '#lib/ui/i18n/catalogues.ts';
import { Messages } from '#lib/ui/i18n/messages.svelte.ts';
import { parseExposition, quantileBetween, sumOf } from '#lib/ui/operator/exposition.ts';
import { writeFigure, writeSpan } from '#lib/ui/operator/figure-text.ts';
import { FIGURES, tally, type FigureId, type Reading } from '#lib/ui/operator/figures.ts';
import { readHealth } from '#lib/ui/operator/health.ts';
import { HISTORY_LENGTH, OperatorWatch } from '#lib/ui/operator/watch.svelte.ts';

const TEXT = `# HELP melograph_sockets Pages that are connected now.
# TYPE melograph_sockets gauge
melograph_sockets{transport="websocket"} 3
melograph_sockets{transport="http"} 1
melograph_ops_total{outcome="committed",code=""} 12
melograph_ops_total{outcome="refused",code="rate"} 2
melograph_errors_total{where="a \\"b\\" \\\\ c"} 1
melograph_closed_sockets_total{code="1000"} 4
melograph_closed_sockets_total{code="4003"} 9
process_cpu_seconds_total 1.5 1700000000000
nodejs_eventloop_lag_p99_seconds 1.2e-2

not a sample
`;

test('samples are read with their labels; comments, times and what is no sample are passed over', () => {
	const figures = parseExposition(TEXT);
	expect([...figures.keys()].length).toBe(6);
	expect(sumOf(figures, 'melograph_sockets')).toBe(4);
	expect(sumOf(figures, 'melograph_sockets', { transport: 'http' })).toBe(1);
	expect(sumOf(figures, 'process_cpu_seconds_total')).toBe(1.5);
	expect(sumOf(figures, 'nowhere')).toBe(0);
	expect(tally(figures, 'melograph_errors_total', 'where')).toEqual([{ what: 'a "b" \\ c', count: 1 }]);
	expect(tally(figures, 'melograph_closed_sockets_total', 'code')).toEqual([
		{ what: '4003', count: 9 },
		{ what: '1000', count: 4 }
	]);
});

const histogram = (counts: readonly [string, number][]) =>
	parseExposition(counts.map(([le, count]) => `h_bucket{le="${le}"} ${count}`).join('\n'));

test('a quantile is of what came between two readings', () => {
	const before = histogram([
		['0.01', 100],
		['0.1', 100],
		['+Inf', 100]
	]);
	const after = histogram([
		['0.01', 150],
		['0.1', 200],
		['+Inf', 200]
	]);
	const at = (fraction: number) => quantileBetween(before, after, { name: 'h', fraction });
	expect(at(0.25)).toBeCloseTo(0.005);
	expect(at(0.75)).toBeCloseTo(0.055);
	expect(quantileBetween(after, after, { name: 'h', fraction: 0.5 })).toBe(null);
	const over = histogram([
		['0.01', 100],
		['0.1', 100],
		['+Inf', 140]
	]);
	expect(quantileBetween(before, over, { name: 'h', fraction: 0.99 })).toBe(0.1);
});

const read = (time: number, text: string): Reading => ({ time, figures: parseExposition(text) });
function compute(id: FigureId, now: Reading, last: Reading | null): number | null {
	return FIGURES.find((figure) => figure.id === id)?.compute(now, { last, oldest: last }) ?? null;
}

test('a rate is told from the second reading on, and not across a restart', () => {
	const first = read(1000, 'melograph_ops_total{outcome="committed",code=""} 100');
	const second = read(3000, 'melograph_ops_total{outcome="committed",code=""} 140');
	const restarted = read(5000, 'melograph_ops_total{outcome="committed",code=""} 3');
	expect(compute('edits', first, null)).toBe(null);
	expect(compute('edits', second, first)).toBe(20);
	expect(compute('edits', restarted, second)).toBe(null);
	expect(compute('edits', second, second)).toBe(null);
});

test('figures are written with units that fit', () => {
	const english = new Messages('en', CATALOGUES);
	const write = (unit: Parameters<typeof writeFigure>[1], value: number) => writeFigure(english, unit, value);
	expect(write('count', 1234)).toBe('1,234');
	expect(write('perSecond', 0.5)).toBe('0.5/s');
	expect(write('perSecond', 123.4)).toBe('123/s');
	expect(write('bytes', 0)).toBe('0 B');
	expect(write('bytes', 123_456_789)).toBe('123 MB');
	expect(write('bytesPerSecond', 2048)).toBe('2 kB/s');
	expect(write('bytesPerSecond', 21.4)).toBe('21 B/s');
	expect(write('bytes', 5e15)).toBe('5,000 TB');
	expect(write('seconds', 0.0042)).toBe('4.2 ms');
	expect(write('seconds', 0.25)).toBe('250 ms');
	expect(write('seconds', 2)).toBe('2 sec');
	expect(write('fraction', 0.42)).toBe('42%');
	expect(writeSpan(english, 3 * 86_400 + 4 * 3600 + 59)).toBe('3 days 4 hr');
	expect(writeSpan(english, 61)).toBe('1 min 1 sec');
});

test('only what Melograph answers is health', () => {
	const answer = { status: 'ok', wrong: [], version: '1.2.3', uptimeSeconds: 5, workers: 2, sockets: 1 };
	expect(readHealth(answer)).toEqual({ isOk: true, wrong: [], version: '1.2.3', uptimeSeconds: 5, workers: 2 });
	for (const other of [null, 7, 'ok', [], {}, { status: 'ok' }, { ...answer, workers: 'two' }])
		expect(readHealth(other)).toBe(null);
});

/** A server in our hand, and the watch that asks it. */
function createWorld() {
	const server = { isUp: true, token: '', text: TEXT, time: 0, health: 200 };
	const asked: Record<string, string>[] = [];
	let kept = '';
	const watch = new OperatorWatch({
		fetch: async (path, { headers }) => {
			if (!server.isUp) throw new TypeError('fetch failed');
			const isOk = server.health === 200;
			if (path === '/healthz')
				return Response.json(
					{
						status: isOk ? 'ok' : 'failing',
						wrong: isOk ? [] : ['The disk is full.'],
						version: '1.0.0',
						uptimeSeconds: 9,
						workers: 1
					},
					{ status: server.health }
				);
			asked.push(headers);
			const isOpen = server.token === '' || headers['authorization'] === `Bearer ${server.token}`;
			return isOpen ? new Response(server.text) : Response.json({ code: 'forbidden' }, { status: 403 });
		},
		now: () => server.time,
		kept: { get: () => kept, set: (token) => void (kept = token) }
	});
	const poll = async () => {
		server.time += 2000;
		await watch.poll();
	};
	return { server, watch, poll, asked, kept: () => kept };
}

test('it remembers five minutes and no more', async () => {
	const { watch, poll } = createWorld();
	expect(watch.state).toBe('waiting');
	for (let i = 0; i < HISTORY_LENGTH + 10; i++) await poll();
	expect(watch.state).toBe('live');
	expect(watch.histories.sockets?.length).toBe(HISTORY_LENGTH);
	expect(watch.histories.sockets?.at(-1)).toBe(4);
});

test('a server that does not answer is silent, with its last figures kept, and live when it is back', async () => {
	const { server, watch, poll } = createWorld();
	server.isUp = false;
	await poll();
	expect([watch.state, watch.answeredAt, watch.figures]).toEqual(['silent', null, null]);
	server.isUp = true;
	await poll();
	expect(watch.state).toBe('live');
	server.isUp = false;
	await poll();
	expect(watch.state).toBe('silent');
	expect(watch.answeredAt).toBe(4000);
	expect(watch.figures).not.toBe(null);
});

test('a server that fails says what is wrong', async () => {
	const { server, watch, poll } = createWorld();
	server.health = 503;
	await poll();
	expect(watch.state).toBe('live');
	expect(watch.health).toMatchObject({ isOk: false, wrong: ['The disk is full.'] });
});

test('figures that are locked ask for a token, and take the right one', async () => {
	const { server, watch, poll, asked, kept } = createWorld();
	server.token = 'right-token-right-token';
	await poll();
	expect([watch.state, watch.isWrongToken, watch.health?.isOk]).toEqual(['locked', false, true]);
	expect(asked[0]).toEqual({});
	await watch.unlock('wrong');
	expect([watch.state, watch.isWrongToken]).toEqual(['locked', true]);
	await watch.unlock(server.token);
	expect([watch.state, watch.isWrongToken, kept()]).toEqual(['live', false, server.token]);
	await poll();
	expect(asked.at(-1)).toEqual({ authorization: `Bearer ${server.token}` });
});
