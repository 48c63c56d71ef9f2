/** The documents that are open now: each one's folded state and its log. */

export { AudioGrants } from './audio-grants.ts';
export { createCommitQueue, type CommitQueue } from './commit-queue.ts';
export {
	LiveDocument,
	rowFor,
	type Author,
	type CommittedRow,
	type DocumentOptions,
	type Missed,
	type Submission
} from './document.ts';
export { createLiveDocuments, type LiveDocuments } from './live-documents.ts';
