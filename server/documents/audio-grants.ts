/** Which recordings a link to some parts may name: those it has shown, and those that were uploaded with it. A hash grants nothing. */

import type { Edit, PartIds, State } from '#lib/score/index.ts';

/** Links that are remembered; whoever is forgotten uploads again. */
const LINKS_MAX = 10_000;

export class AudioGrants {
	readonly #byLink = new Map<string, Set<string>>();

	/** The link's bearer has had these bytes. */
	grant(link: string, sha256: string): void {
		const known = this.#byLink.get(link) ?? new Set();
		// the one that was used last goes last
		this.#byLink.delete(link);
		this.#byLink.set(link, known.add(sha256));
		const [oldest] = this.#byLink.keys();
		if (this.#byLink.size > LINKS_MAX && oldest !== undefined) this.#byLink.delete(oldest);
	}

	/** Whether clips that the edits add name only what the link may. What its parts show now, it may for good. */
	allows(link: string, parts: PartIds, state: State, edits: readonly Edit[]): boolean {
		const named = edits.flatMap((edit) =>
			edit.kind === 'add' && edit.record.kind === 'clip' ? [edit.record.audio] : []
		);
		const touchesClips = edits.some(
			(edit) => edit.kind === 'delete' && edit.ids?.some((id) => state.records.get(id)?.kind !== 'note')
		);
		if (named.length > 0 || touchesClips)
			for (const record of state.records.values())
				if (record.kind === 'clip' && record.audio && parts.has(record.part)) this.grant(link, record.audio);
		return named.every((audio) => audio === '' || this.#byLink.get(link)?.has(audio));
	}
}
