/** The roll as an engine in a bare page: what it leaves behind. */

import { expect, test } from '@playwright/test';
import { BenchPage } from '../bench/roll/bench-page.ts';

test('100 rolls that were made and disposed leave nothing behind', async () => {
	const bench = await BenchPage.start();
	try {
		await bench.call('createAndDispose', 5);
		const before = await bench.countObjects();
		await bench.call('createAndDispose', 100);
		const after = await bench.countObjects();
		expect(after.nodes).toBe(before.nodes);
		expect(after.listeners).toBe(before.listeners);
		expect(after.heapMb - before.heapMb).toBeLessThan(1);
	} finally {
		await bench.close();
	}
});
