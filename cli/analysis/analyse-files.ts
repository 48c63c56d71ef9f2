/** One file after the other: hear it, write it, say so. */

import path from 'node:path';
import { toFault } from '#lib/fault.ts';
import type { Format } from '#lib/formats/index.ts';
import { toOneLine, type Terminal } from '../terminal.ts';
import { hearFile, type HearOptions } from './hear-file.ts';
import { ProgressLine } from './progress-line.ts';
import { writeWhole } from './write-whole.ts';

export type WritableFormat = Format & Required<Pick<Format, 'write'>>;

export interface AnalyseFilesOptions extends HearOptions {
	readonly inputs: readonly string[];
	/** A path for each input, or null for standard output. */
	readonly outputs: readonly string[] | null;
	readonly format: WritableFormat;
	readonly isQuiet: boolean;
	readonly terminal: Terminal;
	/** Where relative paths start. */
	readonly cwd: string;
}

/** Answers how many were done. A file that fails is said on both streams; only being stopped ends the whole. */
export async function analyseFiles(options: AnalyseFilesOptions): Promise<number> {
	const { inputs, outputs, terminal, signal } = options;
	let done = 0;
	for (const [i, input] of inputs.entries()) {
		try {
			const columns = await analyseOne(input, outputs?.[i] ?? null, {
				...options,
				position: positionOf(i, inputs.length)
			});
			if (outputs) terminal.print([input, ...columns].map(toOneLine).join('\t'));
			done++;
		} catch (thrown) {
			signal.throwIfAborted();
			const fault = toFault(thrown);
			if (outputs) terminal.print([input, 'error', fault.code, fault.message].map(toOneLine).join('\t'));
			terminal.say(`melograph: ${toOneLine(input)}: ${fault.message} (${fault.code})`);
			// a bug of ours: what a report needs
			if (fault.code === 'internal' && fault.cause instanceof Error)
				terminal.say(fault.cause.stack ?? fault.cause.message);
		}
	}
	return done;
}

type OneOptions = AnalyseFilesOptions & { readonly position: string };

async function analyseOne(input: string, output: string | null, options: OneOptions): Promise<string[]> {
	const { cwd, format, isQuiet, position, signal, terminal } = options;
	const progress = isQuiet ? null : new ProgressLine(terminal, `${toOneLine(input)}${position}`);
	const content = await hearFile(path.resolve(cwd, input), options, (fraction) => progress?.show(fraction));
	const bytes = format.write(content);
	if (output === null) terminal.printBytes(bytes);
	else await writeWhole(path.resolve(cwd, output), bytes, signal);
	const count = content.score.notes.length;
	const duration = formatDuration(content.analysis.audio.seconds);
	return [`${count} ${count === 1 ? 'note' : 'notes'}`, duration, ...(output === null ? [] : [output])];
}

const positionOf = (index: number, count: number): string => (count > 1 ? ` (${index + 1} of ${count})` : '');

/** `3:02.114`, and `1:03:02.114` from an hour on. */
function formatDuration(seconds: number): string {
	const millis = Math.round(seconds * 1000);
	const hours = Math.floor(millis / 3_600_000);
	const minutes = Math.floor(millis / 60_000) % 60;
	const rest = ((millis % 60_000) / 1000).toFixed(3).padStart(6, '0');
	return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
