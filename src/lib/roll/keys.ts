/** The keyboard of the roll as data: the roll obeys this table, and a help sheet can be printed from it. */

import type { KeyBinding, KeyChord } from './types.ts';

export type { KeyBinding, KeyChord } from './types.ts';

const look = (id: KeyBinding['id'], group: KeyBinding['group'], ...chords: KeyChord[]): KeyBinding => ({
	id,
	group,
	chords,
	edits: false
});
const edit = (id: KeyBinding['id'], group: KeyBinding['group'], ...chords: KeyChord[]): KeyBinding => ({
	id,
	group,
	chords,
	edits: true
});
const again = (binding: KeyBinding): KeyBinding => ({ ...binding, repeats: true });

export const KEY_BINDINGS: readonly KeyBinding[] = [
	look('toggle-play', 'play', { key: ' ' }),
	look('play-selection', 'play', { key: ' ', shift: true }, { key: ' ', alt: true }),
	look('toggle-loop', 'play', { key: 'l' }),
	look('swap-sound', 'play', { key: 'x' }),
	look('both-sounds', 'play', { key: 'x', shift: true }),
	look('metronome', 'play', { key: 'o' }),
	again(look('slower', 'play', { key: '<', shift: 'any' })),
	again(look('faster', 'play', { key: '>', shift: 'any' })),
	look('loop-selection', 'play', { key: 'l', alt: true }),
	look('loop-start', 'play', { key: '[', alt: true }),
	look('loop-end', 'play', { key: ']', alt: true }),
	look('follow', 'play', { key: 'f' }),
	look('track-mute', 'play', { key: 'm' }),
	look('track-solo', 'play', { key: 'n' }),
	again(look('go-start', 'play', { key: 'Home' })),
	again(look('go-end', 'play', { key: 'End' })),
	again(look('previous-bar', 'play', { key: '[' })),
	again(look('next-bar', 'play', { key: ']' })),
	again(look('previous-marker', 'play', { key: '{', shift: 'any' })),
	again(look('next-marker', 'play', { key: '}', shift: 'any' })),
	look('tool-select', 'tools', { key: 'v' }, { key: '1' }),
	edit('tool-draw', 'tools', { key: 'b' }, { key: '2' }),
	edit('tool-erase', 'tools', { key: 'e' }, { key: '3' }),
	edit('tool-pitch', 'tools', { key: 'p' }, { key: '4' }),
	edit('snap-toggle', 'tools', { key: 'g' }),
	again(edit('snap-coarser', 'tools', { key: ';' })),
	again(edit('snap-finer', 'tools', { key: "'" })),
	again(edit('undo', 'edit', { key: 'z', mod: true })),
	again(edit('redo', 'edit', { key: 'z', mod: true, shift: true }, { key: 'y', mod: true })),
	edit('delete', 'edit', { key: 'Delete' }, { key: 'Backspace' }),
	look('copy', 'edit', { key: 'c', mod: true }),
	edit('cut', 'edit', { key: 'x', mod: true }),
	edit('paste', 'edit', { key: 'v', mod: true }),
	edit('duplicate', 'edit', { key: 'd', mod: true }),
	edit('edit-lyric', 'edit', { key: 'Enter' }, { key: 'F2' }),
	edit('ask-lyrics', 'edit', { key: 'y' }),
	edit('ask-phonemes', 'edit', { key: 'y', shift: true }),
	edit('ask-dictionary', 'edit', { key: 'w', shift: true }),
	edit('draw-at-playhead', 'edit', { key: 'Enter', shift: true }, { key: 'Insert' }),
	edit('add-tempo', 'edit', { key: 't', shift: true }),
	edit('add-meter', 'edit', { key: 'm', shift: true }),
	edit('add-marker', 'edit', { key: 'm', alt: true }),
	edit('split', 'edit', { key: 's' }),
	edit('split-grid', 'edit', { key: 's', shift: true }),
	edit('merge', 'edit', { key: 'j' }),
	edit('quantize', 'edit', { key: 'q' }),
	edit('ask-quantize', 'edit', { key: 'q', shift: true }),
	edit('ask-transpose', 'edit', { key: 't' }),
	edit('ask-scale', 'edit', { key: 'k' }),
	edit('ask-velocity', 'edit', { key: 'v', shift: true }),
	edit('legato', 'edit', { key: 'l', shift: true }),
	edit('reverse', 'edit', { key: 'r', shift: true }),
	edit('humanise', 'edit', { key: 'h', shift: true }),
	edit('ask-humanise', 'edit', { key: 'h' }),
	edit('pitch-octave-up', 'pitch', { key: 'ArrowUp', mod: true }),
	edit('pitch-octave-down', 'pitch', { key: 'ArrowDown', mod: true }),
	edit('pitch-smooth', 'pitch', { key: 'u', shift: true }),
	edit('pitch-erase', 'pitch', { key: 'Backspace', mod: true }),
	edit('pitch-heard', 'pitch', { key: 'Backspace', mod: true, shift: true }),
	edit('snap-to-pitch', 'pitch', { key: 'f', shift: true }),
	again(look('next-uncertain', 'pitch', { key: 'd' })),
	again(look('previous-uncertain', 'pitch', { key: 'd', shift: true })),
	edit('pitch-ask', 'pitch', { key: 'c' }),
	edit('toggle-carry', 'pitch', { key: 'c', shift: true }),
	look('toggle-vibrato', 'pitch', { key: 'u' }),
	look('menu', 'edit', { key: 'F10', shift: true }, { key: 'ContextMenu' }),
	look('select-all', 'select', { key: 'a', mod: true }),
	look('select-pitch', 'select', { key: 'p', shift: true }),
	look('select-range', 'select', { key: 'a', shift: true }),
	look('select-invert', 'select', { key: 'i', shift: true }),
	again(look('select-next', 'select', { key: 'Tab' })),
	again(look('select-previous', 'select', { key: 'Tab', shift: true })),
	look('escape', 'select', { key: 'Escape' }),
	again(look('nudge-up', 'move', { key: 'ArrowUp' })),
	again(look('nudge-down', 'move', { key: 'ArrowDown' })),
	again(look('nudge-octave-up', 'move', { key: 'ArrowUp', shift: true })),
	again(look('nudge-octave-down', 'move', { key: 'ArrowDown', shift: true })),
	again(edit('nudge-cents-up', 'move', { key: 'ArrowUp', alt: true })),
	again(edit('nudge-cents-down', 'move', { key: 'ArrowDown', alt: true })),
	again(look('nudge-left', 'move', { key: 'ArrowLeft' })),
	again(look('nudge-right', 'move', { key: 'ArrowRight' })),
	again(edit('shorten', 'move', { key: 'ArrowLeft', alt: true })),
	again(edit('lengthen', 'move', { key: 'ArrowRight', alt: true })),
	look('lane-next', 'view', { key: 'F6' }),
	look('lane-previous', 'view', { key: 'F6', shift: true }),
	again(look('zoom-in', 'view', { key: '+', shift: 'any' }, { key: '=' })),
	again(look('zoom-out', 'view', { key: '-' }, { key: '_', shift: 'any' })),
	again(look('zoom-taller', 'view', { key: '+', alt: true, shift: 'any' }, { key: '=', alt: true })),
	again(look('zoom-flatter', 'view', { key: '-', alt: true })),
	look('zoom-fit', 'view', { key: '0' }),
	look('toggle-ghosts', 'view', { key: ',' }),
	look('toggle-events', 'view', { key: 'e', shift: true }),
	look('help', 'view', { key: '?', shift: 'any' })
];

/** What of a key event decides. */
export interface KeyPress {
	readonly key: string;
	/** The place of the key: it stands in for letters that are not Latin. */
	readonly code: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
	readonly shiftKey: boolean;
}

/** The binding that a key press means, or null. */
export function findBinding(press: KeyPress, bindings: readonly KeyBinding[] = KEY_BINDINGS): KeyBinding | null {
	const key = latinKey(press);
	const matches = (chord: KeyChord): boolean =>
		chord.key === key &&
		(chord.mod ?? false) === (press.ctrlKey || press.metaKey) &&
		(chord.alt ?? false) === press.altKey &&
		(chord.shift === 'any' || (chord.shift ?? false) === press.shiftKey);
	return bindings.find((binding) => binding.chords.some(matches)) ?? null;
}

/** The key in lower case; with a keyboard of other letters, as a Korean one, or Alt on a Mac, the letter in its place. */
export function latinKey({ key, code, altKey }: KeyPress): string {
	if (key.length > 1 && key !== 'Process') return key;
	const isLatin = key.length === 1 && key.charCodeAt(0) < 128;
	if (isLatin) return key.toLowerCase();
	if (code.startsWith('Key')) return code.slice(3).toLowerCase();
	if (altKey && code === 'Equal') return '=';
	if (altKey && code === 'Minus') return '-';
	if (altKey && code === 'BracketLeft') return '[';
	if (altKey && code === 'BracketRight') return ']';
	return key;
}
