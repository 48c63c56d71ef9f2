/** What carries frames between the page and the server; which of the two ways is used makes no difference to them. */

export interface Transport {
	/** False until the server has answered, and again when it is over. */
	readonly isOpen: boolean;
	/** Sends whole frames in order; what is sent while it is not open is lost. */
	send(frames: readonly Uint8Array<ArrayBuffer>[]): void;
	/** Ends it without a word to the listener. */
	drop(): void;
}

export interface TransportEvents {
	onOpen(): void;
	onMessage(bytes: Uint8Array): void;
	/** Once, and last. A code of the protocol, or 1006 when nobody has said why. */
	onClose(code: number): void;
}

export type OpenTransport = (events: TransportEvents) => Transport;

/** How an end is called that nobody has announced. */
export const ABNORMAL_CLOSE = 1006;
