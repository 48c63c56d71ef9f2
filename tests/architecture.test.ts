/** Holds the borders of docs/ARCHITECTURE.md: imports point one way, and the pure row names no platform. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/** What each area may import, besides itself. `lib` alone is units, fault and scope. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	lib: [],
	'lib/score': ['lib'],
	'lib/dsp': ['lib'],
	'lib/pitch': ['lib', 'lib/dsp', 'lib/score'],
	'lib/wire': ['lib', 'lib/score', 'lib/pitch'],
	'lib/formats': ['lib', 'lib/score', 'lib/pitch'],
	'lib/words': ['lib', 'lib/score'],
	'lib/roll': ['lib', 'lib/score', 'lib/pitch', 'lib/dsp'],
	'lib/playback': ['lib', 'lib/score', 'lib/pitch', 'lib/dsp'],
	'lib/client': ['lib', 'lib/score', 'lib/wire', 'lib/pitch', 'lib/dsp'],
	'lib/ui': [
		'lib',
		'lib/score',
		'lib/dsp',
		'lib/pitch',
		'lib/wire',
		'lib/formats',
		'lib/words',
		'lib/roll',
		'lib/playback',
		'lib/client'
	],
	'lib/element': ['lib', 'lib/score', 'lib/formats', 'lib/client', 'lib/ui'],
	routes: ['lib/ui', 'lib'],
	server: ['lib', 'lib/score', 'lib/dsp', 'lib/pitch', 'lib/wire', 'lib/formats'],
	cli: ['server', 'lib', 'lib/score', 'lib/dsp', 'lib/pitch', 'lib/wire', 'lib/formats']
};

const PURE = ['lib', 'lib/score', 'lib/dsp', 'lib/pitch', 'lib/wire', 'lib/formats', 'lib/words'];
const PLATFORM =
	/\b(document|navigator|localStorage)\.|\bwindow\.(add|document|location|inner)|['"]node:|['"]svelte|onnxruntime/;
/** The wire's encoding is a library, and so is what knows languages; nothing else in the pure row has one. */
const PURE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
	'lib/wire': ['msgpackr'],
	'lib/words': ['cmu-pronouncing-dictionary', 'es-hangul', 'hyphen/en-us/index.js', 'wanakana']
};

interface Import {
	readonly from: string;
	readonly area: string;
	readonly specifier: string;
	readonly target: string | null;
}

const files = ['src', 'server', 'cli'].flatMap((folder) => walk(path.join(ROOT, folder)));
const imports = files.flatMap(importsOf);

function walk(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const at = path.join(folder, entry.name);
		if (entry.isDirectory()) return walk(at);
		return /\.(ts|svelte)$/.test(entry.name) ? [at] : [];
	});
}

/** `lib/score`, `server`, `routes` ... of a file, or null outside the house. */
function areaOf(file: string): string | null {
	const [top, second, third] = path.relative(ROOT, file).split(path.sep);
	if (top === 'server' || top === 'cli') return top;
	if (top !== 'src') return null;
	if (second === 'routes') return 'routes';
	if (second === 'lib') return third === undefined || /\.(ts|svelte)$/.test(third) ? 'lib' : `lib/${third}`;
	return null;
}

function importsOf(file: string): Import[] {
	const area = areaOf(file);
	if (!area) return [];
	const text = readFileSync(file, 'utf8');
	const found = text.matchAll(
		/(?:from\s+|import\s+|import\()\s*(?:\/\*[^*]*\*\/\s*)?['"]([^'"]+)['"]|new URL\('(\.[^']+)', import\.meta\.url\)/g
	);
	return [...found].map((match) => {
		const specifier = (match[1] ?? match[2] ?? '').replace(/\?.*$/, '');
		return { from: path.relative(ROOT, file), area, specifier, target: resolve(file, specifier) };
	});
}

function resolve(file: string, specifier: string): string | null {
	if (specifier.startsWith('#lib/')) return path.join(ROOT, 'src/lib', specifier.slice(5));
	if (specifier.startsWith('#server/')) return path.join(ROOT, 'server', specifier.slice(8));
	return specifier.startsWith('.') ? path.resolve(path.dirname(file), specifier) : null;
}

test('every import points up the picture', () => {
	const wrong = imports.flatMap(({ from, area, target }) => {
		const to = target && areaOf(target);
		return !to || to === area || MAY_IMPORT[area]?.includes(to) ? [] : [`${from} imports ${to}`];
	});
	expect(imports.length).toBeGreaterThan(100);
	expect(wrong).toEqual([]);
});

test('no file leads back to itself', () => {
	const next = new Map<string, string[]>();
	for (const { from, target } of imports)
		if (target) next.set(path.join(ROOT, from), [...(next.get(path.join(ROOT, from)) ?? []), target]);
	const done = new Set<string>();
	const circles: string[] = [];
	const visit = (file: string, way: readonly string[]): void => {
		if (way.includes(file))
			circles.push([...way.slice(way.indexOf(file)), file].map((one) => path.relative(ROOT, one)).join(' > '));
		if (way.includes(file) || done.has(file)) return;
		for (const to of next.get(file) ?? []) visit(to, [...way, file]);
		done.add(file);
	};
	for (const file of next.keys()) visit(file, []);
	expect(circles).toEqual([]);
});

test('a folder of src/lib is entered by its index alone', () => {
	const wrong = imports.flatMap(({ from, area, target }) => {
		const to = target && areaOf(target);
		if (!target || !to || to === area || !to.startsWith('lib/')) return [];
		// pure code may name another folder's types where they live, so that no door pulls in a whole folder
		// and what the server renders the shell with must not pull in components
		const isDoor =
			path.basename(target) === 'index.ts' ||
			// the shell's doors: what an element loads at once, and what it loads later
			/\/ui\/(shell|dialogs|surroundings)\.ts$/.test(target) ||
			(area.startsWith('lib/') && to !== 'lib/ui') ||
			target.endsWith('/ui/i18n/languages.ts');
		return isDoor ? [] : [`${from} imports ${path.relative(ROOT, target)}`];
	});
	expect(wrong).toEqual([]);
});

test('the pure row names no platform and has no packages', () => {
	const wrong = files.flatMap((file) => {
		const area = areaOf(file);
		if (!area || !PURE.includes(area) || path.basename(file) === 'scope.ts') return [];
		const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
		const packages = importsOf(file).filter(
			({ target, specifier }) => target === null && !PURE_PACKAGES[area]?.includes(specifier)
		);
		return [
			...(PLATFORM.test(code) ? [`${file} names a platform`] : []),
			...packages.map(({ specifier }) => `${file} imports ${specifier}`)
		];
	});
	expect(wrong).toEqual([]);
});

test('ONNX Runtime is named in one file on the server', () => {
	const naming = imports.filter(({ specifier }) => specifier.startsWith('onnxruntime')).map(({ from }) => from);
	expect(naming).toEqual(['server/analysis/run-model.ts']);
});

test('no file is over 500 lines', () => {
	const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 501);
	expect(long).toEqual([]);
});
