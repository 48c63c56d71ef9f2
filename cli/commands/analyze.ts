/** `melograph analyze`: hears files one after the other, and writes what it heard. */

import path from 'node:path';
import { Fault } from '#lib/fault.ts';
import { findFormat, FORMATS } from '#lib/formats/index.ts';
import { openModels } from '#server/analysis/index.ts';
import { findFfmpeg } from '#server/media/index.ts';
import { analyseFiles, makeFolder, planOutputs, type WritableFormat } from '../analysis/index.ts';
import type { Invocation } from './command.ts';

const SOME = 1;
const NONE = 2;
const STANDARD_OUTPUT = '-';

export async function analyze({ words: files, flags, config, terminal, cwd, signal }: Invocation): Promise<number> {
	const format = getFormat(flags.get('--format') ?? 'json');
	const folder = flags.get('--out') ?? '.';
	if (files.length === 0) throw new Fault('config', 'There is no file to analyze: melograph analyze FILE...');
	if (folder === STANDARD_OUTPUT && files.length > 1)
		throw new Fault('config', `Standard output holds one result: --out - takes one file, not ${files.length}.`);
	const { channelLimit, durationLimitSeconds, ffmpeg, model, modelsDir, uploadLimitBytes } = config.values;
	const models = await openModels(modelsDir);
	const tracker = await models.openTracker(model);
	if (folder !== STANDARD_OUTPUT) await makeFolder(path.resolve(cwd, folder));
	const done = await analyseFiles({
		inputs: files,
		outputs: folder === STANDARD_OUTPUT ? null : await planOutputs(files, { folder, cwd, format }),
		format,
		tracker,
		media: { ffmpeg: await findFfmpeg(ffmpeg), maxSeconds: durationLimitSeconds, maxChannels: channelLimit },
		maxBytes: uploadLimitBytes,
		isQuiet: flags.get('--quiet') === 'true',
		terminal,
		cwd,
		signal
	});
	return done === files.length ? 0 : done > 0 ? SOME : NONE;
}

function getFormat(id: string): WritableFormat {
	const format = findFormat(id);
	if (format?.write) return { ...format, write: format.write };
	const ids = FORMATS.filter((one) => one.write).map((one) => one.id);
	throw new Fault('config', `There is no format "${id}". --format takes one of ${ids.join(', ')}.`);
}
