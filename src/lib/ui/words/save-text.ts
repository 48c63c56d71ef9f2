/** Hands a text to the browser as a file. */

/** How long a browser may take to begin a download before its address is given back. */
const ADDRESS_KEPT_MS = 60_000;

export function saveText(name: string, text: string): void {
	const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
	const anchor = document.createElement('a');
	anchor.href = address;
	anchor.download = name;
	anchor.click();
	setTimeout(() => URL.revokeObjectURL(address), ADDRESS_KEPT_MS);
}
