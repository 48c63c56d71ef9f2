/** From a command line to an exit code: finds the command, reads its flags and the configuration, runs it. */

import { Fault, toFault } from '#lib/fault.ts';
import { loadVersion } from '#server/version.ts';
import { COMMANDS, findCommand, type Command } from './commands/index.ts';
import { describeAll, describeCommand, describeSettings } from './help.ts';
import { toOneLine, type Terminal } from './terminal.ts';

/** Nothing was done: the command line is wrong, or everything failed. */
export const EXIT_NOTHING = 2;
/** Stopped by the person: 128 + SIGINT, as shells have it. */
export const EXIT_STOPPED = 130;

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

/** Runs one command line, without the program's name, and answers the exit code. Never throws. */
export async function runCommandLine(
	argv: readonly string[],
	terminal: Terminal,
	signal: AbortSignal
): Promise<number> {
	const [first, ...rest] = argv;
	try {
		if (first === undefined) {
			terminal.say(describeAll());
			return EXIT_NOTHING;
		}
		if (isHelp(first) || first === 'help') return await printHelp(rest[0], terminal);
		if (first === '--version' || first === '-v') {
			terminal.print(loadVersion());
			return 0;
		}
		const command = await getCommand(first);
		const own = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
		return own.some(isHelp) ? await printHelp(first, terminal) : await runCommand(command, rest, terminal, signal);
	} catch (thrown) {
		if (signal.aborted) {
			terminal.say('melograph: stopped.');
			return EXIT_STOPPED;
		}
		sayFault(toFault(thrown), terminal);
		return EXIT_NOTHING;
	}
}

async function runCommand(
	command: Command,
	argv: readonly string[],
	terminal: Terminal,
	signal: AbortSignal
): Promise<number> {
	const { loadConfig, parseCommandLine, SETTING_FLAGS } = await import('#server/config/index.ts');
	const own = command.flags.map(({ name, value }) => ({ name, isSwitch: value === '' }));
	const { flags, words } = parseCommandLine(argv, [...own, ...SETTING_FLAGS]);
	const isOwn = ({ name }: { readonly name: string }): boolean => own.some((flag) => flag.name === name);
	const settings = flags.filter((flag) => !isOwn(flag)).map(({ name, value }) => `${name}=${value}`);
	const cwd = process.cwd();
	const config = loadConfig({ argv: settings, env: process.env, cwd });
	const run = await command.load();
	const given = new Map(flags.filter(isOwn).map(({ name, value }) => [name, value]));
	return run({ words, flags: given, config, terminal, cwd, signal });
}

async function printHelp(topic: string | undefined, terminal: Terminal): Promise<number> {
	if (topic === undefined || isHelp(topic)) terminal.print(describeAll());
	else if (topic === 'settings') terminal.print(await describeSettings());
	else terminal.print(describeCommand(await getCommand(topic)));
	return 0;
}

async function getCommand(name: string): Promise<Command> {
	const command = findCommand(name);
	if (command) return command;
	if (name.startsWith('-'))
		throw new Fault('config', `The command comes first, then its flags: melograph COMMAND ${name} ...`);
	const { findNearest } = await import('#server/config/index.ts');
	const names = ['help', ...COMMANDS.map((known) => known.name)];
	const nearest = findNearest(name, names);
	const hint = nearest ? `Did you mean ${nearest}?` : `There are ${names.join(', ')}.`;
	throw new Fault('config', `There is no command "${toOneLine(name)}". ${hint}`);
}

function sayFault(fault: Fault, terminal: Terminal): void {
	terminal.say(`melograph: ${fault.message} (${fault.code})`);
	// a bug of ours: what a report needs
	if (fault.code === 'internal' && fault.cause instanceof Error) terminal.say(fault.cause.stack ?? fault.cause.message);
}
