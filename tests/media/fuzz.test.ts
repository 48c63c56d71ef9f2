import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { openRecording, warmDecoders } from '#server/media/index.ts';
import { sealOgg } from './ogg-files.ts';
import { createFolder, OPTIONS } from './wav-files.ts';

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 100);
/** For a file of 30 kB on a machine that does other things too; a hang would take for ever. */
const MOST_MS = 5000;

const folder = createFolder();
beforeAll(async () => {
	// The decoders' libraries write what they find to the console.
	vi.spyOn(console, 'error').mockImplementation(() => {});
	await warmDecoders();
});
afterAll(() => folder.dispose());

/** xorshift32: the same numbers in every run. */
function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}

type Mutate = (bytes: Buffer, random: (below: number) => number) => Buffer;

const MUTATIONS: readonly Mutate[] = [
	function flipBits(bytes, random) {
		for (let i = 0; i < 1 + random(30); i++) flip(bytes, random(bytes.length), random(8));
		return bytes;
	},
	function spoilHeader(bytes, random) {
		for (let i = 0; i < 1 + random(8); i++) bytes[random(Math.min(200, bytes.length))] = random(256);
		return bytes;
	},
	function cut(bytes, random) {
		return bytes.subarray(0, random(bytes.length));
	},
	function takeOut(bytes, random) {
		const from = random(bytes.length);
		return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random(2000))]);
	},
	function putIn(bytes, random) {
		const at = random(bytes.length);
		const strange = Buffer.from(Array.from({ length: random(500) }, () => random(256)));
		return Buffer.concat([bytes.subarray(0, at), strange, bytes.subarray(at)]);
	},
	function repeat(bytes, random) {
		const from = random(bytes.length);
		return Buffer.concat([bytes, bytes.subarray(from, from + random(5000)), bytes]);
	},
	function garbleAfterHeader(bytes, random) {
		for (let i = 4 + random(300); i < bytes.length; i++) bytes[i] = random(256);
		return bytes;
	}
];

function flip(bytes: Buffer, at: number, bit: number): void {
	bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
}

async function outcome(path: string): Promise<string> {
	try {
		const recording = await openRecording(path, OPTIONS);
		let samples = 0;
		for await (const block of recording.blocks) samples += block.length;
		return samples > 0 ? 'blocks' : 'nothing';
	} catch (error) {
		return error instanceof Fault && error.code !== 'internal' ? error.code : `no Fault: ${String(error)}`;
	}
}

test.each(['tone.wav', 'tone.aiff', 'tone.flac', 'tone-cbr.mp3', 'tone-vbr.mp3', 'tone.ogg', 'tone.opus'])(
	`%s, spoiled ${ROUNDS} times, is sound or a Fault, soon`,
	async (name) => {
		const whole = readFileSync(fileURLToPath(new URL(`../fixtures/audio/${name}`, import.meta.url)));
		for (let round = 0; round < ROUNDS; round++) {
			const random = createRandom(1 + round * 7919);
			for (let i = 0; i < 4; i++) random(2);
			const mutate = MUTATIONS[random(MUTATIONS.length)];
			let bytes = mutate?.(Buffer.from(whole), random) ?? whole;
			if (round % 2 === 0) bytes = sealOgg(Buffer.from(bytes));
			const start = performance.now();
			const what = await outcome(folder.write(bytes, name));
			const where = `round ${round}: ${mutate?.name}`;
			expect(what, where).toMatch(/^[a-z-]+$/);
			expect(what, where).not.toBe('nothing');
			expect(performance.now() - start, where).toBeLessThan(MOST_MS);
		}
	},
	120_000
);
