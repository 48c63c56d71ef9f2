/** What a command is: how it is called, and what it does. */

import type { Config } from '#server/config/index.ts';
import type { Terminal } from '../terminal.ts';

/** A flag of one command; every command takes the flags of the settings as well. */
export interface CommandFlag {
	/** With its dashes. */
	readonly name: string;
	/** What stands for the value in the help; empty for a switch. */
	readonly value: string;
	readonly description: string;
}

/** A command line, read. */
export interface Invocation {
	readonly words: readonly string[];
	/** The command's own flags, by name with dashes; a switch is `true` or `false`. */
	readonly flags: ReadonlyMap<string, string>;
	readonly config: Config;
	readonly terminal: Terminal;
	readonly cwd: string;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
}

/** Answers the exit code; throws a `Fault` when nothing can be done. */
export type RunCommand = (invocation: Invocation) => Promise<number>;

export interface Command {
	readonly name: string;
	readonly usage: string;
	/** One sentence. */
	readonly summary: string;
	/** What the help says beneath the flags. */
	readonly details: string;
	readonly flags: readonly CommandFlag[];
	/** Loads the command only when it runs, so that help answers at once. */
	readonly load: () => Promise<RunCommand>;
}
