/** The clipboard of the page: asked directly where the browser allows that, otherwise by the events of copying and pasting. */

import type { Scope } from '../scope.ts';
import type { Clipboard } from './clipboard.ts';
import { pasteNotes } from './commands.ts';
import type { PointerInput } from './pointer.ts';
import type { RollState } from './state.ts';

type SystemClipboard = Pick<globalThis.Clipboard, 'readText' | 'writeText'>;

/** Over plain http there is no clipboard to ask: text goes out by a copy event, and comes in only when somebody pastes. */
export const findSystemClipboard = (): SystemClipboard =>
	navigator.clipboard ?? { writeText: async (text) => copyByEvent(text), readText: async () => '' };

function copyByEvent(text: string): void {
	const give = (event: ClipboardEvent): void => {
		event.clipboardData?.setData('text/plain', text);
		event.preventDefault();
		event.stopImmediatePropagation();
	};
	document.addEventListener('copy', give, { capture: true });
	// deprecated, and the only way there is without https
	document.execCommand('copy');
	document.removeEventListener('copy', give, { capture: true });
}

export interface ClipboardEventsOptions {
	readonly scope: Scope;
	readonly host: HTMLElement;
	readonly state: RollState;
	readonly pointer: PointerInput;
	readonly clipboard: Clipboard;
}

/** Takes what is pasted while the roll has the focus: nobody is asked for leave, as reading by ourselves would. */
export function createClipboardEvents({ scope, host, state, pointer, clipboard }: ClipboardEventsOptions): void {
	scope.listen(host, 'paste', (event) => {
		const notes = clipboard.accept(event.clipboardData?.getData('text/plain') ?? '');
		if (!notes || pointer.isDragging) return;
		event.preventDefault();
		pasteNotes(state, notes);
	});
	// what is copied elsewhere on the page, or in another window, is newer than our memory
	for (const type of ['copy', 'cut'] as const) scope.listen(document, type, () => clipboard.doubt());
	scope.listen(window, 'blur', () => clipboard.doubt());
}
