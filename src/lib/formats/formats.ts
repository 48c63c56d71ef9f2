/** The one table of file formats. Pages, the server and the command line offer what stands here. */

import { writeCsv } from './csv.ts';
import type { Format, FormatId } from './format.ts';
import { writeJson } from './json.ts';
import { writeMidi } from './midi.ts';

export const FORMATS: readonly Format[] = [
	{ id: 'midi', name: 'Standard MIDI file', extensions: ['mid', 'midi'], mime: 'audio/midi', write: writeMidi },
	{ id: 'csv', name: 'CSV of the f0 curve', extensions: ['csv'], mime: 'text/csv', write: writeCsv },
	{ id: 'json', name: 'JSON of curve and notes', extensions: ['json'], mime: 'application/json', write: writeJson }
];

export const isFormatId = (id: unknown): id is FormatId => FORMATS.some((format) => format.id === id);

/** The format of that id, or null. */
export const findFormat = (id: string): Format | null => FORMATS.find((format) => format.id === id) ?? null;

/** Most file systems end at 255 bytes; this leaves room for an extension and a number. */
const NAME_MAX_BYTES = 200;

/** A file name for the content called `name` (a title, or the name of a recording): `take 1.mp3` gives `take 1.mid`. */
export function fileNameFor(name: string, format: Format): string {
	const last = name.split(/[/\\]/).at(-1) ?? '';
	let stem = last
		.replace(/\.[A-Za-z][A-Za-z0-9]{1,4}$/, '')
		// control characters and what Windows refuses in a file name
		.replace(/[\p{Cc}<>:"|?*]/gu, '_')
		.replace(/^[. ]+|[. ]+$/g, '');
	while (new TextEncoder().encode(stem).length > NAME_MAX_BYTES) stem = [...stem].slice(0, -1).join('');
	return `${stem || 'melograph'}.${format.extensions[0]}`;
}
