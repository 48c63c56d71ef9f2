/**
 * Builds dist/package: what is published as the npm package `melograph`. It has the folders of the sources, as JavaScript with
 * types, because Node runs no TypeScript under node_modules; beside them the element, and the pages out of build/.
 *   npm run build:package && npm pack ./dist/package
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { build } from 'vite';
import { buildElement } from './build-element.mjs';
import { makeManifest } from './package-manifest.ts';

const ROOT = path.dirname(import.meta.dirname);
const OUT = path.join(ROOT, 'dist/package');
const CACHE = path.join(ROOT, '.cache');
/** Where tsconfig.package.json puts declarations. */
const TYPES = path.join(CACHE, 'package-types');
/** Folders whose modules are in the package one by one; the rest of src/lib is in the element and in the pages. */
const FOLDERS = [
	...['score', 'dsp', 'pitch', 'wire', 'formats', 'roll', 'client'].map((folder) => `src/lib/${folder}`),
	'server',
	'cli'
];
/** Packages for browsers, which are bundled: nobody has to install them for a server. */
const BUNDLED = ['@mediabunny/flac-encoder', '@noble/hashes/sha2.js', '@noble/hashes/utils.js', 'idb', 'mediabunny'];
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE'];
/** Pages as they are served; the maps are for those who have the sources. */
const COPIED = ['build', 'static/models', 'static/samples'];

const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.d.ts');
const isLocal = (specifier: string): boolean => /^(\.{1,2}|#lib|#server)\//.test(specifier);
/** Where in the package a file of the project is. */
const placeOf = (file: string): string => path.relative(ROOT, file).replace(/^src\/lib\//, 'lib/');
const vendorOf = (name: string): string =>
	`lib/vendor/${name.replace(/^@/, '').replace(/\.js$/, '').replaceAll('/', '-')}`;

/** Answers the folder of the package, built from the sources as they are and from the pages in build/. */
export async function buildPackage(): Promise<string> {
	if (!fs.existsSync(path.join(ROOT, 'build/handler.js'))) throw new Error('Build the pages first: npm run build');
	const element = await buildElement();
	fs.rmSync(OUT, { recursive: true, force: true });
	const sources = findSources();
	for (const source of sources) writeModule(source);
	writeTypes();
	await bundlePackages(sources);
	copy(element, 'element');
	writeElementTypes();
	writeSvelte();
	for (const folder of COPIED) copy(path.join(ROOT, folder), folder);
	for (const name of DOCUMENTS) copy(path.join(ROOT, name), name);
	write('package.json', `${JSON.stringify(makeManifest(), null, '\t')}\n`);
	fs.chmodSync(path.join(OUT, 'cli/melograph.js'), 0o755);
	return OUT;
}

function findSources(): string[] {
	const tops = fs.readdirSync(path.join(ROOT, 'src/lib')).filter(isSource);
	const inside = FOLDERS.flatMap((folder) =>
		fs
			.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter(isSource)
			.map((name) => path.join(ROOT, folder, name))
	);
	return [...tops.map((name) => path.join(ROOT, 'src/lib', name)), ...inside];
}

function writeModule(source: string): void {
	const { outputText } = ts.transpileModule(fs.readFileSync(source, 'utf8'), {
		compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
		fileName: source
	});
	const place = placeOf(source);
	write(place.replace(/\.ts$/, '.js'), redirect(outputText, place));
}

function writeTypes(): void {
	fs.rmSync(TYPES, { recursive: true, force: true });
	const compiler = path.join(ROOT, 'node_modules/@typescript/native/bin/tsc');
	const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.package.json'], {
		cwd: ROOT,
		encoding: 'utf8'
	});
	if (status !== 0) throw new Error(`The types of the package could not be written.\n${stdout}`);
	for (const name of fs.readdirSync(TYPES, { recursive: true, encoding: 'utf8' })) {
		if (!name.endsWith('.d.ts')) continue;
		const place = placeOf(path.join(ROOT, name));
		write(place, redirect(fs.readFileSync(path.join(TYPES, name), 'utf8'), place));
	}
}

/** Makes what a module names lie in the package: `#lib/...` becomes relative, `.ts` becomes `.js`, bundled packages files. */
function redirect(code: string, place: string): string {
	const from = path.dirname(place);
	const relative = (to: string): string => {
		const way = path.relative(from, to);
		return way.startsWith('.') ? way : `./${way}`;
	};
	return code.replace(/(['"])([#.@\w][^'"\s]*)\1/g, (whole, quote: string, specifier: string) => {
		if (BUNDLED.includes(specifier)) return `${quote}${relative(vendorOf(specifier))}.js${quote}`;
		if (!isLocal(specifier) || !specifier.endsWith('.ts')) return whole;
		const target = specifier.startsWith('#') ? relative(specifier.slice(1)) : specifier;
		return `${quote}${target.replace(/\.ts$/, '.js')}${quote}`;
	});
}

/** Bundles of each package what our modules take from it; together, so that what they share is there once. */
async function bundlePackages(sources: readonly string[]): Promise<void> {
	const taken = new Map(BUNDLED.map((name) => [name, new Set<string>()]));
	for (const source of sources)
		for (const [, names = '', specifier = ''] of fs
			.readFileSync(source, 'utf8')
			.matchAll(/^import \{([^}]*)\} from '([^']+)';/gm))
			for (const name of names.split(',').map((one) => one.trim()))
				if (name && !name.startsWith('type ')) taken.get(specifier)?.add(name);
	const entries = path.join(CACHE, 'package-entries');
	fs.rmSync(entries, { recursive: true, force: true });
	fs.mkdirSync(entries, { recursive: true });
	const input: Record<string, string> = {};
	for (const [specifier, names] of taken) {
		const file = path.join(entries, `${path.basename(vendorOf(specifier))}.js`);
		fs.writeFileSync(file, `export { ${[...names].join(', ')} } from '${specifier}';\n`);
		input[path.basename(file, '.js')] = file;
	}
	await build({
		root: ROOT,
		configFile: false,
		publicDir: false,
		logLevel: 'error',
		build: {
			outDir: path.join(OUT, 'lib/vendor'),
			target: 'es2022',
			rollupOptions: {
				input,
				preserveEntrySignatures: 'strict',
				output: { entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' }
			}
		}
	});
}

function writeElementTypes(): void {
	write(
		'element/piano-roll.d.ts',
		"/** Importing this defines `<piano-roll>`. Browsers only. */\nexport type { PianoRollElement, Plain, ValueFormat } from '../lib/element/element-types.js';\n"
	);
}

/** The component is shipped as it is, for the page's own compiler. */
function writeSvelte(): void {
	const component = fs.readFileSync(path.join(ROOT, 'src/lib/element/Roll.svelte'), 'utf8');
	write(
		'svelte/Roll.svelte',
		component
			.replace("'./index.ts'", "'../element/piano-roll.js'")
			.replace("'./roll-props.ts'", "'../lib/element/roll-props.js'")
	);
	write('svelte/index.js', "export { default as Roll } from './Roll.svelte';\n");
	write(
		'svelte/index.d.ts',
		[
			"import type { Component } from 'svelte';",
			"import type { RollProps } from '../lib/element/roll-props.js';",
			"export type { PianoRollElement, Plain, ValueFormat } from '../lib/element/element-types.js';",
			"export type { RollProps } from '../lib/element/roll-props.js';",
			'/** `<piano-roll>` with properties and callbacks. */',
			"export declare const Roll: Component<RollProps, Record<string, never>, 'value' | 'element'>;",
			''
		].join('\n')
	);
}

function copy(from: string, to: string): void {
	fs.cpSync(from, path.join(OUT, to), {
		recursive: true,
		filter: (file) => !file.endsWith('.map') && path.basename(file) !== '.setup-stamp'
	});
}

function write(place: string, text: string): void {
	const file = path.join(OUT, place);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPackage();
