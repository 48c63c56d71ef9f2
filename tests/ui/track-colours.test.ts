/** The colours of tracks are told apart by every kind of eye, in each theme, and what is written on notes is readable. */

import { expect, test } from 'vitest';
import { TRACK_COLOURS } from '#lib/score/index.ts';
import { contrastOf, EYES, leastDistance, THEMES, tokenOf } from './eyes.ts';

test.each(Object.entries(THEMES))('in %s, tracks are told apart and stand out', (_, theme) => {
	const others = Array.from({ length: TRACK_COLOURS - 1 }, (__, i) => tokenOf(theme, `track-${i + 1}`));
	// the first track has the colour of notes
	const colours = [tokenOf(theme, 'note'), ...others];
	for (const eye of Object.values(EYES)) expect(leastDistance(colours, eye)).toBeGreaterThan(0.09);
	for (const colour of colours) {
		expect(contrastOf(colour, tokenOf(theme, 'note-ink'))).toBeGreaterThan(4.5);
		// of shapes, WCAG 2.2 asks for 3:1 (1.4.11)
		for (const ground of ['row', 'row-black', 'surface'])
			expect(contrastOf(colour, tokenOf(theme, ground))).toBeGreaterThan(3);
	}
});
