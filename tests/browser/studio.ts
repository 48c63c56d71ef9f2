/** The page as a person uses it: for browser tests only. */

import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

/** Where things are inside the roll, in CSS pixels (docs/ARCHITECTURE.md, the roll). */
const KEYBOARD_WIDTH = 56;

export class StudioPage {
	readonly page: Page;
	readonly card: Locator;
	readonly roll: Locator;

	constructor(page: Page) {
		this.page = page;
		this.card = page.getByTestId('pitch-card');
		this.roll = page.getByTestId('roll');
	}

	async open(path = '/'): Promise<void> {
		await this.page.goto(path);
		await this.roll.waitFor();
		await expect(this.roll.locator('canvas').first()).toBeVisible();
	}

	/** Drops a file on the window, as from a folder of the desktop. */
	async drop(name: string, bytes: Uint8Array): Promise<void> {
		const base64 = Buffer.from(bytes).toString('base64');
		const data = await this.page.evaluateHandle(
			async ([fileName, text]) => {
				const content = await (await fetch(`data:application/octet-stream;base64,${text}`)).arrayBuffer();
				const transfer = new DataTransfer();
				transfer.items.add(new File([content], fileName));
				return transfer;
			},
			[name, base64] as const
		);
		for (const type of ['dragenter', 'dragover', 'drop'])
			await this.page.dispatchEvent('body', type, { dataTransfer: data });
	}

	async dropFile(file: string): Promise<void> {
		await this.drop(file.split('/').at(-1) ?? 'file', await readFile(file));
	}

	async done(): Promise<void> {
		await expect(this.card).toHaveAttribute('data-status', 'done', { timeout: 45_000 });
	}

	async noteCount(): Promise<number> {
		return Number(await this.page.getByTestId('note-count').getAttribute('data-count'));
	}

	async expectNotes(count: number): Promise<void> {
		await expect(this.page.getByTestId('note-count')).toHaveAttribute('data-count', String(count));
	}

	async saved(): Promise<void> {
		await expect(this.page.getByTestId('saved-state')).toContainText('saved');
		await expect(this.page.getByTestId('saved-state')).not.toContainText('not saved');
	}

	/** A place in the roll: parts of its width right of the keyboard, and of its height. */
	async at(x: number, y: number): Promise<{ x: number; y: number }> {
		const box = await this.roll.boundingBox();
		if (!box) throw new Error('The roll is not on the page.');
		return { x: box.x + KEYBOARD_WIDTH + x * (box.width - KEYBOARD_WIDTH), y: box.y + y * box.height };
	}

	async drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
		const start = await this.at(...from);
		const end = await this.at(...to);
		await this.page.mouse.move(start.x, start.y);
		await this.page.mouse.down();
		await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
		await this.page.mouse.move(end.x, end.y, { steps: 4 });
		await this.page.mouse.up();
	}

	async press(keys: string): Promise<void> {
		await this.roll.focus();
		await this.page.keyboard.press(keys);
	}

	/** A field of the selected note in the inspector. */
	noteField(label: string): Locator {
		return this.page.getByRole('textbox', { name: label, exact: true });
	}

	async chooseTool(name: 'Select' | 'Draw' | 'Erase' | 'Pitch'): Promise<void> {
		await this.page.getByRole('radio', { name, exact: true }).first().click();
	}
}
