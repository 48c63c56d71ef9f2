/** The documents say what is so: links lead somewhere, tables equal the code, commands exist. */

import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FAULT_CODES } from '#lib/fault.ts';
import { FORMATS } from '#lib/formats/index.ts';
import { CLOSE } from '#lib/wire/index.ts';
import { makeConfigTable } from '../../scripts/config-table.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
const PICTURE_BYTES_MAX = 150_000;

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Where the links, pictures and source sets of a document lead inside the project. */
function findLinks(document: string): string[] {
	const text = read(document).replace(/```[\s\S]*?```/g, '');
	const found = text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g);
	return [...found].map((match) => match[1] ?? match[2] ?? '').filter((link) => !/^(https?:|#)/.test(link));
}

test('there are documents to look at', () => {
	expect(DOCUMENTS.length).toBeGreaterThanOrEqual(6);
});

test.each(DOCUMENTS)('every link of %s leads to a file or folder', (document) => {
	const missing = findLinks(document).filter(
		(link) => !existsSync(path.join(ROOT, path.dirname(document), link.replace(/#.*/, '')))
	);
	expect(missing).toEqual([]);
});

test.each(DOCUMENTS)('every folder and source file that %s names is there', (document) => {
	const named = [...read(document).matchAll(/`((?:src|server|cli|scripts|static|tests|training|docs)\/[\w./-]*)`/g)];
	const missing = named.map((match) => match[1] ?? '').filter((name) => !existsSync(path.join(ROOT, name)));
	expect(missing).toEqual([]);
});

test.each(DOCUMENTS)('every npm script that %s names exists', (document) => {
	const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
	const text = read(document);
	const run = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? '');
	const short = [...text.matchAll(/npm (start|test)\b/g)].map((match) => match[1] ?? '');
	expect([...run, ...short].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('the table of settings equals the schema', () => {
	const table = /<!-- settings: .*? -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(read('docs/CONFIGURATION.md'))?.[1];
	expect(table, 'print it with: node scripts/config-table.ts').toBe(makeConfigTable());
});

test('every fault code stands in the protocol, and no other', () => {
	const section = /## 6\. Faults([\s\S]*?)\n## /.exec(read('docs/PROTOCOL.md'))?.[1] ?? '';
	const codes = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
	expect(codes).toEqual([...FAULT_CODES]);
});

test('every close code stands in the protocol', () => {
	const protocol = read('docs/PROTOCOL.md');
	expect(Object.values(CLOSE).filter((code) => !protocol.includes(String(code)))).toEqual([]);
});

test('the README names every format', () => {
	const section = /## Formats([\s\S]*?)\n## /.exec(read('README.md'))?.[1] ?? '';
	const names = FORMATS.map(({ name }) => name);
	expect(names.filter((name) => !section.includes(name))).toEqual([]);
});

test('pictures are small enough to load at once', () => {
	const pictures = globSync('docs/pictures/*', { cwd: ROOT });
	expect(pictures).not.toEqual([]);
	expect(pictures.filter((picture) => statSync(path.join(ROOT, picture)).size >= PICTURE_BYTES_MAX)).toEqual([]);
});

test('the licence notice names every package that the server needs', () => {
	const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
	const notice = read('NOTICE');
	expect(Object.keys(dependencies).filter((name) => !notice.includes(name))).toEqual([]);
});
