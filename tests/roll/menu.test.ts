import { expect, test } from 'vitest';
import { KEY_BINDINGS } from '#lib/roll/keys.ts';
import { computeMenu } from '#lib/roll/menu.ts';

const available = (notes: number, selected: number): string[] =>
	computeMenu({ notes, selected, isReadonly: false })
		.flat()
		.filter(({ isAvailable }) => isAvailable)
		.map(({ id }) => id);

test('what needs a selection, or several notes, waits for them', () => {
	expect(available(0, 0)).toEqual(['paste', 'ask-dictionary']);
	expect(available(5, 0)).toEqual([
		...['paste', 'split', 'ask-lyrics', 'ask-phonemes', 'ask-dictionary'],
		...['select-all', 'select-range', 'select-invert']
	]);
	expect(available(5, 1)).toContain('edit-lyric');
	expect(available(5, 1)).toContain('ask-transpose');
	expect(available(5, 1)).not.toContain('merge');
	expect(available(5, 2)).toContain('merge');
});

test('who may only look is offered nothing that edits', () => {
	const edits = new Set(KEY_BINDINGS.filter((binding) => binding.edits).map(({ id }) => id));
	const items = computeMenu({ notes: 5, selected: 2, isReadonly: true }).flat();
	expect(items.map(({ id }) => id)).toContain('copy');
	for (const { id } of items) expect(edits.has(id)).toBe(false);
});

test('everything in the menu has a key, and stands there once', () => {
	const ids = computeMenu({ notes: 5, selected: 2, isReadonly: false }).flatMap((group) => group.map(({ id }) => id));
	expect(ids.length).toBeGreaterThan(15);
	expect(new Set(ids).size).toBe(ids.length);
});
