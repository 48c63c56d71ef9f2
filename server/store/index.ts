/** Everything that is kept on disk. */

export { backUp, restore, type CopySummary } from './backup.ts';
export { openAudioFiles, tooLarge, type AudioFiles } from './audio-files.ts';
export {
	openChunkStore,
	type AnalysisStatus,
	type ChunkStore,
	type StoredAnalysis,
	type StoredChunk
} from './chunk-store.ts';
export { LINKS_MAX, type DocumentAccess, type LinkRow, type NewLink } from './document-access.ts';
export {
	REFUSED_MAX,
	type AudioRow,
	type ClientRow,
	type DocumentStore,
	type LogRow,
	type NewRow,
	type NewSnapshot,
	type Snapshot,
	type StoredSnapshot,
	type Version,
	type WantedAnalysis
} from './document-store.ts';
export { createMemoryChunkStore } from './memory-chunk-store.ts';
export { createMemoryDocumentStore } from './memory-document-store.ts';
export { openDocumentStore } from './sqlite-document-store.ts';
export { recordingsOf } from './version-audio.ts';
