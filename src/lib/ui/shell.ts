/** The shell of the roll for whoever shows it elsewhere than on the page: light enough to load at once. */

import './tokens.css';
import './base.css';
import type { Catalogue } from './i18n/messages.svelte.ts';
import type { Language } from './i18n/languages.ts';

export type { Controls } from './controls/index.ts';
export { Messages, provideMessages } from './i18n/messages.svelte.ts';
export { pickLanguage, type Language } from './i18n/languages.ts';
export { LocalDocument } from './local-document.svelte.ts';
export { default as Roll } from './Roll.svelte';
export { provideStudio, Studio } from './studio.svelte.ts';
export { isThemeChoice, type ThemeChoice } from './theme.svelte.ts';

/** The words of one language. */
export const loadCatalogue: Readonly<Record<Language, () => Promise<Partial<Catalogue>>>> = {
	en: async () => (await import('./i18n/en.json')).default,
	ko: async () => (await import('./i18n/ko.json')).default
};
