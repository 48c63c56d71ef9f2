import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ProgressLine } from '../../cli/analysis/progress-line.ts';
import { Terminal, toOneLine } from '../../cli/terminal.ts';

const CLEAR = '\r\u001B[2K';

/** A terminal, and what has been written to its two streams, in order. */
function makeTerminal(isTTY: boolean, columns = 80) {
	const written: string[] = [];
	const listen = (name: string) =>
		Object.assign(new PassThrough(), { isTTY, columns }).on('data', (block: Buffer) => written.push(`${name}${block}`));
	return { terminal: new Terminal(listen('out '), listen('err ')), written };
}

test('on a terminal, progress is one line that is rewritten at each per cent and gives way to results', () => {
	const { terminal, written } = makeTerminal(true);
	const progress = new ProgressLine(terminal, 'a.wav');
	for (const fraction of [0, 0.004, 0.011, 0.019, 0.5]) progress.show(fraction);
	terminal.print('a.wav\tdone');
	terminal.say('next');
	expect(written).toEqual([
		`err ${CLEAR}a.wav: 1 %`,
		`err ${CLEAR}a.wav: 50 %`,
		`err ${CLEAR}`,
		'out a.wav\tdone\n',
		'err next\n'
	]);
});

test('elsewhere it is a line each tenth', () => {
	const { terminal, written } = makeTerminal(false);
	const progress = new ProgressLine(terminal, 'a.wav');
	for (let i = 0; i <= 1000; i++) progress.show(i / 1000);
	expect(written).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((percent) => `err a.wav: ${percent} %\n`));
});

test('progress never goes back, never passes 100, and is never wider than the terminal', () => {
	const { terminal, written } = makeTerminal(true, 12);
	const progress = new ProgressLine(terminal, '노래');
	for (const fraction of [0.5, 0.3, 1.7]) progress.show(fraction);
	expect(written).toEqual([`err ${CLEAR}노래: 50 %`, `err ${CLEAR}노래: 100 %`]);
	terminal.showProgress('a name that is too long: 100 %');
	expect(written.at(-1)).toBe(`err ${CLEAR}a name that`);
});

test('a file name cannot break the line or its columns', () =>
	expect(toOneLine('a\tb\nc\u001B[31m')).toBe('a b c [31m'));
