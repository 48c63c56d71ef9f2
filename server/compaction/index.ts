/** Keeps logs short: snapshots, and the thread that makes them. */

export { compact, ROWS_KEPT } from './compact.ts';
export { createCompactor, type Compactor, type CompactorOptions } from './compactor.ts';
export { readState, ROW_LIMITS } from './read-state.ts';
export { TIDY_MS, tidyDocuments } from './tidy.ts';
