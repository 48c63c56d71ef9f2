/** What notes are called on this page: as the viewer has chosen, by default as in her language, spelt by the key of the part. */

import { computeNames, noteName, parseNoteName, type Naming, type NoteNames } from '#lib/roll/index.ts';
import type { Midi } from '#lib/units.ts';
import { useMessages } from '../i18n/messages.svelte.ts';
import { useStudio } from '../studio.svelte.ts';

export interface NamesOnPage {
	readonly naming: Naming;
	readonly names: NoteNames;
	/** With its octave, as in A4. */
	name(midi: Midi): string;
	/** The MIDI number that is meant, or null. */
	parse(text: string): Midi | null;
}

/** Heard by runes. To be called while a component is made. */
export function useNoteNames(): NamesOnPage {
	const messages = useMessages();
	const { document: doc, view } = useStudio();
	const naming = $derived(view.naming ?? (messages.language === 'ko' ? 'korean' : 'english'));
	// by value: a key that is read again after every edit is the same key
	const tonic = $derived(doc.key.tonic);
	const scale = $derived(doc.key.scale);
	const names = $derived(computeNames({ naming, accidentals: view.accidentals, key: { tonic, scale } }));
	return {
		get naming() {
			return naming;
		},
		get names() {
			return names;
		},
		name: (midi) => noteName(midi, names),
		parse: (text) => parseNoteName(text, naming)
	};
}
