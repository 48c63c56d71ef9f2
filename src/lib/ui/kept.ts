/** What a visitor's browser keeps for her between visits; a browser that forbids it simply forgets. */

const PREFIX = 'melograph:';

export function getKept(name: string): string | null {
	try {
		return globalThis.localStorage?.getItem(PREFIX + name) ?? null;
	} catch {
		return null; // storage is switched off
	}
}

export function keep(name: string, value: string): void {
	try {
		globalThis.localStorage?.setItem(PREFIX + name, value);
	} catch {
		// storage is full or switched off: nothing depends on it
	}
}
