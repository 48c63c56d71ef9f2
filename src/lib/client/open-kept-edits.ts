/** What this browser keeps of unsent edits, opened with what the browser has: locks, a store, a memory of the tab. */

import { createClientLocks } from './client-locks.ts';
import { EditStore } from './edit-store.ts';
import { KeptEdits } from './kept-edits.ts';

/** A store that takes longer to open is done without. */
const PATIENCE_MS = 2000;

/** Null where the browser keeps nothing, or not in time: editing goes on in memory. */
export async function openKeptEdits(): Promise<KeptEdits | null> {
	const opening = EditStore.open();
	const tooLong = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
	const store = await Promise.race([opening, tooLong]).catch(() => null);
	if (!store) {
		opening.then((late) => late.close()).catch(() => undefined);
		return null;
	}
	// there are none over plain http, whatever the types say
	const locks: LockManager | undefined = navigator.locks;
	return new KeptEdits({ store, locks: createClientLocks(locks), tab: findTabStorage() });
}

function findTabStorage(): Storage | null {
	try {
		return sessionStorage;
	} catch {
		return null; // storage is switched off
	}
}
