import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import type { ServerFrame } from '#lib/wire/index.ts';
import { SnapshotGate } from '../../src/lib/client/snapshot-gate.ts';

const BYTES = new Uint8Array([1, 2, 3]);
const snap = (seq: number): ServerFrame => ({ kind: 'snap', seq, lastN: 0, bytes: null, refused: [] });
const pong = (time: number): ServerFrame => ({ kind: 'pong', time });

function setUp(load: (seq: number, signal: AbortSignal) => Promise<Uint8Array>) {
	const delivered: ServerFrame[] = [];
	const waits: number[] = [];
	let reconnects = 0;
	const gate = new SnapshotGate({
		deliver: (frame) => void delivered.push(frame),
		load,
		reconnect: () => void reconnects++,
		wait: async (milliseconds) => void waits.push(milliseconds)
	});
	return { gate, delivered, waits, reconnects: () => reconnects };
}

test('what comes after a large snapshot waits for it, in order', async () => {
	const loads = [Promise.withResolvers<Uint8Array>(), Promise.withResolvers<Uint8Array>()];
	const { gate, delivered } = setUp((seq) => loads[seq - 1]?.promise ?? Promise.reject(new Error('no such one')));
	gate.receive(pong(1));
	gate.receive(snap(1));
	gate.receive(pong(2));
	gate.receive(snap(2));
	gate.receive(pong(3));
	expect(delivered).toEqual([pong(1)]);
	loads[0]?.resolve(BYTES);
	await expect.poll(() => delivered.length).toBe(3);
	expect(delivered[1]).toEqual({ ...snap(1), bytes: BYTES });
	gate.receive(pong(4));
	loads[1]?.resolve(BYTES);
	await expect.poll(() => delivered.length).toBe(6);
	expect(delivered.slice(2)).toEqual([pong(2), { ...snap(2), bytes: BYTES }, pong(3), pong(4)]);
});

test('it is tried again while the server cannot be reached', async () => {
	let tries = 0;
	const { gate, delivered, waits } = setUp(async () => {
		if (++tries < 4) throw new Fault('unavailable', 'Not now.');
		return BYTES;
	});
	gate.receive(snap(7));
	await expect.poll(() => delivered.length).toBe(1);
	expect(waits).toHaveLength(3);
	expect(Math.max(...waits)).toBeLessThan(2000);
});

test.each(['not-found', 'forbidden'] as const)('%s asks for another by connecting again', async (code) => {
	const { gate, delivered, reconnects } = setUp(async () => {
		throw new Fault(code, 'It is gone.');
	});
	gate.receive(snap(7));
	gate.receive(pong(1));
	await expect.poll(reconnects).toBe(1);
	expect(delivered).toEqual([]);
});

test('nothing of a connection that is over is delivered', async () => {
	const loading = Promise.withResolvers<Uint8Array>();
	const signals: AbortSignal[] = [];
	const { gate, delivered, reconnects } = setUp((_seq, signal) => {
		signals.push(signal);
		return loading.promise;
	});
	gate.receive(snap(7));
	gate.receive(pong(1));
	gate.reset();
	expect(signals[0]?.aborted).toBe(true);
	gate.receive(pong(2));
	loading.resolve(BYTES);
	await loading.promise;
	await Promise.resolve();
	expect(delivered).toEqual([pong(2)]);
	expect(reconnects()).toBe(0);
});
