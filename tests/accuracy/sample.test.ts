import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MPEGDecoder } from 'mpg123-decoder';
import { expect, test } from 'vitest';
import { resample } from '#lib/dsp/index.ts';
import { analyse, createMelographF0, createSegmenter, type HeardNote } from '#lib/pitch/index.ts';
import { loadModel } from '#server/analysis/run-model.ts';

const ROOT = new URL('../../', import.meta.url);
const MODEL = fileURLToPath(new URL('static/models/melograph-f0.onnx', ROOT));
/** The voice glides into its notes, so their beginning is a matter of opinion by about this much. */
const ONSET_SECONDS = 0.08;

interface Sung {
	readonly notes: readonly { onset: number; offset: number; midi: number }[];
}

test('the notes of the bundled sample are heard as they were sung', async () => {
	const sung: Sung = JSON.parse(await readFile(new URL('tests/fixtures/arirang-notes.json', ROOT), 'utf8'));
	const heard = await hearNotes(await readFile(new URL('static/samples/arirang.mp3', ROOT)));
	const missed = sung.notes.filter((note) => !heard.some((other) => isSame(note, other)));
	expect(missed).toEqual([]);
	expect(heard.length).toBeLessThanOrEqual(sung.notes.length + 1);
});

const isSame = (sung: Sung['notes'][number], heard: HeardNote): boolean =>
	heard.midi === sung.midi && Math.abs(heard.onset - sung.onset) <= ONSET_SECONDS;

async function hearNotes(mp3: Uint8Array): Promise<HeardNote[]> {
	const decoder = new MPEGDecoder();
	await decoder.ready;
	const { channelData, sampleRate } = decoder.decode(mp3);
	decoder.free();
	const tracker = createMelographF0(await loadModel(MODEL));
	const segmenter = createSegmenter();
	const notes: HeardNote[] = [];
	for await (const chunk of analyse(resample(once(channelData[0] ?? new Float32Array()), sampleRate, 16_000), {
		tracker
	}))
		notes.push(...segmenter.push(chunk));
	return [...notes, ...segmenter.finish()];
}

async function* once(block: Float32Array): AsyncGenerator<Float32Array> {
	yield block;
}
