/** Reads a command line: flags that are known, and the bare words between them. */

import { Fault } from '#lib/fault.ts';
import { findNearest } from './nearest.ts';
import { flagOf, getAbout, SETTING_NAMES } from './schema.ts';

/** A flag that takes a value (`--port 3000` or `--port=3000`), or a switch (`--json`, `--no-json`, `--json=false`). */
export interface Flag {
	/** With its dashes: `--port`. */
	readonly name: string;
	readonly isSwitch: boolean;
}

/** A flag as it was given. */
export interface GivenFlag {
	readonly name: string;
	/** What was written; `true` or `false` for a bare switch. */
	readonly value: string;
}

export interface CommandLine {
	readonly flags: readonly GivenFlag[];
	/** The bare words, and everything after `--`. */
	readonly words: readonly string[];
}

/** The flags that every command takes: one a setting, and the name of the configuration file. */
export const SETTING_FLAGS: readonly Flag[] = [
	{ name: '--config', isSwitch: false },
	...SETTING_NAMES.map((name) => ({ name: flagOf(name), isSwitch: getAbout(name).written === 'boolean' }))
];

/** Splits `argv` into flags and words; an unknown flag or a missing value is a fault. */
export function parseCommandLine(argv: readonly string[], known: readonly Flag[]): CommandLine {
	const flags: GivenFlag[] = [];
	const words: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const word = argv[i] ?? '';
		if (word === '--') {
			words.push(...argv.slice(i + 1));
			break;
		}
		// a lone dash is a word: it stands for standard output
		if (!word.startsWith('-') || word === '-') {
			words.push(word);
			continue;
		}
		const { flag, inline, isNegated } = findFlag(word, known);
		if (flag.isSwitch) flags.push({ name: flag.name, value: isNegated ? 'false' : (inline ?? 'true') });
		else {
			const value = inline ?? argv[++i];
			if (value === undefined || (inline === undefined && value.startsWith('--')))
				throw new Fault('config', `The flag ${flag.name} needs a value, as in ${flag.name}=VALUE.`);
			flags.push({ name: flag.name, value });
		}
	}
	return { flags, words };
}

interface FoundFlag {
	readonly flag: Flag;
	readonly inline: string | undefined;
	readonly isNegated: boolean;
}

function findFlag(word: string, known: readonly Flag[]): FoundFlag {
	const equals = word.indexOf('=');
	const name = equals < 0 ? word : word.slice(0, equals);
	const inline = equals < 0 ? undefined : word.slice(equals + 1);
	const flag = known.find((candidate) => candidate.name === name);
	if (flag) return { flag, inline, isNegated: false };
	const negated = known.find((candidate) => candidate.isSwitch && candidate.name === name.replace(/^--no-/, '--'));
	if (negated && inline === undefined) return { flag: negated, inline, isNegated: true };
	const nearest = findNearest(
		name,
		known.map((candidate) => candidate.name)
	);
	throw new Fault('config', `There is no flag ${name}.${nearest ? ` The nearest is ${nearest}.` : ''}`);
}
