/** The languages of the page, and which of them a visitor gets. */

export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words, as its speakers look for it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' };

/** Where the choice is kept, so that the server can render in it at once. */
export const LANGUAGE_COOKIE = 'language';
const COOKIE_SECONDS = 31_536_000;

export const isLanguage = (text: unknown): text is Language => LANGUAGES.some((language) => language === text);

/** The kept choice, else the first known language of an Accept-Language header, else English. */
export function pickLanguage(kept: string | undefined, acceptLanguage: string | null): Language {
	if (isLanguage(kept)) return kept;
	const wishes = (acceptLanguage ?? '')
		.split(',')
		.map((wish) => {
			const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
			const quality = parameters
				.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1])
				.find((value) => value !== undefined);
			return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
		})
		.filter(({ quality }) => quality > 0)
		.sort((a, b) => b.quality - a.quality);
	for (const { language } of wishes) if (isLanguage(language)) return language;
	return 'en';
}

/** Keeps the choice in a cookie that only says which language; browser only. */
export function keepLanguage(language: Language): void {
	document.cookie = `${LANGUAGE_COOKIE}=${language}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax`;
}
