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
	/** The parts that a link that is made here opens; empty for the whole document. */
	parts: ReadonlySet<number> = $state.raw(new Set());
	/** Whom a new link is for; without a name, the one unnamed link of the role and the parts is given again. */
	name = $state('');
	state: 'idle' | 'working' | 'copied' | 'refused' = $state('idle');
	/** The link that was made or found last, whole. */
	address: string | null = $state(null);
	fault: Fault | null = $state.raw(null);
	/** Id of the link whose address is shown. */
	#given: string | null = null;
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
		this.#reset();
	}

	/** Opens a part, or opens it no longer; null is the whole document. */
	toggle(part: number | null): void {
		const isIn = part !== null && this.parts.has(part);
		this.parts = new Set(
			part === null ? [] : isIn ? [...this.parts].filter((id) => id !== part) : [...this.parts, part]
		);
		this.#reset();
	}

	/** Forgets parts that are not there. */
	keepParts(there: readonly number[]): void {
		const kept = [...this.parts].filter((id) => there.includes(id));
		if (kept.length === this.parts.size) return;
		this.parts = new Set(kept);
		this.#reset();
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
		if (this.#given === id) this.#reset();
		if (!this.fault) await this.load();
	}

	#reset(): void {
		this.state = 'idle';
		this.address = null;
	}

	async #findOrMake(): Promise<string> {
		const { role } = this;
		const name = this.name.trim();
		const parts = this.#sortedParts;
		const key = this.#findKey();
		const kept = name ? null : readMadeLink(key);
		// known links are asked anew: another owner may have revoked it meanwhile
		if (kept) await this.load();
		if (kept && this.links?.some(({ id }) => id === kept.id)) return this.#give(kept);
		const made = await this.#session.createLink({ role, name, ...(parts.length > 0 ? { parts } : {}) });
		if (!name) keep(key, JSON.stringify(made));
		return this.#give(made);
	}

	#give({ id, link }: MadeLink): string {
		this.#given = id;
		return this.#whole(link);
	}

	/** What the unnamed link is kept under: the server cannot tell its key again. */
	#findKey(): string {
		return [`link:${this.#session.doc}:${this.role}`, ...this.#sortedParts].join(':');
	}

	get #sortedParts(): readonly number[] {
		return [...this.parts].sort((a, b) => a - b);
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

function readMadeLink(key: string): MadeLink | null {
	try {
		const made: unknown = JSON.parse(getKept(key) ?? 'null');
		return isMadeLink(made) ? made : null;
	} catch {
		return null; // something else has written there
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
