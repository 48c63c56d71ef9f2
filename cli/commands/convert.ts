/** `melograph convert`: a file of notes in another format. */

import { readFile as readBytes } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '#lib/fault.ts';
import { findLosses, FORMATS, readFile, type Format } from '#lib/formats/index.ts';
import { FIRST_PART } from '#lib/score/index.ts';
import { writeWhole, type WritableFormat } from '../analysis/index.ts';
import type { Invocation } from './command.ts';
import { LEFT_OUT_WORDS, LOSS_WORDS } from './format-words.ts';

/** Those that need no recording: what is read has none. */
const TARGETS = FORMATS.flatMap((format): WritableFormat[] =>
	format.read && format.write ? [{ ...format, write: format.write }] : []
);

export async function convert({ words, flags, terminal, cwd, signal }: Invocation): Promise<number> {
	const [from, to] = words;
	if (from === undefined || to === undefined || words.length > 2)
		throw new Fault('config', 'The command convert takes two files: melograph convert IN OUT');
	const target = getTarget(to, flags.get('--format'));
	const bytes = await readBytes(path.resolve(cwd, from), { signal }).catch((cause: unknown) => {
		signal.throwIfAborted();
		throw new Fault('not-found', `${from} cannot be read.`, { cause });
	});
	const { format, content } = readFile(bytes);
	await writeWhole(path.resolve(cwd, to), target.write({ ...content, part: FIRST_PART }), signal);
	say(
		`${from} (${format.name}) is not read whole`,
		content.leftOut.map((kind) => LEFT_OUT_WORDS[kind])
	);
	say(
		`${to} (${target.name}) cannot hold`,
		findLosses(target, content.score, false).map((loss) => LOSS_WORDS[loss])
	);
	terminal.print([from, `${content.score.notes.length} notes`, to].join('\t'));
	return 0;

	function say(what: string, kinds: readonly string[]): void {
		if (kinds.length > 0) terminal.say(`melograph: ${what}: ${kinds.join(', ')}.`);
	}
}

/** The format that was asked for, or the one that the name ends as. */
function getTarget(to: string, id: string | undefined): WritableFormat {
	const isCalled = ({ extensions }: Format): boolean =>
		extensions.some((extension) => to.toLowerCase().endsWith(`.${extension.toLowerCase()}`));
	const found = TARGETS.find((format) => (id === undefined ? isCalled(format) : format.id === id));
	if (found) return found;
	const ids = TARGETS.map((format) => format.id).join(', ');
	const endings = TARGETS.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)).join(', ');
	throw new Fault(
		'config',
		`The format of ${to} is not clear: OUT ends in ${endings}, or --format takes one of ${ids}.`
	);
}
