/** The page's colour tokens, resolved once for the canvas and again when the theme changes. */

import type { Scope } from '../scope.ts';
import type { Rgba } from './spectrogram/palette.ts';

/** Tokens of DESIGN that the roll draws with, and what stands in where the page defines none. */
const TOKENS = {
	bg: '#0f1216',
	surface: '#171b21',
	line: '#2a313b',
	row: '#14181d',
	'row-black': '#101318',
	'row-out': '#0a0c0f',
	grid: '#1d232b',
	bar: '#303945',
	text: '#e8eaed',
	muted: '#8f99a6',
	faint: '#5c6672',
	accent: '#ff8a5b',
	'accent-ink': '#1c0d05',
	note: '#4f9cf0',
	'note-ink': '#061323',
	'note-edge': '#8cc2ff',
	ghost: '#38506b',
	f0: '#ffb347',
	'f0-band': '#ffb34733',
	'analysis-1': '#5fd0e6',
	'analysis-2': '#c8a4ff',
	'analysis-3': '#a5dc6e',
	loud: '#3ecf9a',
	seg: '#b79cf7',
	play: '#ff5470',
	wave: '#38424e',
	'person-ink': '#0f1216'
} as const;

/** Colours of people, `person-0` and on, each told from the others by every kind of eye. */
const PEOPLE = ['#8f7bd6', '#d0da26', '#48e0c9', '#d67ea3', '#e4b27a', '#f7f8b3', '#95b1e2', '#aff5f8'] as const;

/** Colours of the spectrogram, `spectrum-0` for soft to `spectrum-2` for loud; what is softer is clear. */
const SPECTRUM = ['#3a3350', '#7d6191', '#ecd3da'] as const;

/** Colours of tracks, `track-0` and on, each told from the others by every kind of eye. */
const TRACKS = ['#4f9cf0', '#0fd99f', '#cfbcfd', '#fce763', '#db551d', '#b7f3e6', '#a583a2', '#fd9719'] as const;

/** Tokens with a value made of others where the page defines none. */
type KeyToken = 'key-white' | 'key-black' | 'key-line' | 'key-ink';
export type Token = keyof typeof TOKENS | KeyToken;

/** Colours as the canvas takes them, and the family of the host's font. */
export interface Theme {
	readonly colours: Readonly<Record<Token, string>>;
	/** Of people, by number. */
	readonly people: readonly string[];
	/** Of tracks, by number; the first is that of notes. */
	readonly tracks: readonly string[];
	readonly font: string;
	/** Of the spectrogram, from soft to loud: red, green, blue, 0 to 255, and opacity, 0 to 1. */
	readonly spectrum: readonly Rgba[];
	/** The `f0-band` colour without any opacity, for the far end of a gradient. */
	readonly f0Clear: string;
	/** Whether things may move by themselves. */
	readonly isMotionReduced: boolean;
}

/** Reads the tokens from `host`. Costs a style recalculation: on a change of theme only. */
export function readTheme(host: HTMLElement): Theme {
	const style = getComputedStyle(host);
	const parse = createColourParser();
	const colour = (name: keyof typeof TOKENS): Rgba => parse(style.getPropertyValue(`--${name}`).trim(), TOKENS[name]);
	const bg = colour('bg');
	const text = colour('text');
	const surface = colour('surface');
	const isDark = luminance(bg) < luminance(text);
	const own = (name: KeyToken, fallback: Rgba): string => {
		const value = style.getPropertyValue(`--${name}`).trim();
		return toCss(value ? parse(value, toCss(fallback)) : fallback);
	};
	const white = isDark ? mix(text, bg, 0.07) : surface;
	const keys = {
		'key-white': own('key-white', white),
		'key-black': own('key-black', isDark ? mix(bg, text, 0.08) : mix(text, surface, 0.13)),
		'key-line': own('key-line', isDark ? mix(text, bg, 0.26) : colour('bar')),
		'key-ink': own('key-ink', isDark ? mix(bg, text, 0.22) : mix(text, surface, 0.25))
	};
	const named: Record<keyof typeof TOKENS, string> = { ...TOKENS };
	for (const name of Object.keys(TOKENS)) if (isToken(name)) named[name] = toCss(colour(name));
	const [red, green, blue] = colour('f0-band');
	return {
		colours: { ...named, ...keys },
		people: PEOPLE.map((fallback, i) => toCss(parse(style.getPropertyValue(`--person-${i}`).trim(), fallback))),
		spectrum: SPECTRUM.map((fallback, i) => parse(style.getPropertyValue(`--spectrum-${i}`).trim(), fallback)),
		tracks: TRACKS.map((fallback, i) =>
			i === 0 && !style.getPropertyValue('--track-0')
				? named.note
				: toCss(parse(style.getPropertyValue(`--track-${i}`).trim(), fallback))
		),
		font: style.fontFamily || 'sans-serif',
		f0Clear: toCss([red, green, blue, 0]),
		isMotionReduced: matchMedia('(prefers-reduced-motion: reduce)').matches
	};
}

/** Calls `changed` when the theme of the page, or of the element that `host` is inside of, the system's colours or the wish for calm change. */
export function watchTheme(scope: Scope, host: HTMLElement, changed: () => void): void {
	const observer = new MutationObserver(changed);
	const root = host.getRootNode();
	for (const dressed of [document.documentElement, ...(root instanceof ShadowRoot ? [root.host] : [])])
		observer.observe(dressed, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
	scope.defer(() => observer.disconnect());
	for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(prefers-reduced-motion: reduce)'])
		scope.listen(matchMedia(query), 'change', changed);
}

const isToken = (name: string): name is keyof typeof TOKENS => Object.hasOwn(TOKENS, name);

/** Any CSS colour to numbers, by asking a canvas of one pixel. */
function createColourParser(): (value: string, fallback: string) => Rgba {
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = 1;
	const g = canvas.getContext('2d', { willReadFrequently: true });
	return (value, fallback) => {
		if (!g) return [0, 0, 0, 1];
		g.clearRect(0, 0, 1, 1);
		// a value that is no colour leaves the fill style as it was
		g.fillStyle = fallback;
		if (value) g.fillStyle = value;
		g.fillRect(0, 0, 1, 1);
		const [red = 0, green = 0, blue = 0, alpha = 0] = g.getImageData(0, 0, 1, 1).data;
		return [red, green, blue, alpha / 255];
	};
}

const mix = (from: Rgba, to: Rgba, share: number): Rgba => [
	from[0] + (to[0] - from[0]) * share,
	from[1] + (to[1] - from[1]) * share,
	from[2] + (to[2] - from[2]) * share,
	1
];
const toCss = ([red, green, blue, alpha]: Rgba): string =>
	`rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${alpha.toFixed(3)})`;
const luminance = ([red, green, blue]: Rgba): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
