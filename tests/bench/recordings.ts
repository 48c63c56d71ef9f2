/** Recordings of any length, made of the bundled sample: for benches and browser tests. */

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readMp3Header } from '#server/media/mp3-frames.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const SAMPLE = path.join(ROOT, 'static/samples/arirang.mp3');
/** Real singing, where it is at hand. */
export const SHARED = path.resolve(ROOT, '../shared');

/** An MP3 of `seconds`: the sample's own frames again and again (it is encoded without a bit reservoir, so they may be). */
export async function makeLongMp3(seconds: number): Promise<Buffer> {
	const bytes = await readFile(SAMPLE);
	const frames: Buffer[] = [];
	let rate = 44_100;
	let frameSamples = 1152;
	for (let at = 0; at < bytes.length;) {
		const header = readMp3Header(bytes, at);
		if (!header) {
			at++;
			continue;
		}
		rate = header.sampleRate;
		frameSamples = header.frameSamples;
		frames.push(bytes.subarray(at, at + header.frameBytes));
		at += header.frameBytes;
	}
	const music = frames.slice(1); // the first frame tells the length of the original
	const count = Math.round((seconds * rate) / frameSamples);
	return Buffer.concat(Array.from({ length: count }, (_, i) => music[i % music.length] ?? Buffer.alloc(0)));
}

export async function writeLongMp3(file: string, seconds: number): Promise<string> {
	await writeFile(file, await makeLongMp3(seconds));
	return file;
}
