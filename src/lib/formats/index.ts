/** File formats in and out of a score and a curve. Pure. */

export {
	fileNameFor,
	findFormat,
	FORMATS,
	isFormatId,
	mayBeReadable,
	readFile,
	recogniseFormat,
	type ReadableFormat
} from './formats.ts';
export {
	FILE_BYTES_MAX,
	NOTES_MAX,
	type Analysed,
	type Format,
	type FormatContent,
	type FormatId,
	type LeftOut,
	type Loss,
	type ReadContent
} from './format.ts';
export { computeImport, isOfLanes, type Import, type ImportWay } from './import-edits.ts';
export { findLosses } from './losses.ts';
export { JSON_SCHEMA, type AnalysisJson, type NoteJson } from './json.ts';
