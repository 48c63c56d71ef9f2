/** Musical values are written, and read, as musicians do. */

import { expect, test } from 'vitest';
import { TempoMap } from '#lib/score/index.ts';
import { lengthText, placeText, signCents, timeText } from '#lib/ui/music-text.ts';

const tempo = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 });

test.each([
	[0, '1.1.000'],
	[960 * 9 + 480, '3.2.480'],
	[-5, '1.1.000']
])('%i ticks are at %s', (ticks, text) => expect(placeText(tempo, ticks)).toBe(text));

test('a length counts from nothing', () => expect(lengthText(tempo, 0, 960 + 240)).toBe('0.1.240'));

test.each([
	[4.512, 3, '0:04.512'],
	[0, 3, '0:00.000'],
	[59.96, 1, '0:59.9'],
	[59.9999999, 1, '1:00.0'],
	[3725.25, 1, '62:05.2']
] as const)('%d s with %i decimals is %s', (seconds, digits, text) => expect(timeText(seconds, digits)).toBe(text));

test.each([
	[12.4, '+12'],
	[-7.6, '−8'],
	[0.2, '0']
] as const)('%d cents are written %s', (cents, text) => expect(signCents(cents)).toBe(text));
