/** When to ask a server whether it is there, and when to give it up. No timers and no clock of its own. */

/** How often to check. Browsers show no WebSocket pings to the page, so it sends its own. */
export const CHECK_MS = 5000;
/** Silence in either direction after which a ping goes out: the server closes sockets that say nothing. */
const QUIET_MS = 2500;
/** A ping that is not answered for this long. A page in the background is checked seldom, so silence alone proves nothing. */
const DEAD_MS = 10_000;

export class Heartbeat {
	#lastHeard: number;
	#lastSent: number;
	#pingedAt: number | null = null;

	constructor(now: number) {
		this.#lastHeard = now;
		this.#lastSent = now;
	}

	heard(now: number): void {
		this.#lastHeard = now;
		this.#pingedAt = null;
	}

	sent(now: number): void {
		this.#lastSent = now;
	}

	/** What is to be done; a ping counts as sent with this call. */
	check(now: number): 'ping' | 'dead' | null {
		if (this.#pingedAt !== null) return now - this.#pingedAt >= DEAD_MS ? 'dead' : null;
		if (now - this.#lastHeard < QUIET_MS && now - this.#lastSent < QUIET_MS) return null;
		this.#pingedAt = now;
		return 'ping';
	}
}
