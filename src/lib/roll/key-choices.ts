/** Keys of one's own: the table of keys with some of its chords chosen anew. Pure. */

import { KEY_BINDINGS, latinKey, type KeyBinding, type KeyChord, type KeyPress } from './keys.ts';

export type KeyId = KeyBinding['id'];
/** By what they do; what is not named keeps the chords of the table. */
export type KeyChoices = Readonly<Partial<Record<KeyId, readonly KeyChord[]>>>;

/** What must stay to leave the roll, and what only the browser's own key may do. */
const FIXED: readonly KeyId[] = ['escape', 'paste'];
export const isFixedKey = (id: KeyId): boolean => FIXED.includes(id);

/** Nothing else waits for these: pressed alone they only change others. */
const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Unidentified', 'Process'];
/** What browsers keep for themselves, or use for what few would do without. */
const RESERVED: readonly KeyChord[] = [
	...['w', 't', 'n', 'r', 'l', 'q', 'f', 'p', 's', 'Tab', 'Enter'].map((key) => ({ key, mod: true })),
	...['w', 't', 'n', 'i', 'j', 'c', 'r'].map((key) => ({ key, mod: true, shift: true })),
	...['d', 'F4', 'ArrowLeft', 'ArrowRight', 'Home', 'Tab'].map((key) => ({ key, alt: true })),
	...['F1', 'F3', 'F5', 'F7', 'F11', 'F12'].map((key) => ({ key }))
];

/** The table with the choices in it. A chosen chord is nobody else's: what has it in the table loses it. */
export function bindKeys(choices: KeyChoices): readonly KeyBinding[] {
	const chosen = Object.entries(choices).flatMap(([, chords]) => chords);
	if (Object.keys(choices).length === 0) return KEY_BINDINGS;
	return KEY_BINDINGS.map((binding) => {
		const own = isFixedKey(binding.id) ? undefined : choices[binding.id];
		if (own) return { ...binding, chords: own };
		if (isFixedKey(binding.id)) return binding;
		const chords = binding.chords.filter((chord) => !chosen.some((other) => isSameChord(chord, other)));
		return chords.length === binding.chords.length ? binding : { ...binding, chords };
	});
}

/** Two chords that one press may mean. */
export function isSameChord(one: KeyChord, other: KeyChord): boolean {
	const isShifted = one.shift === 'any' || other.shift === 'any' || (one.shift ?? false) === (other.shift ?? false);
	return (
		one.key === other.key &&
		(one.mod ?? false) === (other.mod ?? false) &&
		(one.alt ?? false) === (other.alt ?? false) &&
		isShifted
	);
}

/** What else a chord does already; null for nothing. */
export const findOwner = (bindings: readonly KeyBinding[], id: KeyId, chord: KeyChord): KeyBinding | null =>
	bindings.find((binding) => binding.id !== id && binding.chords.some((each) => isSameChord(each, chord))) ?? null;

/** The chord that is pressed; null while only modifiers are. */
export function chordOf(press: KeyPress): KeyChord | null {
	if (MODIFIERS.includes(press.key) && !press.code.startsWith('Key')) return null;
	const key = latinKey(press);
	// a sign may need Shift on one keyboard and not on another
	const isSign = key.length === 1 && !/[a-z0-9 ]/.test(key);
	return {
		key,
		...(press.ctrlKey || press.metaKey ? { mod: true } : {}),
		...(press.altKey ? { alt: true } : {}),
		...(isSign ? { shift: 'any' as const } : press.shiftKey ? { shift: true } : {})
	};
}

/** Whether browsers do something else by this chord, and may not let a page have it. */
export const isReservedChord = (chord: KeyChord): boolean => RESERVED.some((each) => isSameChord(each, chord));

/** Choices out of what was kept or given from outside; what is none is left out. */
export function cleanKeyChoices(given: unknown): KeyChoices {
	const choices: Partial<Record<KeyId, readonly KeyChord[]>> = {};
	if (!isObject(given)) return choices;
	for (const { id } of KEY_BINDINGS) {
		const chords = given[id];
		if (!isFixedKey(id) && Array.isArray(chords)) choices[id] = chords.flatMap(cleanChord);
	}
	return choices;
}

function cleanChord(given: unknown): KeyChord[] {
	if (!isObject(given) || typeof given['key'] !== 'string' || given['key'] === '' || given['key'].length > 24)
		return [];
	const { shift } = given;
	return [
		{
			key: given['key'],
			...(given['mod'] === true ? { mod: true } : {}),
			...(given['alt'] === true ? { alt: true } : {}),
			...(shift === true || shift === 'any' ? { shift } : {})
		}
	];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
