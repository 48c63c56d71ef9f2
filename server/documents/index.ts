/** The documents that are open now: each one's folded state and its log. */

export { LiveDocument, rowFor, type CommittedRow } from './document.ts';
export { createLiveDocuments, type LiveDocuments } from './live-documents.ts';
