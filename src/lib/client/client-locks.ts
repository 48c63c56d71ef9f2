/** Client ids that one page holds and no other page of this browser can, by Web Locks: free again when the page is gone. */

export interface ClientLocks {
	/** The way to let go, or null while another page holds it. Waits for that page for `patienceMs`. */
	hold(cid: string, patienceMs?: number): Promise<(() => void) | null>;
}

/** Null where there are no Web Locks, as over plain http. */
export function createClientLocks(locks: LockManager | undefined): ClientLocks | null {
	if (!locks) return null;
	return {
		hold: (cid, patienceMs = 0) =>
			new Promise((resolve) => {
				const options = patienceMs > 0 ? { signal: AbortSignal.timeout(patienceMs) } : { ifAvailable: true };
				locks
					.request(`melograph:client:${cid}`, options, (lock) => {
						if (!lock) return resolve(null);
						// held for as long as this promise does not settle
						return new Promise<void>((release) => resolve(() => release()));
					})
					.catch(() => resolve(null));
			})
	};
}
