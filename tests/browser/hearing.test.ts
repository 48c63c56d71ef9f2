import { expect, test, type Page } from '@playwright/test';
import { SAMPLE } from '../bench/recordings.ts';
import { StudioPage } from './studio.ts';

declare global {
	interface Window {
		/** Loudest sample lately at the speakers of the page. */
		listen(): number;
	}
}

/** Puts an analyser node beside everything that reaches the speakers, before the page makes its context. */
async function wireAnalyser(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const analysers: AnalyserNode[] = [];
		const connect = AudioNode.prototype.connect as (this: AudioNode, ...to: unknown[]) => unknown;
		AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
			if (to[0] instanceof AudioDestinationNode && this.context instanceof AudioContext) {
				const analyser = this.context.createAnalyser();
				analyser.fftSize = 8192;
				analysers.push(analyser);
				connect.call(this, analyser);
			}
			return connect.apply(this, to);
		} as AudioNode['connect'];
		window.listen = () => {
			let loudest = 0;
			for (const analyser of analysers) {
				const samples = new Float32Array(analyser.fftSize);
				analyser.getFloatTimeDomainData(samples);
				for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
			}
			return loudest;
		};
	});
}

const loudness = (page: Page): Promise<number> => page.evaluate(() => window.listen());

test('notes sound by themselves, and stop when they are stopped', async ({ page }) => {
	await wireAnalyser(page);
	const studio = new StudioPage(page);
	await studio.open();
	await studio.chooseTool('Draw');
	await studio.drag([0.02, 0.5], [0.9, 0.5]);
	await studio.expectNotes(1);
	await page.getByRole('button', { name: 'Play', exact: true }).first().click();
	await expect.poll(() => loudness(page)).toBeGreaterThan(0.01);
	await page.getByRole('button', { name: 'Pause', exact: true }).first().click();
	await expect.poll(() => loudness(page)).toBeLessThan(0.001);
});

test('the recording sounds, from where it is sought, and its end brings the playhead back', async ({ page }) => {
	await wireAnalyser(page);
	const studio = new StudioPage(page);
	await studio.open();
	await studio.dropFile(SAMPLE);
	await studio.done();
	await studio.press('Control+a');
	await page.keyboard.press('Delete');
	await studio.expectNotes(0);
	await studio.press('Space');
	await expect.poll(() => loudness(page)).toBeGreaterThan(0.01);
	const position = page.getByTestId('position');
	const early = await position.textContent();
	await expect.poll(() => position.textContent()).not.toBe(early);
	await studio.press('End');
	await expect(page.getByRole('button', { name: 'Play', exact: true }).first()).toBeVisible({ timeout: 20_000 });
	await expect.poll(() => loudness(page)).toBeLessThan(0.001);
});
