/** The help texts. */

import { COMMANDS, type Command } from './commands/index.ts';

/** What `melograph help` prints. */
export function describeAll(): string {
	return [
		'Melograph is a piano roll that listens.',
		'',
		'Usage: melograph COMMAND [FLAGS]',
		'',
		...toTable([
			...COMMANDS.map(({ name, summary }) => [name, summary] as const),
			['help COMMAND', 'Explains a command.'],
			['help settings', 'Lists the flags of all settings, which every command takes.'],
			['--version', 'Prints the version.']
		])
	].join('\n');
}

/** What `melograph help COMMAND` prints. */
export function describeCommand({ usage, summary, flags, details }: Command): string {
	const rows = [
		...flags.map(({ name, value, description }) => [`${name} ${value}`.trim(), description] as const),
		['--help', 'Prints this.'] as const
	];
	const lines = [`Usage: melograph ${usage}`, '', summary, '', ...toTable(rows)];
	if (details) lines.push('', details);
	return [...lines, '', 'Settings can be given as flags, too: melograph help settings'].join('\n');
}

/** What `melograph help settings` prints: flag, variable, meaning and default of each. */
export async function describeSettings(): Promise<string> {
	const { flagOf, getAbout, SETTING_NAMES, variableOf } = await import('#server/config/index.ts');
	const settings = SETTING_NAMES.flatMap((name) => {
		const { description, allowed, default: initial } = getAbout(name);
		return [
			`${flagOf(name)}   ${variableOf(name)}   "${name}"`,
			`      ${description}`,
			`      It must be ${allowed}. Default: ${JSON.stringify(initial)}`
		];
	});
	return [
		'A setting is taken from its flag, else from its variable, else from the file melograph.config.json in the',
		'working directory (another one: --config FILE or MELOGRAPH_CONFIG), else it is its default.',
		'',
		...settings
	].join('\n');
}

function toTable(rows: readonly (readonly [string, string])[]): string[] {
	const width = Math.max(...rows.map(([left]) => left.length));
	return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`);
}
