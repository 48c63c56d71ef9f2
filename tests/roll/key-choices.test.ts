/** Keys of one's own. */

import { expect, test } from 'vitest';
import { bindKeys, chordOf, cleanKeyChoices, findOwner, isReservedChord, isSameChord } from '#lib/roll/key-choices.ts';
import { findBinding, KEY_BINDINGS, type KeyPress } from '#lib/roll/keys.ts';

const pressOf = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
	key,
	code: '',
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	shiftKey: false,
	...held
});

test('a chosen chord does what was chosen, and nothing that it did before', () => {
	const bindings = bindKeys({ 'toggle-loop': [{ key: 'q' }] });
	expect(findBinding(pressOf('q'), bindings)?.id).toBe('toggle-loop');
	expect(findBinding(pressOf('l'), bindings)).toBeNull();
	expect(bindings.find(({ id }) => id === 'quantize')?.chords).toEqual([]);
	expect(bindKeys({})).toBe(KEY_BINDINGS);
});

test('leaving the roll and pasting keep their keys', () => {
	const bindings = bindKeys({ escape: [{ key: 'q' }], quantize: [{ key: 'Escape' }] });
	expect(findBinding(pressOf('q'), bindings)?.id).not.toBe('escape');
	expect(bindings.find(({ id }) => id === 'escape')?.chords).toEqual([{ key: 'Escape' }]);
});

test('a press is a chord of its own keyboard; modifiers alone are none', () => {
	expect(chordOf(pressOf('Shift', { shiftKey: true }))).toBeNull();
	expect(chordOf(pressOf('K', { shiftKey: true, ctrlKey: true }))).toEqual({ key: 'k', mod: true, shift: true });
	expect(chordOf(pressOf('ㅏ', { code: 'KeyK' }))).toEqual({ key: 'k' });
	expect(chordOf(pressOf('/', { shiftKey: true }))).toEqual({ key: '/', shift: 'any' });
});

test('what has a chord already is said, and what browsers keep is known', () => {
	expect(findOwner(KEY_BINDINGS, 'toggle-loop', { key: 'q' })?.id).toBe('quantize');
	expect(findOwner(KEY_BINDINGS, 'quantize', { key: 'q' })).toBeNull();
	expect(isReservedChord({ key: 'w', mod: true })).toBe(true);
	expect(isReservedChord({ key: 'w' })).toBe(false);
	expect(isSameChord({ key: '?', shift: 'any' }, { key: '?', shift: true })).toBe(true);
});

test('no key of the table is one that browsers do not give away', () => {
	const taken = ['w', 't', 'n'];
	for (const { chords } of KEY_BINDINGS)
		for (const { key, mod } of chords) expect(mod === true && taken.includes(key)).toBe(false);
});

test('what was kept is checked: unknown commands and broken chords are left out', () => {
	expect(
		cleanKeyChoices({ quantize: [{ key: 'x', alt: true }, { key: '' }, 7], nothing: [{ key: 'x' }], escape: [] })
	).toEqual({ quantize: [{ key: 'x', alt: true }] });
	expect(cleanKeyChoices('keys')).toEqual({});
});
