/** The page's side of the server: one document, its recordings and what is heard in them. */

export type { AnalysisStatus, AnalysisView } from './analysis-streams.ts';
export { openFlac } from './encode-flac.ts';
export type { NewShareLink, ShareLink } from './links.ts';
export {
	Session,
	type AddRecordingOptions,
	type ConnectionState,
	type SessionEvent,
	type UploadStage
} from './session.ts';
