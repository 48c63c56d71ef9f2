/** Several values that a browser keeps under one name. What is not as it should be is as if it were not there. */

import { getKept } from './kept.ts';

/** The values kept under a name; none when there are none, or something else. */
export function readKept(name: string): Readonly<Record<string, unknown>> {
	try {
		const kept: unknown = JSON.parse(getKept(name) ?? '{}');
		return isValues(kept) ? kept : {};
	} catch {
		return {}; // somebody else wrote there
	}
}

const isValues = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value, if it is one of those. */
export const oneOf = <T extends string>(values: readonly T[], value: unknown): T | null =>
	values.find((each) => each === value) ?? null;
