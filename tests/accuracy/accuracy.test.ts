import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { analyse, createMelographF0, stepToPitch } from '#lib/pitch/index.ts';
import { loadModel } from '#server/analysis/run-model.ts';
import { loadHeldOut, type SourceKind } from './heldout.ts';
import { computeAccuracy, describeAccuracy, type Comparison } from './metrics.ts';

const MODEL = fileURLToPath(new URL('../../static/models/melograph-f0.onnx', import.meta.url));
const LEAST_SECONDS = 600;

async function* inBlocks(samples: Float32Array): AsyncGenerator<Float32Array> {
	for (let at = 0; at < samples.length; at += 4096) yield samples.subarray(at, at + 4096);
}

test('melograph hears the held-out voices and instruments', { timeout: 180_000 }, async () => {
	const tracker = createMelographF0(await loadModel(MODEL));
	const heard: (Comparison & { name: string; kind: SourceKind })[] = [];
	let seconds = 0;
	for await (const { name, kind, samples, hz } of loadHeldOut()) {
		const guess = new Float32Array(hz.length);
		for await (const chunk of analyse(inBlocks(samples), { tracker }))
			chunk.pitch.forEach((step, i) => (guess[chunk.start + i] = stepToPitch(step)));
		heard.push({ name, kind, reference: hz, guess });
		seconds += samples.length / 16_000;
	}
	expect(seconds).toBeGreaterThanOrEqual(LEAST_SECONDS);

	const halves = ['voice', 'instrument'].map((kind) => ({
		name: kind,
		heard: heard.filter((clip) => clip.kind === kind)
	}));
	const lines = heard.map((clip) => describeAccuracy(clip.name, computeAccuracy([clip])));
	for (const { name, heard: part } of [...halves, { name: 'all', heard }]) {
		const accuracy = computeAccuracy(part);
		lines.push(describeAccuracy(name, accuracy));
		expect.soft(accuracy.rawPitch, `raw pitch accuracy, ${name}`).toBeGreaterThanOrEqual(0.95);
		expect.soft(accuracy.voicingRecall, `voicing recall, ${name}`).toBeGreaterThanOrEqual(0.95);
		expect.soft(accuracy.voicingFalseAlarm, `voicing false alarm, ${name}`).toBeLessThanOrEqual(0.08);
	}
	process.stdout.write(`${lines.join('\n')}\n`);
});
