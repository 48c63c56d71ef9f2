/** Text of files whose encoding nobody has written down. */

import { Fault } from '#lib/fault.ts';

/** UTF-8, else what singing programs in Japan write, else what takes any bytes. */
const ENCODINGS = ['utf-8', 'shift_jis'] as const;
const ANY_BYTES = 'windows-1252';

/** Reads texts of one file, which are all in one encoding. */
export function createTextReader(texts: readonly Uint8Array[]): (bytes: Uint8Array) => string {
	const encoding = ENCODINGS.find((name) => decodesAll(name, texts)) ?? ANY_BYTES;
	const decoder = new TextDecoder(encoding);
	return (bytes) =>
		decoder
			.decode(bytes)
			.replace(/\p{Cc}/gu, ' ')
			.trim();
}

function decodesAll(encoding: string, texts: readonly Uint8Array[]): boolean {
	const decoder = new TextDecoder(encoding, { fatal: true });
	try {
		for (const bytes of texts) decoder.decode(bytes);
		return true;
	} catch {
		return false; // the one thing that a fatal decoder throws for
	}
}

function decode(encoding: string, bytes: Uint8Array): string | null {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		return null; // the one thing that a fatal decoder throws for
	}
}

/** What a whole file says, or null when it is no text. UTF-16 is known by its mark. */
export function readText(bytes: Uint8Array): string | null {
	const [one, two] = bytes;
	const marked = one === 0xff && two === 0xfe ? 'utf-16le' : one === 0xfe && two === 0xff ? 'utf-16be' : null;
	if (marked) return decode(marked, bytes);
	if (bytes.includes(0)) return null;
	return decode('utf-8', bytes) ?? decode('shift_jis', bytes);
}

/** {@link readText} of what was recognised as a text. */
export function requireText(bytes: Uint8Array): string {
	const text = readText(bytes);
	if (text === null) throw new Fault('damaged', 'The file holds bytes that are no text.');
	return text;
}

export const writeText = (text: string): Uint8Array => new TextEncoder().encode(text);
