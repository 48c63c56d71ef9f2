/** The three places outside the schema that a setting can come from, each read into the same shape. */

import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '#lib/fault.ts';
import type { GivenFlag } from './flags.ts';
import { findNearest } from './nearest.ts';
import {
	flagOf,
	getAbout,
	isSettingName,
	SCHEMA,
	SETTING_NAMES,
	showSetting,
	variableOf,
	type SettingName
} from './schema.ts';

/** Where a value came from. `name` is the file, the variable or the flag; for a default, the profile. */
export interface Origin {
	readonly layer: 'default' | 'file' | 'environment' | 'flag';
	readonly name: string;
}

/** One setting as one layer gives it, checked. */
export interface Given {
	readonly name: SettingName;
	readonly value: unknown;
	readonly origin: Origin;
}

const CONFIG_FILE = 'melograph.config.json';
const CONFIG_VARIABLE = 'MELOGRAPH_CONFIG';
const CONFIG_FLAG = '--config';
/** Variables that hosts set for every program, and the setting each one stands for. */
const PLAIN_VARIABLES: ReadonlyMap<string, SettingName> = new Map([
	['HOST', 'host'],
	['PORT', 'port']
]);

/** A path as a setting gives it, made absolute. */
export function resolvePath(name: SettingName, value: unknown, base: string): unknown {
	if (typeof value !== 'string') return value;
	const isProgram = name === 'ffmpeg' && value !== 'auto' && value !== 'off';
	return getAbout(name).isPath || isProgram ? path.resolve(base, value) : value;
}

/** Settings of the configuration file; none when there is no file and none was named. */
export function readFileLayer(flags: readonly GivenFlag[], env: NodeJS.ProcessEnv, cwd: string): Given[] {
	const named = flags.findLast((flag) => flag.name === CONFIG_FLAG)?.value ?? (env[CONFIG_VARIABLE] || undefined);
	const file = path.resolve(cwd, named ?? CONFIG_FILE);
	if (named === undefined && !fs.existsSync(file)) return [];
	const origin: Origin = { layer: 'file', name: file };
	return Object.entries(loadObject(file)).map(([name, value]) => {
		if (!isSettingName(name)) throw unknown(`The file ${file} has an unknown key ${quote(name)}`, name, SETTING_NAMES);
		return { name, value: check(name, value, origin, path.dirname(file)), origin };
	});
}

/** Settings of the environment. An empty variable counts as not given; the long name wins over the plain one. */
export function readEnvironmentLayer(env: NodeJS.ProcessEnv, cwd: string): Given[] {
	const known = new Map([...PLAIN_VARIABLES, ...SETTING_NAMES.map((name) => [variableOf(name), name] as const)]);
	const all = [...known.keys(), CONFIG_VARIABLE];
	for (const variable of Object.keys(env))
		if (variable.startsWith('MELOGRAPH_') && !all.includes(variable))
			throw unknown(`The environment has an unknown variable ${variable}`, variable, all);
	const given: Given[] = [];
	for (const [variable, name] of known) {
		const written = env[variable];
		if (!written) continue;
		const origin: Origin = { layer: 'environment', name: variable };
		given.push({ name, value: check(name, readText(name, written), origin, cwd), origin });
	}
	return given;
}

/** Settings of the command line. */
export function readFlagLayer(flags: readonly GivenFlag[], cwd: string): Given[] {
	const given: Given[] = [];
	for (const flag of flags) {
		const name = SETTING_NAMES.find((candidate) => flagOf(candidate) === flag.name);
		if (!name) continue;
		const origin: Origin = { layer: 'flag', name: flag.name };
		given.push({ name, value: check(name, readText(name, flag.value), origin, cwd), origin });
	}
	return given;
}

/** An origin in words: `flag --port`. */
export function describeOrigin({ layer, name }: Origin): string {
	return layer === 'default' ? (name ? `default of ${name}` : 'default') : `${layer} ${name}`;
}

/** The value if it is of the setting's type; otherwise a fault that says where it came from and what is allowed. */
function check(name: SettingName, value: unknown, origin: Origin, base: string): unknown {
	const checked = SCHEMA.shape[name].safeParse(value);
	if (checked.success) return resolvePath(name, checked.data, base);
	const { allowed, written } = getAbout(name);
	const nearest = typeof value === 'string' && written === 'text' ? findNearest(value, allowed.split(/[ ,]+/)) : null;
	const where = origin.layer === 'file' ? `in the file ${origin.name}` : `from ${origin.name}`;
	const hint = nearest && allowed.startsWith('one of') ? ` The nearest is ${nearest}.` : '';
	throw new Fault(
		'config',
		`The setting ${name} is ${quote(showSetting(name, value))} ${where}. It must be ${allowed}.${hint}`
	);
}

/** The value that a text stands for; a text that stands for none stays a text, and is refused by its type. */
function readText(name: SettingName, written: string): unknown {
	switch (getAbout(name).written) {
		case 'number':
			return /^-?\d+(\.\d+)?(e\d+)?$/i.test(written.trim()) ? Number(written) : written;
		case 'boolean':
			if (/^(true|yes|on|1)$/i.test(written)) return true;
			return /^(false|no|off|0)$/i.test(written) ? false : written;
		case 'list':
			return written
				.split(',')
				.map((item) => item.trim())
				.filter((item) => item !== '');
		default:
			return written;
	}
}

function loadObject(file: string): object {
	let content: unknown;
	try {
		content = JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch (cause) {
		const why = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'cannot be read';
		throw new Fault('config', `The configuration file ${file} ${why}.`, { cause });
	}
	if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
	throw new Fault('config', `The configuration file ${file} must hold one JSON object of settings.`);
}

function unknown(sentence: string, word: string, known: readonly string[]): Fault {
	const nearest = findNearest(word, known);
	return new Fault(
		'config',
		`${sentence}. ${nearest ? `The nearest is ${nearest}.` : `Known are ${known.join(', ')}.`}`
	);
}

const quote = (value: unknown): string => JSON.stringify(value) ?? String(value);
