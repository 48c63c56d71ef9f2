/** A name for each result, so that none overwrites another result or an input. */

import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileNameFor, type Format } from '#lib/formats/index.ts';

export interface OutputPlan {
	/** As it was given; the answer starts with it. */
	readonly folder: string;
	readonly cwd: string;
	readonly format: Format;
}

/** A path in `folder` for each input: `song.json`, and `song-2.json` where that is taken already. */
export async function planOutputs(inputs: readonly string[], { folder, cwd, format }: OutputPlan): Promise<string[]> {
	const taken = new Set<string>();
	for (const input of inputs) taken.add(toKey(await findRealPath(path.resolve(cwd, input))));
	const realFolder = await findRealPath(path.resolve(cwd, folder));
	const outputs: string[] = [];
	for (const input of inputs) {
		const name = path.parse(fileNameFor(path.basename(input), format));
		let base = name.base;
		for (let n = 2; taken.has(toKey(path.join(realFolder, base))); n++) base = `${name.name}-${n}${name.ext}`;
		taken.add(toKey(path.join(realFolder, base)));
		outputs.push(path.join(folder, base));
	}
	return outputs;
}

/** What a path leads to; itself where there is nothing. */
const findRealPath = (file: string): Promise<string> => realpath(file).catch(() => file);

/** Paths that some file systems hold to be one. */
const toKey = (file: string): string => file.normalize('NFC').toLowerCase();
