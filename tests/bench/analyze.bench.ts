/** What it costs to hear a recording: per second of sound, for the first frame, for three minutes, for an hour. */

import { existsSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { chromium } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import { resample } from '#lib/dsp/index.ts';
import { trackFrames, type Tracker } from '#lib/pitch/index.ts';
import { add } from '#lib/score/index.ts';
import { TRACKER_RATE } from '#lib/units.ts';
import { analyseFile, openModels } from '#server/analysis/index.ts';
import { openRecording, type MediaOptions } from '#server/media/index.ts';
import { findBrowser } from '../../scripts/browser.mjs';
import { makeDocument, TestClient } from '../server/test-server.ts';
import type { BenchOptions, BenchResult } from './bench.ts';
import { makeLongMp3, ROOT, SHARED, writeLongMp3 } from './recordings.ts';
import { startServerProcess } from './server-process.ts';

const MEDIA: MediaOptions = { ffmpeg: null, maxSeconds: 10_000, maxChannels: 8 };
const SWIFT_F0 = path.join(SHARED, 'models/swift-f0.onnx');
/** SwiftF0 is given long stretches, which suits it best. */
const SWIFT_SECONDS = 20;
const COST_SECONDS = 60;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

async function cpuMs(run: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage();
	await run();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

export async function benchAnalyze({ isQuick }: BenchOptions): Promise<BenchResult> {
	const folder = mkdtempSync(path.join(tmpdir(), 'melograph-bench-'));
	try {
		const cost = await measureCost(folder, isQuick ? 2 : 7);
		const page = await measurePage(folder, isQuick ? 20 : 180, isQuick ? 1 : 5);
		const hour = await measureMemory(isQuick ? 120 : 3600);
		return {
			figures: { ...cost.figures, ...page.figures, ...hour.figures },
			yardstick: cost.yardstick,
			detail: { isQuick, node: process.version, ...cost.detail, ...page.detail, ...hour.detail }
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Tracker alone, SwiftF0 beside it in turn, and the whole path from an MP3 to notes. */
async function measureCost(folder: string, rounds: number): Promise<BenchResult> {
	const tracker = await (await openModels(path.join(ROOT, 'static/models'))).openTracker('melograph-f0');
	const file = await writeLongMp3(path.join(folder, 'minute.mp3'), COST_SECONDS);
	const audio = await decode(file);
	const seconds = audio.length / TRACKER_RATE;
	const swift = existsSync(SWIFT_F0) ? await openSwiftF0() : null;
	const own: number[] = [];
	const theirs: number[] = [];
	const paths: number[] = [];
	await track(tracker, audio);
	await swift?.(audio);
	for (let i = 0; i < rounds; i++) {
		own.push((await cpuMs(() => track(tracker, audio))) / seconds);
		if (swift) theirs.push((await cpuMs(() => swift(audio))) / seconds);
		paths.push((await cpuMs(() => hear(tracker, file))) / seconds);
	}
	const ratios = own.map((ms, i) => ms / (theirs[i] ?? NaN));
	return {
		figures: {
			trackerCpuMsPerSecond: round(median(own)),
			pathCpuMsPerSecond: round(median(paths)),
			cpuRatioToSwiftF0: swift ? round(median(ratios), 3) : null
		},
		yardstick: swift
			? { swiftF0CpuMsPerSecond: round(median(theirs)) }
			: { swiftF0: 'not measured: ../shared/models is absent' },
		detail: {
			soundSeconds: round(seconds),
			trackerRounds: own.map((ms) => round(ms)),
			ratios: ratios.map((ratio) => round(ratio, 3))
		}
	};
}

async function decode(file: string): Promise<Float32Array> {
	const recording = await openRecording(file, MEDIA);
	const blocks: number[] = [];
	for await (const block of resample(recording.blocks, recording.sampleRate, TRACKER_RATE))
		for (const sample of block) blocks.push(sample);
	await recording.close();
	return Float32Array.from(blocks);
}

async function track(tracker: Tracker, audio: Float32Array): Promise<void> {
	async function* blocks(): AsyncGenerator<Float32Array> {
		for (let at = 0; at < audio.length; at += 8192) yield audio.subarray(at, at + 8192);
	}
	for await (const _ of trackFrames(blocks(), { tracker }));
}

async function hear(tracker: Tracker, file: string): Promise<void> {
	for await (const _ of analyseFile(file, { tracker, media: MEDIA }));
}

async function openSwiftF0(): Promise<(audio: Float32Array) => Promise<void>> {
	const session = await ort.InferenceSession.create(SWIFT_F0, { intraOpNumThreads: 1, interOpNumThreads: 1 });
	return async (audio) => {
		for (let at = 0; at < audio.length; at += SWIFT_SECONDS * TRACKER_RATE) {
			const part = audio.slice(at, at + SWIFT_SECONDS * TRACKER_RATE);
			if (part.length < TRACKER_RATE) continue; // it refuses very short ones
			await session.run({ input_audio: new ort.Tensor('float32', part, [1, part.length]) });
		}
	};
}

/** A real page, a real drop, a real upload: from the drop to the first frames, and to the end of the analysis. */
async function measurePage(
	folder: string,
	seconds: number,
	rounds: number
): Promise<Pick<BenchResult, 'figures' | 'detail'>> {
	const file = await writeLongMp3(path.join(folder, 'three-minutes.mp3'), seconds);
	const executablePath = findBrowser();
	const browser = await chromium.launch({
		...(executablePath ? { executablePath } : {}),
		args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking']
	});
	const first: number[] = [];
	const whole: number[] = [];
	try {
		for (let i = 0; i < rounds; i++) {
			// a server of its own each time, so that nothing has been heard before
			const server = await startServerProcess();
			const page = await (await browser.newContext()).newPage();
			await page.goto(server.url);
			await page.getByTestId('empty').waitFor();
			await page.waitForLoadState('networkidle');
			await page.evaluate(() => {
				const marks = { dropped: 0, first: 0, done: 0 };
				Object.assign(window, { marks });
				document
					.querySelector('[data-testid=file]')
					?.addEventListener('change', () => (marks.dropped = performance.now()), { capture: true });
				new MutationObserver(() => {
					const card = document.querySelector('[data-testid=pitch-card]');
					if (!marks.first && Number(card?.getAttribute('data-frames')) > 0) marks.first = performance.now();
					if (!marks.done && card?.getAttribute('data-status') === 'done') marks.done = performance.now();
				}).observe(document.body, { subtree: true, attributes: true, childList: true });
			});
			await page.getByTestId('file').first().setInputFiles(file);
			const marks = await page.waitForFunction(
				() => {
					const { marks } = window as unknown as { marks: { dropped: number; first: number; done: number } };
					return marks.done > 0 && marks;
				},
				null,
				{ timeout: 120_000 }
			);
			const {
				dropped,
				first: seen,
				done
			} = (await marks.jsonValue()) as { dropped: number; first: number; done: number };
			first.push(seen - dropped);
			whole.push((done - dropped) / 1000);
			await page.context().close();
			await server.stop();
		}
	} finally {
		await browser.close();
	}
	return {
		figures: { firstFrameMs: Math.round(median(first)), threeMinuteSeconds: round(median(whole)) },
		detail: { firstFrameRounds: first.map(Math.round), threeMinuteRounds: whole.map((s) => round(s)) }
	};
}

/** Resident memory of the server while it hears one long recording, above what it needs when idle. */
async function measureMemory(seconds: number): Promise<Pick<BenchResult, 'figures' | 'detail'>> {
	const server = await startServerProcess();
	try {
		const idle = server.residentMb();
		if (idle === null)
			return { figures: { hourGrowthRssMb: null }, detail: { memory: 'not measured: this system has no /proc' } };
		const mp3 = await makeLongMp3(seconds);
		const sha256 = createHash('sha256').update(mp3).digest('hex');
		const address = await makeDocument(server.url);
		let peak = idle;
		const timer = setInterval(() => (peak = Math.max(peak, server.residentMb() ?? 0)), 50);
		const began = performance.now();
		const headers = { authorization: `Bearer ${address.token}` };
		const put = await fetch(`${server.url}/api/documents/${address.doc}/audio/${sha256}`, {
			method: 'PUT',
			headers,
			body: new Uint8Array(mp3)
		});
		if (!put.ok) throw new Error(await put.text());
		const client = new TestClient(server.url, address);
		await client.until(() => client.has('welcome'), 'welcome');
		const clip = client.score.nextId();
		const analysis = client.score.nextId();
		client.edit([add('clip', clip, { audio: sha256 }), add('analysis', analysis, { clip })]);
		const ping = setInterval(() => {
			for (const sid of [1, 2]) client.send({ kind: 'more', sid, bytes: 1_000_000 });
		}, 5000);
		client.follow(analysis);
		const frames = Math.floor(seconds * 100) - 20;
		await client.until(() => client.curve.length >= frames, 'the whole curve', 600_000);
		clearInterval(timer);
		clearInterval(ping);
		client.close();
		return {
			figures: { hourGrowthRssMb: Math.round(peak - idle) },
			detail: {
				idleRssMb: Math.round(idle),
				peakRssMb: Math.round(peak),
				memorySoundSeconds: seconds,
				memorySeconds: round((performance.now() - began) / 1000, 1)
			}
		};
	} finally {
		await server.stop();
	}
}
