/** JSON of which nothing is certain. */

import { Fault } from '#lib/fault.ts';
import { requireText } from './text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A finite number, or null. */
export const numberOf = (value: unknown): number | null =>
	typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Levels of a value that are looked into. */
const DEPTH = 4;

/** Whether there is a text, or a list with something in it, anywhere near the top. */
export const isFilled = (value: unknown, depth = DEPTH): boolean =>
	Array.isArray(value) || typeof value === 'string'
		? value.length > 0
		: depth > 0 && isObject(value) && Object.values(value).some((each) => isFilled(each, depth - 1));

/** The one object of a file. Faults: `damaged`, with what the engine says of the place. */
export function readJsonObject(bytes: Uint8Array): JsonObject {
	let value: unknown;
	try {
		value = JSON.parse(requireText(bytes).replace(/^\uFEFF/, ''));
	} catch (cause) {
		if (cause instanceof Fault) throw cause;
		const place = cause instanceof Error ? cause.message : '';
		throw new Fault('damaged', `The JSON of the file is damaged: ${place}`, { cause });
	}
	if (!isObject(value)) throw new Fault('damaged', 'The JSON of the file is no object.');
	return value;
}
