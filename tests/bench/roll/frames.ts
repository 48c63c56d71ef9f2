/** What each frame cost, out of a trace of Chromium. */

import { quantile, round } from '../live/sizes.ts';

/** Of one frame that drew something: processor time of the page's main thread since the last one, in milliseconds. */
export interface Frame {
	/** Everything but rasterising: input events, animation frames, garbage, style, paint and commit. */
	readonly scriptAndPaintMs: number;
	/** What of it ran inside the page's script. */
	readonly scriptMs: number;
	/** Canvas commands turned into pixels: here by the processor, elsewhere by the graphics card. */
	readonly rasterMs: number;
	/** When it began, on the wall's clock. */
	readonly atMs: number;
}

interface TraceEvent {
	readonly ph: string;
	readonly name: string;
	readonly pid: number;
	readonly tid: number;
	readonly ts: number;
	readonly dur?: number;
	readonly tdur?: number;
	readonly args?: { readonly name?: string };
}

export const CATEGORIES = ['toplevel', 'cc', 'devtools.timeline'];
const MAIN_THREAD = 'CrRendererMain';
const TASK = 'ThreadControllerImpl::RunTask';
const FRAME = 'ProxyMain::BeginMainFrame';
/** The canvases of a page without a graphics card are rasterised as its layers are brought up to date. */
const RASTER = 'LayerTreeHost::DoUpdateLayers';
const SCRIPT = new Set(['FunctionCall', 'EventDispatch', 'FireAnimationFrame']);
const MICROSECONDS = 1000;

/** The frames of a trace in order. The first is left out: what came before it has no beginning. */
export function readFrames(trace: Buffer): Frame[] {
	const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
	const main = findMainThread(traceEvents);
	const events = traceEvents
		.filter(({ ph, pid, tid }) => ph === 'X' && pid === main?.pid && tid === main.tid)
		.sort((a, b) => a.ts - b.ts);
	const frames: Frame[] = [];
	let [taskMs, scriptMs, rasterMs, atMs] = [0, 0, 0, 0];
	let scriptEnd = 0;
	const close = (): void => {
		if (rasterMs === 0) return;
		frames.push({ scriptAndPaintMs: taskMs - rasterMs, scriptMs, rasterMs, atMs });
		[taskMs, scriptMs, rasterMs] = [0, 0, 0];
	};
	for (const { name, ts, dur = 0, tdur = 0 } of events) {
		const ms = tdur / MICROSECONDS;
		// a frame's task holds its rasterising, so the next task is the next frame's
		if (name === TASK) close();
		if (name === TASK) taskMs += ms;
		else if (name === RASTER) rasterMs += ms;
		else if (name === FRAME) atMs = ts / MICROSECONDS;
		else if (SCRIPT.has(name) && ts >= scriptEnd) {
			scriptMs += ms;
			scriptEnd = ts + dur;
		}
	}
	close();
	return frames.slice(1);
}

function findMainThread(events: readonly TraceEvent[]): TraceEvent | undefined {
	const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === MAIN_THREAD);
	const framesOf = ({ pid, tid }: TraceEvent): number =>
		events.filter((event) => event.name === RASTER && event.pid === pid && event.tid === tid).length;
	return mains.toSorted((a, b) => framesOf(b) - framesOf(a))[0];
}

/** Milliseconds of many frames. */
export function sumUp(frames: readonly Frame[]) {
	const intervals = frames.slice(1).map(({ atMs }, i) => atMs - (frames[i]?.atMs ?? atMs));
	const both = (values: readonly number[]) => ({ p50: quantile(values, 0.5), p95: quantile(values, 0.95) });
	return {
		frames: frames.length,
		scriptAndPaint: both(frames.map((frame) => frame.scriptAndPaintMs)),
		script: both(frames.map((frame) => frame.scriptMs)),
		raster: both(frames.map((frame) => frame.rasterMs)),
		worst: round(Math.max(0, ...frames.map((frame) => frame.scriptAndPaintMs))),
		interval: both(intervals)
	};
}
