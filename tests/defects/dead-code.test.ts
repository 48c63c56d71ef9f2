/** Defect 25 of another piano roll (gradio-pianoroll 0.0.9): whole folders that nothing uses. Ours has no such file. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

const walk = (folder: string): string[] =>
	readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const at = path.join(folder, entry.name);
		if (entry.isDirectory()) return walk(at);
		return /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [at] : [];
	});

test('25. every file of the libraries is used by another that is no test', () => {
	const sources = ['src', 'server', 'cli'].flatMap((folder) => walk(path.join(ROOT, folder)));
	const named = new Set<string>();
	for (const file of [
		...sources,
		...['vite.config.ts', 'vite.element.config.ts', 'package.json'].map((name) => path.join(ROOT, name))
	])
		for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/['"/]([\w.-]+\.(?:ts|svelte))(?:\?[\w&]+)?['"]/g))
			named.add(name);
	const unused = sources
		.filter((file) => file.includes(`${path.sep}lib${path.sep}`))
		.filter((file) => !named.has(path.basename(file)))
		.map((file) => path.relative(ROOT, file));
	expect(sources.length).toBeGreaterThan(300);
	expect(unused).toEqual([]);
});
