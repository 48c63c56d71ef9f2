/** Everyone who is connected: takes in channels, finds who came with a link, says goodbye to all. */

import { CLOSE } from '#lib/wire/index.ts';
import type { Channel } from './channel.ts';
import { Connection, type ConnectionDependencies, type ConnectionsByDocument } from './connection.ts';
import { PresenceRooms } from './presence-room.ts';

/** What connections are given; the rooms of people are their own. */
export type LiveDependencies = Omit<ConnectionDependencies, 'rooms'>;

export interface Live {
	/** A page has connected; it has said nothing yet. */
	accept(channel: Channel): void;
	/** Lets go everyone who came to the document with this link. */
	closeLink(doc: string, link: string): void;
	/** Connections of any kind. */
	readonly size: number;
	/** Tells everyone to come back later, and waits a moment until they have gone. */
	close(): Promise<void>;
}

/** How long sockets may take to answer a goodbye. */
const GOODBYE_MS = 1000;

export function createLive(deps: LiveDependencies): Live {
	const joined: ConnectionsByDocument = new Map();
	const all = new Map<Connection, Promise<void>>();
	const rooms = new PresenceRooms({
		perSecond: deps.settings.presencePerSecond,
		now: () => performance.now(),
		onDropped: () => deps.metrics.presenceDropped(),
		schedule: (delayMs, run) => {
			const timer = setTimeout(run, delayMs);
			return () => clearTimeout(timer);
		}
	});
	const shared = { ...deps, rooms };
	return {
		accept: (channel) => {
			const gone = Promise.withResolvers<void>();
			const connection: Connection = new Connection(channel, shared, joined, () => {
				all.delete(connection);
				gone.resolve();
			});
			all.set(connection, gone.promise);
		},
		closeLink: (doc, link) => {
			for (const connection of [...(joined.get(doc) ?? [])]) connection.revoke(link);
		},
		get size() {
			return all.size;
		},
		close: async () => {
			for (const connection of all.keys()) connection.close(CLOSE.goingAway, 'going away');
			// a peer that does not answer would hold the port, and its edits must not meet a closed store
			const patience = setTimeout(() => [...all.keys()].forEach((each) => each.terminate()), GOODBYE_MS);
			await Promise.all(all.values());
			clearTimeout(patience);
		}
	};
}
