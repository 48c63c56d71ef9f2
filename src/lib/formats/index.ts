/** File formats in and out of a score and a curve. Pure. */

export { fileNameFor, findFormat, FORMATS, isFormatId } from './formats.ts';
export type { Analysed, Format, FormatContent, FormatId } from './format.ts';
export { JSON_SCHEMA, type AnalysisJson, type NoteJson } from './json.ts';
