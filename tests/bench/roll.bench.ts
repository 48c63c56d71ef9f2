/** What a frame of the roll costs: scrolling, zooming and dragging in a real Chromium, by real wheel and mouse events. */

import type { BenchOptions, BenchResult } from './bench.ts';
import { round } from './live/sizes.ts';
import { BenchPage } from './roll/bench-page.ts';
import { sumUp, type Frame } from './roll/frames.ts';

const HOW = {
	frame:
		"Processor time of the page's main thread for each frame that drew, from Chromium's trace: input events, animation frames, garbage, style, paint and commit, and whatever else ran there since the frame before. The figure is the 95th percentile of the worst phase. Rasterising is apart, under `raster`: in Chromium with a graphics card it is not the page's main thread that does it, without one (as here) it is. Processor time, because others share the machine; `interval` is the wall clock between frames while the wheel turns as fast as the page answers.",
	page: '1,600 x 900 at device pixel ratio 2, Canvas2D, an hour of f0 and of loudness, all layers but the waveform.',
	zoom: 'The wheel with Ctrl, from 2 s in view to the whole hour and back.',
	full: '100,000 notes in eight tracks, seven of them as ghosts, 20,000 lyrics, the lane of velocities and one of 10,000 segments.',
	drag: '1,000 notes selected of 10,000, all in view, moved by the mouse.',
	gestures:
		'JavaScript memory after collecting garbage, before and after drags, marquees, clicks and turns of the wheel, in a document of 1,000 notes, after a warm-up of 100 others. `engineGrowthMb`: the same of rolls that were created and disposed.',
	other:
		'The method of gradio-pianoroll, written after its description, in the same page and traced in the same way: scrolling 10 s in view, and dragging 1,000 selected notes of 10,000 with its value as JSON at each move. It knows no wider view than 20 s.'
};
const DOCUMENTS = [1000, 10_000, 100_000] as const;
const FULL = { scroll: 120, zoom: 96, drag: 120, gestures: 1000, warmUp: 100, engines: 100 };
const QUICK = { scroll: 15, zoom: 32, drag: 15, gestures: 20, warmUp: 4, engines: 10 };
const FULL_NOTES = 100_000;
const DRAGGED = { notes: 1000, of: 10_000 };
const WHOLE = 3600;
const CLOSE = 2;
/** In ms of the wheel: from {@link CLOSE} to {@link WHOLE} takes 7.5 / 0.007 of it. */
const ZOOM_TURN = 1120;
type Sizes = typeof FULL;

export async function benchRoll({ isQuick }: BenchOptions): Promise<BenchResult> {
	const sizes = isQuick ? QUICK : FULL;
	const bench = await BenchPage.start();
	try {
		const documents: Record<string, Awaited<ReturnType<typeof measureDocument>>> = {};
		for (const notes of DOCUMENTS) documents[notes] = await measureDocument(bench, notes, sizes);
		const full = await measureDocument(bench, FULL_NOTES, sizes, 'full');
		const drag = await measureDrag(bench, 'ours', sizes);
		const growth = await measureGrowth(bench, sizes);
		const others: Record<string, unknown> = {};
		for (const notes of DOCUMENTS) others[`frame${notes}`] = await measureOther(bench, notes, sizes);
		return {
			figures: {
				...Object.fromEntries(DOCUMENTS.map((notes) => [`frameP95Ms${notes}`, documents[notes]?.p95 ?? null])),
				drag1000P95Ms: drag.scriptAndPaint.p95,
				gestureGrowthMb: growth.gestureGrowthMb
			},
			yardstick: { how: HOW.other, ...others, drag1000: await measureDrag(bench, 'other', sizes) },
			detail: { isQuick, chromium: bench.version, how: HOW, sizes, documents, full, drag, growth }
		};
	} finally {
		await bench.close();
	}
}

/** Scrolling near and far, and the zoom out and in again. */
async function measureDocument(bench: BenchPage, notes: number, sizes: Sizes, method: 'ours' | 'full' = 'ours') {
	await bench.call('open', method, notes);
	const phases: Record<string, ReturnType<typeof sumUp> & { inView: unknown }> = {};
	const run = async (name: string, act: () => Promise<void>): Promise<void> => {
		const frames = await bench.trace(act);
		phases[name] = { inView: await bench.call('countInView'), ...sumUp(frames) };
	};
	const scroll = async (seconds: number): Promise<void> => {
		await bench.call('show', 60, 60 + seconds);
		await run(`scroll${seconds}s`, () => bench.scroll(sizes.scroll, 40, 0));
	};
	await scroll(10);
	await scroll(120);
	await scroll(1200);
	await bench.call('show', 1800, 1800 + CLOSE);
	await run('zoomOut', () => bench.zoom(sizes.zoom, ZOOM_TURN / sizes.zoom));
	await run('zoomIn', () => bench.zoom(sizes.zoom, -ZOOM_TURN / sizes.zoom));
	await bench.call('close');
	const inView = phases['zoomOut']?.inView;
	return { p95: Math.max(...Object.values(phases).map((phase) => phase.scriptAndPaint.p95)), inView, phases };
}

async function measureDrag(bench: BenchPage, method: 'ours' | 'other', sizes: Sizes) {
	await bench.call('open', method, DRAGGED.of);
	if (method === 'ours') await bench.call('show', 0, (WHOLE * DRAGGED.notes) / DRAGGED.of);
	await bench.call('select', DRAGGED.notes);
	const [at] = await bench.call('findNotes', 1);
	if (!at) throw new Error('No note is in view.');
	const inView = await bench.call('countInView');
	const frames: Frame[] = await bench.trace(() => bench.drag(at, { x: at.x + 300, y: at.y - 40 }, sizes.drag));
	await bench.call('close');
	return { inView, ...sumUp(frames) };
}

async function measureOther(bench: BenchPage, notes: number, sizes: Sizes) {
	await bench.call('open', 'other', notes);
	const frames = await bench.trace(() => bench.scroll(sizes.scroll, 40, 0));
	const inView = await bench.call('countInView');
	await bench.call('close');
	return { inView, ...sumUp(frames) };
}

/** What stays in memory of many gestures, and of many rolls. */
async function measureGrowth(bench: BenchPage, sizes: Sizes) {
	await bench.call('open', 'ours', 1000);
	await bench.call('show', 0, 60);
	const places = await bench.call('findNotes', 4);
	const gesture = async (i: number): Promise<void> => {
		const at = places[i % places.length];
		if (!at) throw new Error('No note is in view.');
		const by = i % 2 ? -30 : 30;
		const kind = Math.floor(i / 2) % 4;
		if (kind === 0) await bench.drag(at, { x: at.x + by, y: at.y + by }, 2);
		else if (kind === 1) await bench.drag({ x: 400, y: 150 }, { x: 900, y: 400 + by }, 2);
		else if (kind === 2) await bench.page.mouse.click(at.x, at.y);
		else await bench.scroll(1, by);
	};
	for (let i = 0; i < sizes.warmUp; i++) await gesture(i);
	const before = await bench.heapMb();
	for (let i = 0; i < sizes.gestures; i++) await gesture(i);
	const after = await bench.heapMb();
	await bench.call('close');
	await bench.call('createAndDispose', 3);
	const fresh = await bench.heapMb();
	await bench.call('createAndDispose', sizes.engines);
	return {
		gestures: sizes.gestures,
		gestureGrowthMb: round(after - before, 2),
		beforeMb: round(before, 2),
		afterMb: round(after, 2),
		engines: sizes.engines,
		engineGrowthMb: round((await bench.heapMb()) - fresh, 2)
	};
}
