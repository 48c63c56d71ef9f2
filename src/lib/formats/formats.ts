/** The one table of file formats. Pages, the server and the command line offer what stands here. */

import { Fault } from '#lib/fault.ts';
import { writeCsv } from './csv.ts';
import { isDocument, readDocument, writeDocument } from './document-json.ts';
import { FILE_BYTES_MAX, type Format, type FormatId, type Loss } from './format.ts';
import { isGradio, readGradio, writeGradio } from './gradio.ts';
import { writeJson } from './json.ts';
import { isLab, readLab, writeLab } from './lab.ts';
import { writeMidi } from './midi.ts';
import { isMidi } from './midi-reader.ts';
import { isMirEval, readMirEval, writeMirEval } from './mir-eval.ts';
import { isNoteCsv, readNoteCsv, writeNoteCsv } from './note-csv.ts';
import { readMidi } from './read-midi.ts';
import { readText } from './text.ts';
import { isTextGrid, readTextGrid, writeTextGrid } from './textgrid.ts';
import { isTimeSeries, readTimeSeries } from './time-series.ts';

/** What a table of notes has no column for. */
const BESIDE_NOTES: readonly Loss[] = [
	'tracks',
	'markers',
	'segments',
	'lanes',
	'words',
	'vibrato',
	'phonemes',
	'key',
	'a4'
];

/** Vibrato is bends there. */
const IN_MIDI: readonly Loss[] = ['tracks', 'markers', 'vibrato'];
/** Ours has columns for some of it. */
const IN_NOTE_ROWS: readonly Loss[] = ['tracks', 'phonemes', 'vibrato'];

/** A file is of the first format that recognises it. */
export const FORMATS: readonly Format[] = [
	{
		id: 'midi',
		name: 'Standard MIDI file',
		extensions: ['mid', 'midi'],
		mime: 'audio/midi',
		losses: ['clocks', 'curveBetween', 'recording', ...BESIDE_NOTES.filter((loss) => !IN_MIDI.includes(loss))],
		recognises: isMidi,
		read: readMidi,
		write: writeMidi
	},
	{
		id: 'document',
		name: 'Melograph document',
		extensions: ['melograph.json'],
		mime: 'application/json',
		losses: ['curve', 'recording'],
		recognises: isDocument,
		read: readDocument,
		write: writeDocument
	},
	{
		id: 'gradio',
		name: 'gradio-pianoroll value',
		extensions: ['pianoroll.json'],
		mime: 'application/json',
		losses: ['changes', 'parts', 'curve', 'recording', 'tracks', 'markers', 'words', 'vibrato', 'key', 'a4'],
		recognises: isGradio,
		read: readGradio,
		write: writeGradio
	},
	{
		id: 'notes',
		name: 'CSV of the notes',
		extensions: ['notes.csv'],
		mime: 'text/csv',
		losses: ['clock', 'curve', 'recording', ...BESIDE_NOTES.filter((loss) => !IN_NOTE_ROWS.includes(loss))],
		recognises: isNoteCsv,
		read: readNoteCsv,
		write: writeNoteCsv
	},
	{
		id: 'lab',
		name: 'LAB',
		extensions: ['lab'],
		mime: 'text/plain',
		losses: ['pitch', 'cents', 'velocity', 'clock', 'parts', 'curve', 'recording', ...BESIDE_NOTES],
		lanes: ['segments'],
		recognises: isLab,
		read: readLab,
		write: writeLab
	},
	{
		id: 'textgrid',
		name: 'Praat TextGrid of segments',
		extensions: ['TextGrid'],
		mime: 'text/plain',
		losses: [
			'notes',
			'clock',
			'parts',
			'curve',
			'recording',
			...BESIDE_NOTES.filter((loss) => loss !== 'segments'),
			'confidence'
		],
		lanes: ['segments'],
		recognises: isTextGrid,
		read: readTextGrid,
		write: writeTextGrid
	},
	{
		id: 'mir-eval',
		name: 'Notes for mir_eval',
		extensions: ['txt'],
		mime: 'text/plain',
		losses: ['velocity', 'lyrics', 'clock', 'parts', 'curve', 'recording', ...BESIDE_NOTES],
		lanes: ['segments', 'curve'],
		recognises: isMirEval,
		read: readMirEval,
		write: writeMirEval
	},
	{
		id: 'csv',
		name: 'CSV of the f0 curve',
		extensions: ['csv'],
		mime: 'text/csv',
		losses: ['notes', 'parts', 'recording', ...BESIDE_NOTES],
		lanes: ['curve'],
		recognises: isTimeSeries,
		read: readTimeSeries,
		write: writeCsv
	},
	{
		id: 'json',
		name: 'JSON of curve and notes',
		extensions: ['json'],
		mime: 'application/json',
		losses: ['lyrics', 'clock', 'parts', 'recording', ...BESIDE_NOTES],
		write: writeJson
	}
];

export const isFormatId = (id: unknown): id is FormatId => FORMATS.some((format) => format.id === id);

/** The format of that id, or null. */
export const findFormat = (id: string): Format | null => FORMATS.find((format) => format.id === id) ?? null;

/** A format that can be read. */
export type ReadableFormat = Format & Required<Pick<Format, 'read'>>;

/** The format that the bytes of a whole file are in, or null when none knows them. Names do not count. */
export function recogniseFormat(bytes: Uint8Array): ReadableFormat | null {
	const text = isMidi(bytes) ? null : readText(bytes);
	for (const format of FORMATS)
		if (format.read && format.recognises?.(bytes, text)) return { ...format, read: format.read };
	return null;
}

/** Whether a file that begins so may be in one of the formats, and not a recording; asked before all of it is read. */
export const mayBeReadable = (head: Uint8Array): boolean =>
	isMidi(head) ||
	(head.length > 0 && !head.subarray(0, head[0] === 0xff || head[0] === 0xfe ? 0 : head.length).includes(0));

/** {@link recogniseFormat} and its reader. Faults: those of the format, `unsupported-format` and `too-large`. */
export function readFile(bytes: Uint8Array) {
	if (bytes.length === 0) throw new Fault('empty-file', 'The file is empty.');
	if (bytes.length > FILE_BYTES_MAX)
		throw new Fault('too-large', `The file has ${bytes.length} bytes; ${FILE_BYTES_MAX} are read.`);
	const format = recogniseFormat(bytes);
	if (!format) throw new Fault('unsupported-format', 'The file holds no notes in a format that is known here.');
	return { format, content: format.read(bytes) };
}

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
