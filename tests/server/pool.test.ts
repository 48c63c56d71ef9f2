import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { createAnalysisPool, type AnalysisPool } from '#server/analysis/index.ts';

const SETUP = { chunksFile: '', modelsDir: '', model: 'works', ffmpeg: null, maxSeconds: 1, maxChannels: 1 };
const open: AnalysisPool[] = [];
afterEach(async () => {
	for (const pool of open.splice(0)) await pool.close();
});

function createPool(model = 'works', count = 1) {
	let spawned = 0;
	const deaths: unknown[] = [];
	const pool = createAnalysisPool(
		count,
		{ ...SETUP, model },
		{
			onDeath: (cause) => deaths.push(cause),
			spawn: (workerData) => {
				spawned++;
				return new Worker(new URL('./frail-worker.ts', import.meta.url), { workerData });
			}
		}
	);
	open.push(pool);
	return { pool, deaths, spawned: () => spawned };
}

const hear = (
	pool: AnalysisPool,
	path: string,
	options: { signal?: AbortSignal; isAlone?: boolean } = {}
): Promise<void> =>
	pool.analyse(
		{ key: path, path, model: 'works' },
		{ signal: new AbortController().signal, onStored: () => undefined, ...options }
	);

test('a listener that cannot even start is not started again and again, and uploads are told so', async () => {
	const { pool, deaths, spawned } = createPool('broken');
	const probe = pool.probe('a.wav');
	await expect(probe).rejects.toMatchObject({ code: 'unavailable' });
	expect([spawned(), deaths.length, pool.size]).toEqual([1, 1, 0]);
	await expect(pool.probe('a.wav')).rejects.toMatchObject({ code: 'unavailable' });
	expect(spawned()).toBe(1);
});

test('an analysis waits for a listener that is there; the pool closes with it still waiting', async () => {
	const { pool } = createPool('broken');
	const waiting = hear(pool, 'a.wav');
	await expect(pool.probe('a.wav')).rejects.toMatchObject({ code: 'unavailable' });
	await pool.close();
	await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});

test('a recording that breaks its listener takes down those beside it once; then it is alone', async () => {
	const { pool, spawned } = createPool();
	const first = await Promise.allSettled([hear(pool, 'long'), hear(pool, 'poison'), hear(pool, 'long')]);
	expect(first.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(['crashed', 'crashed', 'crashed']);
	const controller = new AbortController();
	const innocent = hear(pool, 'long', { isAlone: true, signal: controller.signal });
	const poison = hear(pool, 'poison', { isAlone: true });
	const late = hear(pool, 'a.wav');
	// someone who waits is answered even beside it
	expect((await pool.probe('b.wav')).channels).toBe(1);
	controller.abort();
	await expect(innocent).rejects.toMatchObject({ code: 'cancelled' });
	await expect(poison).rejects.toMatchObject({ code: 'crashed' });
	await late;
	expect(spawned()).toBe(3);
});

test('what was stopped before it began never begins', async () => {
	const { pool } = createPool();
	const controller = new AbortController();
	controller.abort();
	await expect(hear(pool, 'long', { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
});
