/** `melograph backup`: a copy of the data folder, also while a server is running on it. */

import path from 'node:path';
import { Fault } from '#lib/fault.ts';
import { backUp } from '#server/store/index.ts';
import type { Invocation } from './command.ts';
import { describeCopy } from './restore.ts';

export async function runBackup({ words, config, terminal, cwd, signal }: Invocation): Promise<number> {
	const [folder] = words;
	if (folder === undefined || words.length > 1)
		throw new Fault('config', 'The command backup takes one folder: melograph backup DIR');
	const target = path.resolve(cwd, folder);
	terminal.print(`${target}\t${describeCopy(await backUp(config.values.dataDir, target, signal))}`);
	return 0;
}
