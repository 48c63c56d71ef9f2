import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readFile } from '#lib/formats/index.ts';
import { midiFile, text } from '../formats/midi-bytes.ts';
import { makeFolder, run } from './program.ts';

const SONG = midiFile(0, 480, [[text(0, 5, 'la'), [0, 0xb0, 64, 1], [0, 0x90, 69, 77], [480, 0x80, 69, 0]]]);

test('a file goes through every format, and what is lost is said', async () => {
	const folder = makeFolder();
	const steps = ['a.mid', 'b.melograph.json', 'c.pianoroll.json', 'd.notes.csv', 'e.txt', 'f.lab'];
	fs.writeFileSync(path.join(folder, 'a.mid'), SONG);
	for (const [i, to] of steps.slice(1).entries()) {
		const from = steps[i] ?? '';
		const { code, lines, stderr } = await run(folder, ['convert', from, to]);
		expect([code, lines]).toEqual([0, [`${from}\t1 notes\t${to}`]]);
		expect(stderr.includes('controllers')).toBe(from === 'a.mid');
		expect(stderr.includes('cannot hold: velocity, lyrics')).toBe(to === 'e.txt');
		expect(readFile(fs.readFileSync(path.join(folder, to))).content.score.notes).toHaveLength(1);
	}
}, 30_000);

test('lanes go along from a TextGrid to the other formats of lanes', async () => {
	const folder = makeFolder();
	const tier = ['"IntervalTier"', '"phones"', '0', '1', '2', '0', '0.5', '"a"', '0.5', '1', '"b"'];
	const short = ['File type = "ooTextFile"', '"TextGrid"', '0', '1', '<exists>', '1', ...tier].join('\n');
	fs.writeFileSync(path.join(folder, 'a.TextGrid'), short);
	for (const to of ['b.lab', 'b.txt', 'b.pianoroll.json', 'b.textgrid']) {
		const { code, lines } = await run(folder, ['convert', 'a.TextGrid', to]);
		expect([code, lines]).toEqual([0, [`a.TextGrid\t0 notes\t${to}`]]);
		const { score } = readFile(fs.readFileSync(path.join(folder, to))).content;
		expect(score.all('segment').map(({ label }) => label)).toEqual(['a', 'b']);
	}
}, 30_000);

test.each([
	[['a.mid'], 'takes two files', 'config'],
	[['a.mid', 'b.json'], '--format takes one of midi, document', 'config'],
	[['a.mid', 'b', '--format', 'json'], '--format takes one of midi, document', 'config'],
	[['a.mid', 'b.csv'], 'there is none yet', 'not-found'],
	[['none', 'b.lab'], 'none cannot be read', 'not-found'],
	[['words', 'b.lab'], 'no notes in a format', 'unsupported-format']
])('%j is refused', async (words, sentence, code) => {
	const folder = makeFolder();
	fs.writeFileSync(path.join(folder, 'a.mid'), SONG);
	fs.writeFileSync(path.join(folder, 'words'), 'do re mi');
	const finished = await run(folder, ['convert', ...words]);
	expect([finished.code, finished.lines]).toEqual([2, []]);
	expect(finished.stderr).toContain(sentence);
	expect(finished.stderr).toContain(`(${code})`);
	expect(fs.readdirSync(folder)).toEqual(['a.mid', 'words']);
});
