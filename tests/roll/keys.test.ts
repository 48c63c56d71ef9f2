import { expect, test } from 'vitest';
import { findBinding, KEY_BINDINGS, type KeyPress } from '#lib/roll/keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): string | null =>
	findBinding({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })?.id ?? null;

test('no two bindings share a chord', () => {
	const seen = new Map<string, string>();
	for (const { id, chords } of KEY_BINDINGS)
		for (const chord of chords) {
			const name = JSON.stringify([chord.key, chord.mod ?? false, chord.alt ?? false, chord.shift ?? false]);
			expect(seen.get(name), `${name} is ${id} too`).toBeUndefined();
			seen.set(name, id);
		}
});

test('ids are unique, so that each has one translation', () => {
	expect(new Set(KEY_BINDINGS.map(({ id }) => id)).size).toBe(KEY_BINDINGS.length);
});

test('modifiers must be as given', () => {
	expect(press('z', { ctrlKey: true })).toBe('undo');
	expect(press('Z', { metaKey: true, shiftKey: true })).toBe('redo');
	expect(press('z')).toBeNull();
	expect(press('ArrowUp')).toBe('nudge-up');
	expect(press('ArrowUp', { shiftKey: true })).toBe('nudge-octave-up');
	expect(press('ArrowUp', { altKey: true })).toBe('nudge-cents-up');
	expect(press('ArrowRight', { altKey: true })).toBe('lengthen');
	expect(press('+', { shiftKey: true })).toBe('zoom-in');
});

test('a Korean keyboard and Caps Lock reach the same tools', () => {
	expect(press('ㅔ', { code: 'KeyP' })).toBe('tool-pitch');
	expect(press('Process', { code: 'KeyP' })).toBe('tool-pitch');
	expect(press('V')).toBe('tool-select');
});

test('what edits is marked, so that a viewer’s roll ignores it', () => {
	const edits = KEY_BINDINGS.filter((binding) => binding.edits).map(({ id }) => id);
	for (const id of ['delete', 'paste', 'cut', 'undo', 'tool-erase', 'draw-at-playhead'] as const)
		expect(edits).toContain(id);
	for (const id of ['copy', 'toggle-play', 'select-all', 'zoom-fit'] as const) expect(edits).not.toContain(id);
});
