/** The versions of the open document: which there are, and the one that is shown instead of what the document is now. */

import type { Version } from '#lib/client/index.ts';
import { toFault, type Fault } from '#lib/fault.ts';
import { Score, type State } from '#lib/score/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';

interface Shown {
	readonly version: Version;
	readonly state: State;
}

export class Versions {
	/** Newest first; null until they are known. */
	list: readonly Version[] | null = $state.raw(null);
	fault: Fault | null = $state.raw(null);
	/** Row of the version that is on its way. */
	opening: number | null = $state(null);
	/** What happened last, for whoever cannot see it. */
	news: 'shown' | 'left' | 'restored' | null = $state(null);
	#shown: Shown | null = $state.raw(null);
	readonly #document: DocumentView;
	#abort = new AbortController();

	constructor(document: DocumentView) {
		this.#document = document;
	}

	/** There is a document on the server, and the link is to all of it. */
	get areOffered(): boolean {
		const { link, isLoaded, isWhole } = this.#document;
		return link !== null && isLoaded && isWhole;
	}

	/** The version on the roll; null for now. */
	get shown(): Version | null {
		return this.#shown?.version ?? null;
	}

	get canRestore(): boolean {
		return this.#shown !== null && this.#document.role !== 'view';
	}

	async load(): Promise<void> {
		const { session } = this.#document;
		if (!session) return;
		await this.#try(async () => {
			this.list = await session.listVersions();
		});
	}

	/** Shows a version; answers whether it is there. The last one asked for counts. */
	async open(version: Version): Promise<boolean> {
		const { session } = this.#document;
		if (!session) return false;
		this.#abort.abort();
		const { signal } = (this.#abort = new AbortController());
		this.opening = version.seq;
		const isOpen = await this.#try(async () => {
			const state = await session.loadVersion(version.seq, signal);
			if (signal.aborted) return;
			this.#shown = { version, state };
			this.#document.showPast(new Score(state));
			this.news = 'shown';
		});
		if (signal.aborted) return false;
		this.opening = null;
		// a newer one has taken its place
		if (this.fault?.code === 'not-found') await this.#refresh();
		return isOpen;
	}

	/** Back to now. */
	leave(): void {
		this.#abort.abort();
		this.opening = null;
		if (!this.#shown) return;
		this.#shown = null;
		this.#document.showPast(null);
		this.news = 'left';
	}

	/** Makes the document what is shown: one gesture, which undo takes back. */
	restore(): void {
		const shown = this.#shown;
		if (!shown || !this.canRestore) return;
		this.leave();
		this.#document.session?.restore(shown.state);
		this.news = 'restored';
	}

	async #refresh(): Promise<void> {
		this.list = (await this.#document.session?.listVersions().catch(() => null)) ?? this.list;
	}

	async #try(run: () => Promise<void>): Promise<boolean> {
		this.fault = null;
		try {
			await run();
			return true;
		} catch (thrown) {
			const fault = toFault(thrown);
			if (fault.code !== 'cancelled') this.fault = fault;
			return false;
		}
	}
}
