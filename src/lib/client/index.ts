/** The page's side of the server: one document, its recordings and what is heard in them. */

export type { AnalysisStatus, AnalysisView } from './analysis-streams.ts';
export { openFlac } from './encode-flac.ts';
export type { NewShareLink, ShareLink } from './links.ts';
export type { AddRecordingOptions, UploadStage } from './recordings.ts';
export type { Refused } from './refusals.ts';
export { Session, type ConnectionState, type SessionEvent } from './session.ts';
export type { Version } from './versions.ts';
