/** The models that this installation has, as static/models/manifest.json lists them. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '#lib/fault.ts';
import { createMelographF0, createYin, type Tracker } from '#lib/pitch/index.ts';
import { loadModel } from './run-model.ts';

const Entry = z.strictObject({
	id: z.string().regex(/^[a-z0-9-]+$/),
	version: z.string(),
	name: z.string(),
	kind: z.enum(['f0', 'transcription']),
	/** Which of our trackers knows how to feed it and read it. */
	decoding: z.enum(['melograph-f0']),
	file: z.string().regex(/^[^/\\]+$/),
	bytes: z.int().positive(),
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	licence: z.string(),
	source: z.string(),
	sampleRate: z.int(),
	input: z.strictObject({ name: z.string(), shape: z.array(z.int().nullable()) }),
	hopSamples: z.int(),
	contextFrames: z.strictObject({ left: z.int(), right: z.int() }),
	timeOffsetSeconds: z.number(),
	rangeHz: z.tuple([z.number(), z.number()])
});
const Manifest = z.strictObject({ models: z.array(Entry) });

/** A model of the manifest, with a file that is checked before it runs. */
type FileEntry = Readonly<z.infer<typeof Entry>>;
/** What can listen: a model, or a tracker that needs none. */
export type ModelEntry = Pick<FileEntry, 'id' | 'version' | 'name' | 'kind' | 'licence' | 'rangeHz'>;

export interface Models {
	/** The models of the manifest, then the trackers that need no file. */
	list(): readonly ModelEntry[];
	/** The entry of that id, or a `Fault('unknown-model')` that names those there are. */
	get(id: string): ModelEntry;
	/** A tracker over a fresh session of that model, after its file has been checked against its sha256. */
	openTracker(id: string): Promise<Tracker>;
}

/** Reads the manifest of a folder of models. */
export async function openModels(directory: string): Promise<Models> {
	const text = await readFile(path.join(directory, 'manifest.json'), 'utf8').catch((cause: unknown) => {
		throw new Fault('unknown-model', `There is no manifest.json in the models folder ${directory}.`, { cause });
	});
	const { models } = parseManifest(text, directory);
	const all: readonly ModelEntry[] = [...models, ...BUILT_IN];
	const get = (id: string): ModelEntry => {
		const entry = all.find((model) => model.id === id);
		if (!entry)
			throw new Fault(
				'unknown-model',
				`There is no model "${id}"; there is ${all.map((model) => model.id).join(', ')}.`
			);
		return entry;
	};
	return {
		list: () => all,
		get,
		openTracker: async (id) => {
			const { id: known } = get(id);
			const entry = models.find((model) => model.id === known);
			if (!entry) return createYin();
			const file = path.join(directory, entry.file);
			await checkFile(entry, file);
			return createMelographF0(await loadModel(file), entry.version);
		}
	};
}

const yin = createYin();
/** Trackers without a network: every installation has them, whatever its models are. */
const BUILT_IN: readonly ModelEntry[] = [
	{
		id: yin.id,
		version: yin.version,
		name: 'YIN',
		kind: 'f0',
		licence: 'MIT',
		rangeHz: [yin.range.min, yin.range.max]
	}
];

function parseManifest(text: string, directory: string): z.infer<typeof Manifest> {
	try {
		return Manifest.parse(JSON.parse(text));
	} catch (cause) {
		throw new Fault('unknown-model', `The manifest.json in ${directory} cannot be read.`, { cause });
	}
}

async function checkFile(entry: FileEntry, file: string): Promise<void> {
	const bytes = await readFile(file).catch((cause: unknown) => {
		throw new Fault('unknown-model', `The file of model "${entry.id}" is missing: ${file}.`, { cause });
	});
	if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256)
		throw new Fault(
			'unknown-model',
			`The file of model "${entry.id}" is not the one in the manifest (its sha256 differs).`
		);
}
