/** Sockets: who is connected, what they edit and what streams to them. */

export { Connection, type LiveDependencies } from './connection.ts';
export { RowFeed, type RowFeedOptions } from './row-feed.ts';
