/** Lays defaults, file, environment and flags over each other, and remembers where each value came from. */

import { Fault } from '#lib/fault.ts';
import { parseCommandLine, SETTING_FLAGS } from './flags.ts';
import {
	describeOrigin,
	readEnvironmentLayer,
	readFileLayer,
	readFlagLayer,
	resolvePath,
	type Given,
	type Origin
} from './layers.ts';
import { getAbout, SCHEMA, SETTING_NAMES, showSetting, type SettingName, type Settings } from './schema.ts';

/** Columns before the origins; a long path does not push all of them off the screen. */
const WIDTH_MAX = 44;

/** Every setting and where its value came from. */
export interface Config {
	readonly values: Settings;
	readonly origins: Readonly<Record<SettingName, Origin>>;
}

export interface ConfigSources {
	/** The command line without the program: flags of settings, and `--config FILE`. */
	readonly argv: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	/** Where the configuration file is looked for, and where relative paths start. */
	readonly cwd: string;
}

/** Reads the configuration. What is unknown or wrong is a `config` fault that names it and what is allowed. */
export function loadConfig({ argv, env, cwd }: ConfigSources): Config {
	const { flags, words } = parseCommandLine(argv, SETTING_FLAGS);
	const [stray] = words;
	if (stray !== undefined)
		throw new Fault('config', `There is no place for the word "${stray}" here; a flag starts with --.`);
	const given = [...readFileLayer(flags, env, cwd), ...readEnvironmentLayer(env, cwd), ...readFlagLayer(flags, cwd)];
	const profile = given.findLast((one) => one.name === 'profile')?.value;
	const layers = [...defaultsOf(profile === 'development', cwd), ...given];
	const last = new Map(layers.map((one) => [one.name, one]));
	return {
		values: SCHEMA.parse(Object.fromEntries([...last].map(([name, { value }]) => [name, value]))),
		origins: mapSettings((name) => last.get(name)?.origin ?? { layer: 'default', name: '' })
	};
}

/** The configuration as a person reads it: `key = value   (origin)`, one line a setting, values as JSON. */
export function describeConfig({ values, origins }: Config): string {
	const left = SETTING_NAMES.map((name) => `${name} = ${JSON.stringify(showSetting(name, values[name]))}`);
	const width = Math.min(WIDTH_MAX, Math.max(...left.map((line) => line.length)));
	return SETTING_NAMES.map((name, i) => `${left[i]?.padEnd(width)}   (${describeOrigin(origins[name])})`).join('\n');
}

function defaultsOf(isDevelopment: boolean, cwd: string): Given[] {
	return SETTING_NAMES.map((name) => {
		const about = getAbout(name);
		const isOwn = isDevelopment && about.development !== undefined;
		return {
			name,
			value: resolvePath(name, isOwn ? about.development : about.default, cwd),
			origin: { layer: 'default', name: isOwn ? 'development' : '' }
		};
	});
}

function mapSettings<T>(make: (name: SettingName) => T): Record<SettingName, T> {
	// TypeScript has no typed fromEntries; the keys are exactly those of the schema
	return Object.fromEntries(SETTING_NAMES.map((name) => [name, make(name)])) as Record<SettingName, T>;
}
