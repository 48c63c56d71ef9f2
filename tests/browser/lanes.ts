/** Lanes of the page as a person uses them: for browser tests only. */

import { expect, type Locator } from '@playwright/test';
import type { StudioPage } from './studio.ts';

export class LanesOnPage {
	readonly #studio: StudioPage;

	constructor(studio: StudioPage) {
		this.#studio = studio;
	}

	head(name: string): Locator {
		return this.#studio.page
			.locator('[data-lane]')
			.and(this.#studio.page.getByRole('button', { name: `Lane: ${name}` }));
	}

	splitter(name: string): Locator {
		return this.#studio.page.getByRole('separator', { name: `Height of the lane: ${name}` });
	}

	async show(name: string): Promise<void> {
		await this.#studio.page.getByRole('switch', { name: `Show: ${name}`, exact: true }).click();
		await expect(this.head(name)).toBeVisible();
	}

	async add(name: string, shape: 'Segments' | 'Curve'): Promise<void> {
		const { page } = this.#studio;
		await page.getByRole('button', { name: 'Add a lane' }).click();
		await page.getByRole('radio', { name: shape }).check();
		await page.getByLabel('Name', { exact: true }).fill(name);
		await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
		await expect(page.getByRole('dialog')).toBeHidden();
		await expect(this.head(name)).toBeVisible();
		await expect(this.#studio.roll).toBeFocused();
	}

	/** The names of the lanes that are shown, from the top. */
	async names(): Promise<string[]> {
		const heads = await this.#studio.page.locator('[data-lane]').all();
		const found = await Promise.all(
			heads.map(async (head) => ({
				name: ((await head.getAttribute('aria-label')) ?? '').replace('Lane: ', ''),
				y: (await head.boundingBox())?.y ?? 0
			}))
		);
		return found.toSorted((a, b) => a.y - b.y).map(({ name }) => name);
	}

	/** A place in a lane: parts of its width right of its head, and of its height. */
	async at(name: string, x: number, y: number): Promise<{ x: number; y: number }> {
		const [head, roll] = [await this.head(name).boundingBox(), await this.#studio.roll.boundingBox()];
		if (!head || !roll) throw new Error(`The lane ${name} is not on the page.`);
		return { x: head.x + head.width + x * (roll.width - head.width), y: head.y + y * head.height };
	}

	async drag(name: string, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
		const { mouse } = this.#studio.page;
		const [start, end] = [await this.at(name, ...from), await this.at(name, ...to)];
		await mouse.move(start.x, start.y);
		await mouse.down();
		await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
		await mouse.move(end.x, end.y, { steps: 4 });
		await mouse.up();
	}
}
