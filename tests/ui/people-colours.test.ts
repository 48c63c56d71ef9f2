/** The colours of people are told apart by every kind of eye, in each theme, and names are readable on them. */

import { expect, test } from 'vitest';
import { PRESENCE_COLOURS } from '#lib/wire/index.ts';
import { contrastOf, EYES, leastDistance, THEMES, tokenOf } from './eyes.ts';

test.each(Object.entries(THEMES))('in %s, people are told apart and their names are readable', (_, theme) => {
	const colours = Array.from({ length: PRESENCE_COLOURS }, (__, i) => tokenOf(theme, `person-${i}`));
	for (const eye of Object.values(EYES)) expect(leastDistance(colours, eye)).toBeGreaterThan(0.065);
	for (const colour of colours) {
		expect(contrastOf(colour, tokenOf(theme, 'person-ink'))).toBeGreaterThan(4.5);
		expect(contrastOf(colour, tokenOf(theme, 'surface'))).toBeGreaterThan(4.5);
		expect(contrastOf(colour, tokenOf(theme, 'row'))).toBeGreaterThan(4.5);
	}
});
