import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { admits, decodeClientFrame, GATE_LIMITS } from '#lib/wire/index.ts';
import { worstFrames } from './worst-frames.ts';

const FRAME_MS_MAX = 20;
/** The least of these counts: the first ones wait for a compiler, and any may meet the garbage collector. */
const TRIES = 5;

/** Processor time of this thread: how busy the machine is does not matter. */
function cpuMs(run: () => void): number {
	const before = process.threadCpuUsage();
	run();
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / 1000;
}

function decode(bytes: Uint8Array): void {
	try {
		decodeClientFrame(bytes);
	} catch (error) {
		expect(error).toBeInstanceOf(Fault);
	}
}

test.each(worstFrames())(`a frame within the limits takes at most ${FRAME_MS_MAX} ms: %s`, (_name, bytes) => {
	expect(bytes.length).toBeLessThanOrEqual(GATE_LIMITS.bytes);
	// the gate refuses none of them: what follows is the decoder's work
	expect(admits(bytes)).toBe(true);
	const times = Array.from({ length: TRIES }, () => cpuMs(() => decode(bytes)));
	expect(Math.min(...times)).toBeLessThanOrEqual(FRAME_MS_MAX);
});

const filled = (head: readonly number[], byte: number): Uint8Array =>
	Uint8Array.from({ length: GATE_LIMITS.bytes }, (_, i) => head[i] ?? byte);

test.each([
	['maps', filled([0xdd, 0, 0, 0x4e, 0x1f], 0x80)],
	['lists in lists without end', filled([], 0x91)],
	['text that is no UTF-8', filled([0x91, 0xda, 0xff, 0xfc], 0xf0)],
	['lists that promise more than there is', filled([], 0xdd)],
	['more values than may be', filled([0xdd, 0, 0, 0xff, 0xfb], 0x01)]
])(`whatever else comes takes no longer: %s`, (_name, bytes) => {
	expect(bytes.length).toBe(GATE_LIMITS.bytes);
	const times = Array.from({ length: TRIES }, () => cpuMs(() => decode(bytes)));
	expect(Math.min(...times)).toBeLessThanOrEqual(FRAME_MS_MAX);
});
