/** The links of the open document as its owner sees them, and the one that she is about to give away. */

import type { Session, ShareLink } from '#lib/client/index.ts';
import { toFault, type Fault } from '#lib/fault.ts';
import { getKept, keep } from '../kept.ts';

/** What a link that is made here may allow. */
export const GIVEN_ROLES = ['view', 'edit'] as const;
export type GivenRole = (typeof GIVEN_ROLES)[number];

interface MadeLink {
	readonly id: string;
	/** Path and key. */
	readonly link: string;
}

export class Sharing {
	/** Every link that opens the document; null until they are known. */
	links: readonly ShareLink[] | null = $state.raw(null);
	role: GivenRole = $state('view');
	/** Whom a new link is for; without a name, the one unnamed link of the role is given again. */
	name = $state('');
	state: 'idle' | 'working' | 'copied' | 'refused' = $state('idle');
	/** The link that was made or found last, whole. */
	address: string | null = $state(null);
	fault: Fault | null = $state.raw(null);
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	async load(): Promise<void> {
		await this.#try(async () => {
			const now = Date.now();
			const links = await this.#session.listLinks();
			this.links = links.filter(({ revoked, expires }) => revoked === null && (expires === null || expires > now));
		});
	}

	choose(role: GivenRole): void {
		this.role = role;
		this.state = 'idle';
		this.address = null;
	}

	/** Copies a link of the chosen role: the one given before, or a new one when there is none or it has a name. */
	async copy(): Promise<void> {
		if (this.state === 'working') return;
		this.state = 'working';
		const address = this.#findOrMake();
		// the promise is handed over at once: some browsers let a page copy only in the very moment of the press
		const isCopied = writeLater(address);
		await this.#try(async () => {
			this.address = await address;
			this.state = (await isCopied) ? 'copied' : 'refused';
			this.name = '';
			await this.load();
		});
		if (this.state === 'working') this.state = 'idle';
	}

	async revoke(id: string): Promise<void> {
		await this.#try(() => this.#session.revokeLink(id));
		if (this.#keptOf('view')?.id === id || this.#keptOf('edit')?.id === id) this.choose(this.role);
		if (!this.fault) await this.load();
	}

	async #findOrMake(): Promise<string> {
		const { role } = this;
		const name = this.name.trim();
		const kept = name ? null : this.#keptOf(role);
		// known links are asked anew: another owner may have revoked it meanwhile
		if (kept) await this.load();
		if (kept && this.links?.some(({ id }) => id === kept.id)) return this.#whole(kept.link);
		const made = await this.#session.createLink({ role, name });
		if (!name) keep(this.#keyOf(role), JSON.stringify(made));
		return this.#whole(made.link);
	}

	/** The unnamed link of a role that this browser has made: the server cannot tell its key again. */
	#keptOf(role: GivenRole): MadeLink | null {
		try {
			const made: unknown = JSON.parse(getKept(this.#keyOf(role)) ?? 'null');
			return isMadeLink(made) ? made : null;
		} catch {
			return null; // something else has written there
		}
	}

	#keyOf(role: GivenRole): string {
		return `link:${this.#session.doc}:${role}`;
	}

	#whole(link: string): string {
		return new URL(link, location.origin).href;
	}

	async #try(run: () => Promise<void>): Promise<void> {
		this.fault = null;
		try {
			await run();
		} catch (thrown) {
			this.fault = toFault(thrown);
		}
	}
}

const isMadeLink = (made: unknown): made is MadeLink =>
	typeof made === 'object' &&
	made !== null &&
	'id' in made &&
	'link' in made &&
	typeof made.id === 'string' &&
	typeof made.link === 'string' &&
	made.link.startsWith('/d/');

/** Puts a text that is still to come on the clipboard; false when the browser does not let us. */
async function writeLater(text: Promise<string>): Promise<boolean> {
	try {
		const later = text.then((plain) => new Blob([plain], { type: 'text/plain' }));
		later.catch(() => undefined); // told by whoever waits for the text
		await navigator.clipboard.write([new ClipboardItem({ 'text/plain': later })]);
		return true;
	} catch {
		// refused, or no secure context, or a browser that wants the text itself
	}
	try {
		await navigator.clipboard.writeText(await text);
		return true;
	} catch {
		return false;
	}
}
