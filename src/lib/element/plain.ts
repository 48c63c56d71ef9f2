/** What happened to a document, as plain JSON. */

import type { Edit } from '#lib/score/index.ts';
import type { Plain } from './element-types.ts';

/** Edits as JSON has them: the samples of curves are lists of numbers. */
export const toPlainEdits = (edits: readonly Edit[]): readonly Plain[] => edits.map((edit) => toPlain(edit));

function toPlain(value: unknown): Plain {
	if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
		return value;
	if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Int16Array);
	if (Array.isArray(value)) return value.map(toPlain);
	if (typeof value !== 'object') return null;
	const fields = Object.entries(value).filter(([, field]) => field !== undefined);
	return Object.fromEntries(fields.map(([name, field]) => [name, toPlain(field)]));
}
