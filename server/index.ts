/** The server for those who put it into a process of their own: the whole of it, its requests alone, or its hearing. */

export { createApp, type App } from './app.ts';
export { analyseFile, openModels, type AnalysedChunk, type ListenOptions, type Models } from './analysis/index.ts';
export { loadConfig, type Config, type Settings } from './config/index.ts';
export { createLog, type Log } from './log.ts';
export { findFfmpeg, type MediaOptions } from './media/index.ts';
export { startServer, type RunningServer } from './start.ts';
