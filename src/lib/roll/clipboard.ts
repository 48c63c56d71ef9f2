/** Notes as text on the clipboard, so that they travel between documents; in memory where the page may not use it. */

import { DEFAULTS, makeRecord, META_ID, type FieldsOf, type Note } from '#lib/score/index.ts';

/** What the text begins with, so that other text is never taken for notes. */
const PREFIX = 'application/x-melograph-notes+json,';
const NOTES_MAX = 20_000;

/** A note without an identity, its start counted from the first one. */
export type CopiedNote = FieldsOf<'note'>;

export const formatNotes = (notes: readonly Note[]): string => {
	const origin = notes.reduce((first, note) => Math.min(first, note.start), Infinity);
	const areSeveral = notes.some(({ track }) => track !== notes[0]?.track);
	return (
		PREFIX +
		JSON.stringify(
			notes.map(({ start, duration, pitch, cents, velocity, lyric, track, phoneme, vibrato }) => ({
				start: start - origin,
				duration,
				pitch,
				cents,
				velocity,
				lyric,
				...(areSeveral ? { track } : {}),
				...(phoneme ? { phoneme } : {}),
				...(vibrato ? { vibrato } : {})
			}))
		)
	);
};

/** The notes in a text, each field brought into its range; null when the text is something else. */
export function parseNotes(text: string): readonly CopiedNote[] | null {
	if (!text.startsWith(PREFIX)) return null;
	let value: unknown;
	try {
		value = JSON.parse(text.slice(PREFIX.length));
	} catch {
		return null;
	}
	if (!Array.isArray(value)) return null;
	return value
		.slice(0, NOTES_MAX)
		.filter((item): item is object => typeof item === 'object' && item !== null)
		.map((item) => makeRecord('note', META_ID, { ...item, source: DEFAULTS.note.source }));
}

export interface Clipboard {
	write(notes: readonly Note[]): void;
	/** The copied notes; null when there are none. */
	read(): Promise<readonly CopiedNote[] | null>;
	/** The copied notes, where the system's text is known; null when that is something else. */
	accept(text: string): readonly CopiedNote[] | null;
	/** The window may have been left: what is in memory may no longer be the last copy. */
	doubt(): void;
}

/** `system` is null where the page has no clipboard, as over plain http. */
export function createClipboard(system: Pick<globalThis.Clipboard, 'readText' | 'writeText'> | null): Clipboard {
	let memory: readonly CopiedNote[] | null = null;
	let isCurrent = false;
	return {
		write(notes) {
			const text = formatNotes(notes);
			memory = parseNotes(text);
			isCurrent = true;
			// a refusal costs nothing here: the notes are in memory
			system?.writeText(text).catch(() => undefined);
		},
		async read() {
			// asking the system may ask the person; not for what was copied a moment ago right here
			if (isCurrent || !system) return memory;
			const text = await system.readText().catch(() => '');
			return parseNotes(text) ?? memory;
		},
		accept(text) {
			if (isCurrent) return memory;
			return parseNotes(text) ?? (text === '' ? memory : null);
		},
		doubt() {
			isCurrent = false;
		}
	};
}
