/** Every word on every page comes from the catalogue, in English and in Korean. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { makeLongMp3, ROOT, SAMPLE } from '../bench/recordings.ts';
import { StudioPage } from './studio.ts';

const LANGUAGES = ['en', 'ko'] as const;
type Language = (typeof LANGUAGES)[number];

/** A pattern for each message: its values may be anything. */
function readCatalogue(language: Language): RegExp[] {
	const messages = JSON.parse(readFileSync(path.join(ROOT, `src/lib/ui/i18n/${language}.json`), 'utf8')) as Record<
		string,
		string
	>;
	const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
	return Object.values(messages).map(
		(message) =>
			new RegExp(
				`^${message
					.split(/\{\{[^}]*\}\}/)
					.map(escape)
					.join('.*')}$`,
				's'
			)
	);
}

/** All words that a person can see or hear on the page, but for names and figures that are nobody's language. */
const collectWords = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const words = new Set<string>([document.title]);
		const isOurs = (element: Element | null): boolean =>
			element !== null && !element.closest('[data-notranslate], script, style, noscript');
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			if (node instanceof Text && isOurs(node.parentElement)) words.add(node.data);
			else if (node instanceof Element && isOurs(node.parentElement ?? node)) {
				const named = ['aria-label', 'title', 'alt', 'aria-description', 'aria-roledescription', 'aria-valuetext'];
				// a field that holds somebody's own words may show a name where there are none
				for (const name of isOurs(node) ? [...named, 'placeholder'] : named) words.add(node.getAttribute(name) ?? '');
			}
		}
		return [...words].map((word) => word.replace(/\s+/g, ' ').trim()).filter((word) => /\p{L}/u.test(word));
	});

const BRAND = /^Melograph$/;

async function expectTranslated(page: Page, language: Language, where: string): Promise<void> {
	const catalogue = [...readCatalogue(language), BRAND];
	const strange = (await collectWords(page)).filter((word) => !catalogue.some((message) => message.test(word)));
	expect(strange, `${where}, ${language}`).toEqual([]);
	await expect(page.locator('html')).toHaveAttribute('lang', language);
}

async function openIn(
	browser: Browser,
	language: Language,
	viewport = { width: 1280, height: 800 }
): Promise<StudioPage> {
	const context = await browser.newContext({ locale: language === 'ko' ? 'ko-KR' : 'en-US', viewport });
	const studio = new StudioPage(await context.newPage());
	await studio.open();
	return studio;
}

for (const language of LANGUAGES) {
	test(`every word of the page is in the catalogue: ${language}`, async ({ browser }) => {
		const studio = await openIn(browser, language);
		const { page } = studio;
		await expectTranslated(page, language, 'empty');
		await studio.drop('diary.txt', new TextEncoder().encode('dear diary '.repeat(30)));
		await page.getByTestId('fault').waitFor();
		await expectTranslated(page, language, 'an error');
		await studio.drop('long.mp3', await makeLongMp3(language === 'ko' ? 620 : 600));
		await expect(studio.card).toHaveAttribute('data-status', 'listening');
		await expectTranslated(page, language, 'listening');
		await studio.card.getByRole('button').first().click();
		await expect(studio.card).toHaveAttribute('data-status', 'cancelled');
		await expectTranslated(page, language, 'cancelled');
		await studio.roll.focus();
		await page.keyboard.press('Control+a');
		await expectTranslated(page, language, 'many selected');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Tab');
		await expectTranslated(page, language, 'one selected');
		await page.keyboard.press('?');
		await page.getByRole('dialog').waitFor();
		await expectTranslated(page, language, 'the keys');
		await page.keyboard.press('Escape');
		for (const menu of await page
			.locator('header [aria-haspopup], header [data-menu-trigger], header [data-popover-trigger]')
			.all()) {
			await menu.click();
			await expectTranslated(page, language, 'a menu of the header');
			await page.keyboard.press('Escape');
		}
		await page.context().close();
	});

	test(`every word on a phone is in the catalogue: ${language}`, async ({ browser }) => {
		const studio = await openIn(browser, language, { width: 390, height: 844 });
		await expectTranslated(studio.page, language, 'empty on a phone');
		await studio.page.getByTestId('file').first().setInputFiles(SAMPLE);
		await expect.poll(() => studio.card.count()).toBeGreaterThanOrEqual(0);
		await expectTranslated(studio.page, language, 'heard on a phone');
		await studio.page.context().close();
	});

	test(`every word of the pages that say no is in the catalogue: ${language}`, async ({ browser }) => {
		const studio = await openIn(browser, language);
		for (const address of [
			'/d/AAAAAAAAAAAAAAAAAAAAAA',
			'/d/AAAAAAAAAAAAAAAAAAAAAA#k=AAAAAAAAAAAAAAAAAAAAAA',
			'/nowhere'
		]) {
			await studio.page.goto('about:blank');
			await studio.page.goto(address);
			await studio.page.locator('h1').waitFor();
			await expectTranslated(studio.page, language, address);
		}
		await studio.page.context().close();
	});
}
