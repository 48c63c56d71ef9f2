/** The language that this visitor reads, for every page. */

import { LANGUAGE_COOKIE, pickLanguage } from '#lib/ui/i18n/languages.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ cookies, request }) => ({
	language: pickLanguage(cookies.get(LANGUAGE_COOKIE), request.headers.get('accept-language'))
});
