/** The menu of the roll as data: what can be done at once, in groups, and what of it has something to work on now. Pure. */

import { KEY_BINDINGS, type KeyBinding } from './keys.ts';

type Need = 'nothing' | 'notes' | 'selection' | 'several';

export interface MenuItem {
	/** The same as of its key, in the table of keys. */
	readonly id: KeyBinding['id'];
	readonly isAvailable: boolean;
}

/** Each command with what it needs: notes in the part, a selection, or a selection of at least two. */
const GROUPS: readonly Readonly<Partial<Record<KeyBinding['id'], Need>>>[] = [
	{
		'edit-lyric': 'selection',
		cut: 'selection',
		copy: 'selection',
		paste: 'nothing',
		duplicate: 'selection',
		delete: 'selection'
	},
	{ split: 'notes', 'split-grid': 'selection', merge: 'several' },
	{ quantize: 'selection', 'ask-quantize': 'selection', legato: 'several', reverse: 'several', humanise: 'selection' },
	{ 'ask-transpose': 'selection', 'ask-scale': 'selection', 'ask-velocity': 'selection', 'ask-humanise': 'selection' },
	{ 'ask-lyrics': 'notes', 'ask-phonemes': 'notes', 'ask-dictionary': 'nothing' },
	{ 'snap-to-pitch': 'selection', 'pitch-octave-up': 'selection', 'pitch-octave-down': 'selection' },
	{ 'select-all': 'notes', 'select-pitch': 'selection', 'select-range': 'notes', 'select-invert': 'notes' }
];

export interface MenuScene {
	readonly notes: number;
	readonly selected: number;
	readonly isReadonly: boolean;
}

/** What is in the menu, by groups; where one may only look nothing that edits. */
export function computeMenu({ notes, selected, isReadonly }: MenuScene): readonly (readonly MenuItem[])[] {
	const has: Readonly<Record<Need, boolean>> = {
		nothing: true,
		notes: notes > 0,
		selection: selected > 0,
		several: selected > 1
	};
	return GROUPS.map((group) =>
		KEY_BINDINGS.filter(({ id, edits }) => id in group && !(edits && isReadonly))
			.map(({ id }) => ({ id, isAvailable: has[group[id] ?? 'nothing'] }))
			.toSorted((a, b) => Object.keys(group).indexOf(a.id) - Object.keys(group).indexOf(b.id))
	).filter((group) => group.length > 0);
}
