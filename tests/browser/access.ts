/** What a checker of accessibility finds on a page: for browser tests only. */

import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** How a visitor's system asks pages to look. */
export const LOOKS = {
	dark: { colorScheme: 'dark', contrast: 'no-preference' },
	light: { colorScheme: 'light', contrast: 'no-preference' },
	contrast: { colorScheme: 'dark', contrast: 'more' }
} as const;

export const PHONE = { width: 390, height: 760 };

/** Claims that axe finds nothing serious or critical; says what and where otherwise. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	const grave = violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`)
		);
	expect(grave, what).toEqual([]);
}

/** Shows the page as a system with this look would, without motion. */
export const lookAt = (page: Page, look: (typeof LOOKS)[keyof typeof LOOKS]): Promise<void> =>
	page.emulateMedia({ ...look, reducedMotion: 'reduce' });

/** The same in every look of the page. */
export async function expectAccessibleInAllLooks(page: Page, what: string): Promise<void> {
	for (const [name, look] of Object.entries(LOOKS)) {
		await lookAt(page, look);
		await expectAccessible(page, `${what}, ${name}`);
	}
}
