import { expect, test } from '@playwright/test';
import { findState, GALLERY_IDS, type GalleryId } from '../../src/lib/ui/gallery/states.ts';
import { expectAccessible, expectAccessibleInAllLooks, LOOKS, lookAt, PHONE } from './access.ts';

/** Those with something that others have not; the rest take the looks in turn. */
const IN_ALL_LOOKS: readonly GalleryId[] = ['tracks', 'analyses', 'vibrato', 'menu'];
const looks = Object.values(LOOKS);

for (const [i, id] of GALLERY_IDS.entries())
	test(`axe finds nothing serious in the state “${id}” of the gallery, and on a phone`, async ({ page }) => {
		test.slow();
		await lookAt(page, findState(id)?.theme ? LOOKS.dark : (looks[i % looks.length] ?? LOOKS.dark));
		await page.goto(`/gallery/${id}`);
		await page.locator('[data-ready=true]').first().waitFor();
		if (IN_ALL_LOOKS.includes(id)) await expectAccessibleInAllLooks(page, id);
		else await expectAccessible(page, id);
		await page.setViewportSize(PHONE);
		await expectAccessible(page, `${id} on a phone`);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
	});

test('axe finds nothing serious on the list of the gallery, which leads to every state', async ({ page }) => {
	await page.goto('/gallery');
	await expect(page.getByRole('main').getByRole('link')).toHaveCount(GALLERY_IDS.length);
	await expectAccessibleInAllLooks(page, 'the list');
	await page.setViewportSize(PHONE);
	await expectAccessible(page, 'the list on a phone');
});
