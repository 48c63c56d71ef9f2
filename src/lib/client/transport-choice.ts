/** Which way to take to the server: WebSockets, or plain HTTP where they are blocked. No sockets and no clock. */

export type Way = 'socket' | 'http';

/** WebSockets that brought nothing while the server answered over HTTP, one after the other, before HTTP is taken. */
const SOCKET_TRIES = 2;
/** After this many connections over HTTP a WebSocket is tried once more: the page may be in another network. */
const HTTP_IN_A_ROW = 4;

export class TransportChoice {
	#blocked = 0;
	#httpCount = 0;

	/** The way that the next connection is to take. */
	next(): Way {
		if (this.#blocked < SOCKET_TRIES) return 'socket';
		if (this.#httpCount < HTTP_IN_A_ROW) return 'http';
		this.#trySocketAgain();
		return 'socket';
	}

	/** A connection brought its first frame. */
	worked(way: Way): void {
		if (way === 'http') this.#httpCount++;
		else this.#blocked = 0;
	}

	/** A WebSocket brought nothing, nobody said why, and the server is there. */
	blocked(): void {
		this.#blocked++;
	}

	/** A connection over HTTP brought nothing. */
	httpFailed(): void {
		this.#trySocketAgain();
	}

	#trySocketAgain(): void {
		this.#httpCount = 0;
		this.#blocked = SOCKET_TRIES - 1;
	}
}
