/** The table of all settings in docs/CONFIGURATION.md, from the schema. `node scripts/config-table.ts` prints it. */

import path from 'node:path';
import { flagOf, getAbout, SETTING_NAMES, variableOf, type SettingName } from '#server/config/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** The Markdown table: one row a setting, in the order of the schema. */
export function makeConfigTable(): string {
	const head = ['| setting | flag and variable | what it does | it must be | default |', '|---|---|---|---|---|'];
	return [...head, ...SETTING_NAMES.map(makeRow)].join('\n');
}

function makeRow(name: SettingName): string {
	const { description, allowed, default: initial, development } = getAbout(name);
	const own = development === undefined ? '' : `; in development ${quote(development)}`;
	return `| \`${name}\` | \`${flagOf(name)}\` \`${variableOf(name)}\` | ${description} | ${allowed} | ${quote(initial)}${own} |`;
}

/** A value as code. Paths inside the installation are shown from its root, so that the table is the same everywhere. */
function quote(value: unknown): string {
	const isInside = typeof value === 'string' && value.startsWith(ROOT + path.sep);
	const shown = isInside ? path.relative(ROOT, value).replaceAll(path.sep, '/') : value;
	return `\`${JSON.stringify(shown)}\``;
}

if (import.meta.main) process.stdout.write(`${makeConfigTable()}\n`);
