/** Who is connected, what they edit and what streams to them. */

export { webSocketChannel, type Channel } from './channel.ts';
export { createHttpChannels } from './http-channels.ts';
export { createLive, type Live, type LiveDependencies } from './live.ts';
export { PartFeed } from './part-feed.ts';
export { createOverload, GATHER_MS, RETRY_AFTER_SECONDS, type Overload } from './overload.ts';
export { RowFeed, type Feed, type FeedOptions, type RowFeedOptions } from './row-feed.ts';
