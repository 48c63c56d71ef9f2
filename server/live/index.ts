/** Live documents: who is connected, what they edit and what streams to them. */

export { Connection, type LiveDependencies } from './connection.ts';
export { LiveDocument, type CommittedRow } from './document.ts';
export { createLiveDocuments, type LiveDocuments } from './documents.ts';
export { RowFeed, type RowFeedOptions } from './row-feed.ts';
