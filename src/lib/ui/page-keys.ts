/** The roll's key table at work on the whole page, and in tooltips and the key sheet. */

import { findBinding, type HostCommand, type KeyBinding, type KeyChord } from '#lib/roll/index.ts';

export type PageCommand = HostCommand | 'go-start';

const PAGE_COMMANDS: readonly PageCommand[] = [
	'toggle-play',
	'go-start',
	'undo',
	'redo',
	'tool-select',
	'tool-draw',
	'tool-erase',
	'toggle-loop',
	'play-selection',
	'swap-sound',
	'both-sounds',
	'metronome',
	'slower',
	'faster',
	'follow',
	'track-mute',
	'track-solo',
	'toggle-ghosts',
	'toggle-events',
	'add-tempo',
	'add-meter',
	'add-marker',
	'previous-marker',
	'next-marker',
	'loop-start',
	'loop-end',
	'loop-selection',
	'help'
];

/** Where text is written, every key belongs to the text. */
const TEXT_FIELDS = 'input, textarea, select, [contenteditable]';
/** What uses Space itself. */
const SPACE_USERS = 'button, a[href], summary, [role=slider], [role=radio], [role=option], [role^=menuitem]';
/** What uses Home itself, or stands before the page. */
const MOVERS = '[role=slider], [role=radio], [role=group], [role=menu]';
const BEFORE_THE_PAGE = '[role=dialog], [role=alertdialog], [role=menu]';

/** Escape where nothing else has a use for it but the roll. */
export function isPageEscape(event: KeyboardEvent): boolean {
	const target = event.target instanceof Element ? event.target : null;
	return event.key === 'Escape' && !event.isComposing && !target?.closest(`${TEXT_FIELDS}, ${BEFORE_THE_PAGE}`);
}

/** What a key asks of the page, unless whatever has the focus has its own use for it; null for nothing. */
export function findPageCommand(event: KeyboardEvent, bindings: readonly KeyBinding[]): PageCommand | null {
	const target = event.target instanceof Element ? event.target : null;
	const isIn = (selector: string): boolean => target?.closest(selector) !== null && target !== null;
	if (event.defaultPrevented || event.isComposing || isIn(TEXT_FIELDS) || isIn(BEFORE_THE_PAGE)) return null;
	const binding = findBinding(event, bindings);
	const command = PAGE_COMMANDS.find((name) => name === binding?.id) ?? null;
	if ((command === 'toggle-play' || command === 'play-selection') && (event.repeat || isIn(SPACE_USERS))) return null;
	if (command === 'go-start' && isIn(MOVERS)) return null;
	return command;
}

const CAPS: Readonly<Record<string, string>> = {
	' ': 'Space',
	ArrowUp: '↑',
	ArrowDown: '↓',
	ArrowLeft: '←',
	ArrowRight: '→',
	Escape: 'Esc',
	'-': '−'
};

/** The caps to press, as they stand on the keys. */
export function capsOf({ key, mod, alt, shift }: KeyChord): readonly string[] {
	const cap = CAPS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
	return [...(mod ? ['Ctrl'] : []), ...(alt ? ['Alt'] : []), ...(shift === true ? ['Shift'] : []), cap];
}

/** Chords in the words of `aria-keyshortcuts`. */
export function ariaKeysOf(chords: readonly KeyChord[]): string {
	return chords
		.map(({ key, mod, alt, shift }) =>
			[
				...(mod ? ['Control'] : []),
				...(alt ? ['Alt'] : []),
				...(shift === true ? ['Shift'] : []),
				key === ' ' ? 'Space' : key
			].join('+')
		)
		.join(' ');
}
