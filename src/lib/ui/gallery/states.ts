/** Every state of the roll that the gallery shows, as data: what is in it and how it is looked at. */

import type { RollCommand } from '#lib/roll/index.ts';
import type { Layer } from '../view-settings.svelte.ts';
import type { Language } from '../i18n/languages.ts';
import type { ThemeChoice } from '../theme.svelte.ts';

/** Documents of static/gallery, made by scripts/gallery-data.ts. */
export type GalleryFile = 'heard' | 'tracks' | 'lanes' | 'analyses' | 'words' | 'vibrato' | 'places';

export interface GalleryState {
	/** Its address is /gallery/ with this. */
	readonly id: GalleryId;
	/** An empty document when it is not given. */
	readonly file?: GalleryFile;
	/** So many notes, by singing the song again and again. */
	readonly noteCount?: number;
	readonly theme?: ThemeChoice;
	readonly language?: Language;
	/** As wide as a phone, wherever it is looked at. */
	readonly isNarrow?: boolean;
	/** Rolls on the page; one when it is not given. */
	readonly rolls?: number;
	readonly layers?: Partial<Record<Layer, boolean>>;
	/** Lanes that are shown beside those that always are. */
	readonly lanes?: readonly string[];
	/** The notes that are selected: from the first of these on, up to the second. */
	readonly selected?: readonly [from: number, to: number];
	/** What the roll is told at first. */
	readonly commands?: readonly RollCommand[];
	readonly opens?: 'menu' | 'events' | 'sheet' | 'track';
	readonly showsVibrato?: boolean;
	readonly isReadonly?: boolean;
	/** The recording cannot be had. */
	readonly isSoundGone?: boolean;
}

/** In the order of the list. */
export const GALLERY_IDS = [
	'empty',
	'heard',
	'dense',
	'tracks',
	'lanes',
	'analyses',
	'lyrics',
	'phonemes',
	'vibrato',
	'spectrogram',
	'key',
	'menu',
	'events',
	'readonly',
	'error',
	'dark',
	'light',
	'contrast',
	'narrow',
	'touch',
	'korean',
	'two'
] as const;
export type GalleryId = (typeof GALLERY_IDS)[number];

const STATES: Readonly<Record<GalleryId, Omit<GalleryState, 'id'>>> = {
	empty: {},
	heard: { file: 'heard' },
	dense: {
		file: 'heard',
		noteCount: 10_000,
		layers: { waveform: false },
		commands: ['zoom-fit', 'zoom-in', 'zoom-in']
	},
	tracks: { file: 'tracks', opens: 'track' },
	lanes: { file: 'lanes', lanes: ['velocity'] },
	analyses: { file: 'analyses' },
	lyrics: { file: 'words', layers: { waveform: false }, selected: [0, 4] },
	phonemes: { file: 'words', selected: [3, 4] },
	vibrato: { file: 'vibrato', showsVibrato: true, selected: [4, 5] },
	spectrogram: { file: 'heard', layers: { spectrogram: true } },
	key: { file: 'places' },
	menu: { file: 'heard', selected: [8, 13], opens: 'menu' },
	events: { file: 'words', selected: [2, 3], opens: 'events' },
	readonly: { file: 'heard', isReadonly: true, selected: [4, 5] },
	error: { file: 'heard', isSoundGone: true },
	dark: { file: 'words', theme: 'dark', selected: [10, 11] },
	light: { file: 'words', theme: 'light', selected: [10, 11] },
	contrast: { file: 'words', theme: 'contrast', selected: [10, 11] },
	narrow: { file: 'words', isNarrow: true, selected: [4, 5] },
	touch: { file: 'words', isNarrow: true, selected: [4, 5], opens: 'sheet' },
	korean: { file: 'words', language: 'ko', selected: [4, 5] },
	two: { file: 'words', rolls: 2 }
};

/** The state of an address; null for none. */
export function findState(id: string): GalleryState | null {
	const known = GALLERY_IDS.find((each) => each === id);
	return known ? { id: known, ...STATES[known] } : null;
}
