/** Who is connected, what they edit and what streams to them. */

export { webSocketChannel, type Channel } from './channel.ts';
export { type LiveDependencies } from './connection.ts';
export { createHttpChannels } from './http-channels.ts';
export { createLive, type Live } from './live.ts';
export { RowFeed, type RowFeedOptions } from './row-feed.ts';
