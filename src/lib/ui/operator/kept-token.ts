/** The operator's token, kept by the browser for as long as this page is open. */

const KEY = 'melograph:operator-token';

export const keptToken = {
	get(): string {
		try {
			return globalThis.sessionStorage?.getItem(KEY) ?? '';
		} catch {
			return ''; // storage is switched off
		}
	},
	set(token: string): void {
		try {
			globalThis.sessionStorage?.setItem(KEY, token);
		} catch {
			// storage is full or switched off: she gives it again on the next visit
		}
	}
};
