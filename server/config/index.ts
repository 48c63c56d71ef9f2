/** The configuration: one schema, four layers, and where each value came from. */

export { describeConfig, loadConfig, type Config, type ConfigSources } from './load.ts';
export { describeOrigin, type Origin } from './layers.ts';
export { parseCommandLine, SETTING_FLAGS, type CommandLine, type Flag, type GivenFlag } from './flags.ts';
export { findNearest } from './nearest.ts';
export {
	flagOf,
	getAbout,
	SETTING_NAMES,
	showSetting,
	variableOf,
	type About,
	type SettingName,
	type Settings
} from './schema.ts';
