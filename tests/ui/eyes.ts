/** How colours look to every kind of eye, and how they stand out: for tests of the themes. */

import { readFileSync } from 'node:fs';

export type Triple = readonly [number, number, number];

const css = readFileSync(new URL('../../src/lib/ui/tokens.css', import.meta.url), 'utf8');
const [dark = '', light = '', contrast = ''] = css.split(/^:root/m).slice(1);
/** What high contrast does not name it takes from the dark theme. */
export const THEMES = { dark, light, contrast: dark + contrast };

/** What eyes without one kind of cone see, on linear light (Machado, Oliveira and Fernandes 2009, table 1, severity 1). */
export const EYES: Readonly<Record<string, readonly Triple[]>> = {
	all: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1]
	],
	'no red': [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998]
	],
	'no green': [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881]
	],
	'no blue': [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039]
	]
};

const dot = (row: Triple, [r, g, b]: Triple): number => row[0] * r + row[1] * g + row[2] * b;

export function tokenOf(theme: string, name: string): Triple {
	const hex = [...theme.matchAll(new RegExp(`--${name}: #([0-9a-f]{6});`, 'g'))].at(-1)?.[1];
	if (!hex) throw new Error(`The theme has no --${name}.`);
	const channel = (at: number): number => {
		const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	};
	return [channel(0), channel(2), channel(4)];
}

/** OKLab (Ottosson 2020): equal distances look about equally different. */
function toLab(rgb: Triple): Triple {
	const cones: Triple = [
		Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb)),
		Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb)),
		Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb))
	];
	return [
		dot([0.2104542553, 0.793617785, -0.0040720468], cones),
		dot([1.9779984951, -2.428592205, 0.4505937099], cones),
		dot([0.0259040371, 0.7827717662, -0.808675766], cones)
	];
}

export function leastDistance(colours: readonly Triple[], eye: readonly Triple[]): number {
	const [red, green, blue] = eye;
	if (!red || !green || !blue) throw new Error('An eye has three rows.');
	const seen = colours.map((rgb) =>
		toLab([Math.max(0, dot(red, rgb)), Math.max(0, dot(green, rgb)), Math.max(0, dot(blue, rgb))])
	);
	let least = Infinity;
	for (const [i, a] of seen.entries())
		for (const b of seen.slice(i + 1)) least = Math.min(least, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
	return least;
}

export function contrastOf(a: Triple, b: Triple): number {
	const [low = 0, high = 0] = [a, b].map((rgb) => dot([0.2126, 0.7152, 0.0722], rgb) + 0.05).sort((x, y) => x - y);
	return high / low;
}
