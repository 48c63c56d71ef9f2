/** `melograph restore`: a backup becomes the data folder of a server that is not running yet. */

import path from 'node:path';
import { Fault } from '#lib/fault.ts';
import { restore, type CopySummary } from '#server/store/index.ts';
import type { Invocation } from './command.ts';

export async function runRestore({ words, config, terminal, cwd, signal }: Invocation): Promise<number> {
	const [folder] = words;
	if (folder === undefined || words.length > 1)
		throw new Fault('config', 'The command restore takes one folder: melograph restore DIR');
	const { dataDir } = config.values;
	terminal.print(`${dataDir}\t${describeCopy(await restore(path.resolve(cwd, folder), dataDir, signal))}`);
	return 0;
}

/** What was copied, as columns divided by tabs. */
export function describeCopy({ documents, recordings, missing }: CopySummary): string {
	const columns = [`${documents} documents`, `${recordings} recordings`];
	if (missing > 0) columns.push(`${missing} recordings missing`);
	return columns.join('\t');
}
