/** Hearing recordings: models, the file composition, and the threads that run it. */

export { analyseFile, listenToFile, type AnalysedChunk, type HeardChunk, type ListenOptions } from './analyse-file.ts';
export { analysisKey } from './key.ts';
export type { AnalyseTask, Probe, WorkerSetup } from './messages.ts';
export { openModels, type ModelEntry, type Models } from './models.ts';
export { createAnalysisPool, type AnalyseHandlers, type AnalysisPool } from './pool.ts';
export { loadModel } from './run-model.ts';
