/** The keys of this viewer: the table, with what she has chosen anew. Kept in the browser. */

import { untrack } from 'svelte';
import {
	bindKeys,
	cleanKeyChoices,
	findOwner,
	type KeyBinding,
	type KeyChoices,
	type KeyChord,
	type KeyId
} from '#lib/roll/index.ts';
import { keep } from '../kept.ts';
import { readKept } from '../kept-values.ts';
import { ariaKeysOf, capsOf } from '../page-keys.ts';

const KEPT_NAME = 'keys';

export class KeySettings {
	#choices: KeyChoices = $state.raw({});
	readonly #bindings = $derived(bindKeys(this.#choices));

	/** Takes up what was kept and keeps what changes, as long as the effect that it is called in. Browser only. */
	start(): void {
		untrack(() => (this.#choices = cleanKeyChoices(readKept(KEPT_NAME))));
		$effect(() => keep(KEPT_NAME, JSON.stringify(this.#choices)));
	}

	/** What the page and its rolls obey. */
	get bindings(): readonly KeyBinding[] {
		return this.#bindings;
	}

	get choices(): KeyChoices {
		return this.#choices;
	}

	get hasChoices(): boolean {
		return Object.keys(this.#choices).length > 0;
	}

	isChosen(id: KeyId): boolean {
		return id in this.#choices;
	}

	/** What else a chord does already. */
	findOwner(id: KeyId, chord: KeyChord): KeyBinding | null {
		return findOwner(this.#bindings, id, chord);
	}

	/** Gives a command one chord, and takes it from whatever had it. */
	choose(id: KeyId, chord: KeyChord): void {
		const owner = this.findOwner(id, chord);
		const left = owner && {
			[owner.id]: owner.chords.filter((each) => findOwner([{ ...owner, chords: [each] }], id, chord) === null)
		};
		this.#choices = { ...this.#choices, ...left, [id]: [chord] };
	}

	/** Back to the table, for one command or for all. */
	reset(id?: KeyId): void {
		if (id === undefined) this.#choices = {};
		else {
			const { [id]: _, ...others } = this.#choices;
			this.#choices = others;
		}
	}

	chordsOf(id: KeyId): readonly KeyChord[] {
		return this.#bindings.find((binding) => binding.id === id)?.chords ?? [];
	}

	/** A command's first key for a tooltip; empty where it has none. */
	capsFor(id: KeyId): string {
		const chord = this.chordsOf(id)[0];
		return chord ? capsOf(chord).join(' ') : '';
	}

	/** All of them in the words of `aria-keyshortcuts`. */
	ariaFor(id: KeyId): string {
		return ariaKeysOf(this.chordsOf(id));
	}
}
