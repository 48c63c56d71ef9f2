/** `melograph config`: every setting, and where its value came from. */

import { Fault } from '#lib/fault.ts';
import { describeConfig, SETTING_NAMES, showSetting } from '#server/config/index.ts';
import type { Invocation } from './command.ts';

export async function printConfig({ words, flags, config, terminal }: Invocation): Promise<number> {
	if (words.length > 0) throw new Fault('config', `The command config takes flags only, not "${words[0]}".`);
	if (flags.get('--json') === 'true') {
		const entries = SETTING_NAMES.map((name) => [
			name,
			{ value: showSetting(name, config.values[name]), origin: config.origins[name] }
		]);
		terminal.print(JSON.stringify(Object.fromEntries(entries), null, 2));
	} else terminal.print(describeConfig(config));
	return 0;
}
