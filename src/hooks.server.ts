/** Renders each page in the visitor's language, and says so in its `lang`. */

import type { Handle } from '@sveltejs/kit';
import { LANGUAGE_COOKIE, pickLanguage } from '#lib/ui/i18n/languages.ts';

export const handle: Handle = ({ event, resolve }) => {
	const language = pickLanguage(event.cookies.get(LANGUAGE_COOKIE), event.request.headers.get('accept-language'));
	return resolve(event, { transformPageChunk: ({ html }) => html.replace('%melograph.language%', language) });
};
