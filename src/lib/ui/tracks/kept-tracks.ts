/** How a visitor looks at and hears each track of a document, as her browser keeps it: it is nobody else's business. */

import { getKept, keep } from '../kept.ts';

/** Of one track. */
export interface TrackSettings {
	readonly isMuted: boolean;
	/** While any track of a part is solo, the others of it are silent. */
	readonly isSolo: boolean;
	/** Not even as ghosts are its notes shown, unless it is edited. */
	readonly isHidden: boolean;
	/** 0 to 1. */
	readonly gain: number;
}

export interface KeptTracks {
	/** By part and track, as {@link trackKey} writes them; what is not there is as at first. */
	readonly settings: Readonly<Record<string, TrackSettings>>;
	/** The track that is edited, by part. */
	readonly active: Readonly<Record<string, number>>;
	readonly isAll: boolean;
	readonly hasGhosts: boolean;
}

export const FRESH_SETTINGS: TrackSettings = { isMuted: false, isSolo: false, isHidden: false, gain: 1 };
export const FRESH_TRACKS: KeptTracks = { settings: {}, active: {}, isAll: false, hasGhosts: true };

/** Every part has a first track: only both together name one. */
export const trackKey = (part: number, track: number): string => `${part}/${track}`;

export const keepTracks = (doc: string, kept: KeptTracks): void => keep(`tracks:${doc}`, JSON.stringify(kept));

/** What was kept for a document; null where there is nothing, or nothing that can be read. */
export function getKeptTracks(doc: string): KeptTracks | null {
	const text = getKept(`tracks:${doc}`);
	if (!text) return null;
	try {
		return readTracks(JSON.parse(text));
	} catch {
		return null; // another page wrote it
	}
}

function readTracks(value: unknown): KeptTracks | null {
	if (!isObject(value)) return null;
	const { settings, active, isAll, hasGhosts } = value;
	const known = Object.entries(isObject(settings) ? settings : {}).flatMap(([key, each]) =>
		isObject(each) ? [[key, readSettings(each)] as const] : []
	);
	const chosen = Object.entries(isObject(active) ? active : {}).filter(
		(entry): entry is [string, number] => typeof entry[1] === 'number'
	);
	return {
		settings: Object.fromEntries(known),
		active: Object.fromEntries(chosen),
		isAll: isAll === true,
		hasGhosts: hasGhosts !== false
	};
}

const readSettings = ({ isMuted, isSolo, isHidden, gain }: Record<string, unknown>): TrackSettings => ({
	isMuted: isMuted === true,
	isSolo: isSolo === true,
	isHidden: isHidden === true,
	gain: typeof gain === 'number' && gain >= 0 && gain <= 1 ? gain : 1
});

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
