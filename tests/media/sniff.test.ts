import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sniff } from '#server/media/index.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const padded = (text: string): Uint8Array => Buffer.concat([bytes(text), Buffer.alloc(8192)]);

test.each([
	['RIFF\0\0\0\0WAVE', 'wav'],
	['RF64\0\0\0\0WAVE', 'wav'],
	['RIFF\0\0\0\0AVI ', 'avi'],
	['FORM\0\0\0\0AIFC', 'aiff'],
	['fLaC', 'flac'],
	['\0\0\0\x20ftypM4A ', 'mp4'],
	['\x1a\x45\xdf\xa3', 'matroska'],
	['.snd', 'au'],
	['ID3\x04\0\0\0\0\0\x0a', 'mp3'],
	['ID3\x04\0\0\0\0\0\x0a0123456789fLaC', 'flac']
])('%j begins a recording', (text, format) => {
	expect(sniff(padded(text))).toBe(format);
});

test.each([
	'',
	'R',
	'RIFF',
	'<!doctype html>',
	'%PDF-1.7',
	'\x89PNG\r\n',
	'#EXTM3U\nhttp://example.org/',
	'ffconcat version 1.0',
	'\xff\xfb\x90',
	'ID3'
])('%j does not', (text) => {
	expect(sniff(bytes(text))).toBeNull();
	expect(sniff(padded(text))).toBeNull();
});

test('random bytes are no recording', () => {
	let seed = 7;
	for (let round = 0; round < 200; round++) {
		const noise = Uint8Array.from(
			{ length: 8192 },
			() => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) >>> 24
		);
		expect(sniff(noise), `round ${round}`).toBeNull();
	}
});

test('every fixture is known by its content', () => {
	const folder = fileURLToPath(new URL('../fixtures/audio/', import.meta.url));
	for (const name of readdirSync(folder))
		expect(sniff(readFileSync(folder + name).subarray(0, 8192)), name).not.toBeNull();
});
