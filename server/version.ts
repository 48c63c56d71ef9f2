/** Which Melograph this is. */

import { readFileSync } from 'node:fs';

/** The version of the package. */
export function loadVersion(): string {
	const { version }: { version: string } = JSON.parse(
		readFileSync(new URL('../package.json', import.meta.url), 'utf8')
	);
	return version;
}
