/** Hearing files from the command line: where results go, and what is said meanwhile. */

export { analyseFiles, type AnalyseFilesOptions, type WritableFormat } from './analyse-files.ts';
export { planOutputs } from './plan-outputs.ts';
export { makeFolder, writeWhole } from './write-whole.ts';
