/** The look of the page: a kept choice, or the system's. static/theme.js sets the same before the first paint. */

import { getKept, keep } from './kept.ts';

export const THEMES = ['system', 'dark', 'light', 'contrast'] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** A system that forces its colours wants contrast, and a canvas has none of them. */
const CONTRAST_QUERY = '(prefers-contrast: more), (forced-colors: active)';
const LIGHT_QUERY = '(prefers-color-scheme: light)';

export const isThemeChoice = (text: unknown): text is ThemeChoice => THEMES.some((theme) => theme === text);

function findSystemTheme(): Exclude<ThemeChoice, 'system'> {
	if (matchMedia(CONTRAST_QUERY).matches) return 'contrast';
	return matchMedia(LIGHT_QUERY).matches ? 'light' : 'dark';
}

export class Theme {
	#choice: ThemeChoice = $state('system');
	/** What wears it; null for the page. */
	#root: HTMLElement | null = null;

	get choice(): ThemeChoice {
		return this.#choice;
	}

	set choice(choice: ThemeChoice) {
		this.#choice = choice;
		if (!this.#root) keep('theme', choice);
		this.#show();
	}

	/**
	 * Dresses the page in the kept choice, or `root` alone in its own, and follows the system until the answer is called;
	 * browser only.
	 */
	start(root: HTMLElement | null = null): () => void {
		this.#root = root;
		const kept = root ? null : getKept('theme');
		if (isThemeChoice(kept)) this.#choice = kept;
		this.#show();
		const follow = () => this.#show();
		const queries = [matchMedia(CONTRAST_QUERY), matchMedia(LIGHT_QUERY)];
		for (const query of queries) query.addEventListener('change', follow);
		return () => {
			for (const query of queries) query.removeEventListener('change', follow);
		};
	}

	#show(): void {
		(this.#root ?? document.documentElement).dataset['theme'] =
			this.#choice === 'system' ? findSystemTheme() : this.#choice;
	}
}
