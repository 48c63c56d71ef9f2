/** The part that a page shows, in its address: `?part=` and the id of the part, before the key. */

const NAME = 'part';

/** The part that an address asks for; null for none. */
export function findAddressedPart(search: URLSearchParams): number | null {
	const text = search.get(NAME);
	return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

/** A link (path and key) with the part in it; null asks for none. */
export function addressOf(link: string, part: number | null): string {
	if (part === null) return link;
	const [path, key] = link.split('#');
	return `${path}?${NAME}=${part}#${key}`;
}
