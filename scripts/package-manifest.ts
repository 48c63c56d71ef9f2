/** The package.json of the npm package: what others need of ours, and the doors. */

import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.dirname(import.meta.dirname);
/** A door of the package, and its module without its ending. */
const DOORS = {
	'.': 'lib/roll/index',
	'./element': 'element/piano-roll',
	'./score': 'lib/score/index',
	'./formats': 'lib/formats/index',
	'./client': 'lib/client/index',
	'./server': 'server/index'
} as const;
/** Modules that do something by being imported: the element, workers and programs. */
const SIDE_EFFECTS = [
	'./element/**',
	'./build/**',
	'./cli/melograph.js',
	'./server/main.js',
	'./server/run.js',
	'**/*worker.js'
];

interface Project {
	readonly name: string;
	readonly version: string;
	readonly description: string;
	readonly license: string;
	readonly engines: Readonly<Record<string, string>>;
	readonly dependencies: Readonly<Record<string, string>>;
}

/** No scripts, no tools, and not the Node that the project brings along: a library must not change which one others run. */
export function makeManifest(): object {
	const project: Project = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
	const { name, version, description, license, engines, dependencies } = project;
	return {
		name,
		version,
		description,
		keywords: ['piano-roll', 'pitch', 'midi', 'f0', 'web-component', 'svelte'],
		license,
		type: 'module',
		engines,
		bin: { melograph: 'cli/melograph.js' },
		exports: {
			...Object.fromEntries(
				Object.entries(DOORS).map(([door, file]) => [door, { types: `./${file}.d.ts`, default: `./${file}.js` }])
			),
			'./svelte': { types: './svelte/index.d.ts', svelte: './svelte/index.js', default: './svelte/index.js' },
			'./samples/*': './static/samples/*',
			'./package.json': './package.json'
		},
		sideEffects: SIDE_EFFECTS,
		dependencies,
		peerDependencies: { svelte: '^5.29.0' },
		peerDependenciesMeta: { svelte: { optional: true } }
	};
}
