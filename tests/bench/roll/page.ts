/** What runs in the page: one roll at a time in a bare host, ours or the other method's, and a count of what it shows. */

import {
	createRoll,
	LOUDNESS_AXIS,
	VELOCITY_AXIS,
	type HoverPoint,
	type Roll,
	type RollInput
} from '#lib/roll/index.ts';
import type { Note, RecordId, Score } from '#lib/score/index.ts';
import { HOP_SECONDS, TICKS_PER_QUARTER } from '#lib/units.ts';
import { HOUR_SECONDS, makeCurve, makeFullScore, makeScore } from './content.ts';
import { createOtherRoll } from './other-roll.ts';

const THRESHOLD = 0.6;
const TICKS_PER_SECOND = 2 * TICKS_PER_QUARTER;

export interface RollBenchPage {
	/**
	 * Makes a document of `notes` notes and an hour of f0, and a roll that shows it; `full`: ours, with eight tracks,
	 * seven of them as ghosts, and lanes of velocities and of 10,000 segments.
	 */
	open(method: 'ours' | 'full' | 'other', notes: number): void;
	/** Shows from `start` to `end` seconds, by the wheel that a hand would turn. */
	show(start: number, end: number): void;
	/** Selects the first `count` notes. */
	select(count: number): void;
	/** Notes whose time overlaps what is shown, and frames of the curve in it. */
	countInView(): { notes: number; frames: number };
	/** Middles of the first `count` notes in view, in pixels of the page. */
	findNotes(count: number): { x: number; y: number }[];
	/** Creates a roll and disposes it, so often. */
	createAndDispose(times: number): void;
	close(): void;
}

declare global {
	interface Window {
		rollBench: RollBenchPage;
	}
}

interface Shown {
	readonly score: Score;
	readonly host: HTMLElement;
	readonly roll: Pick<Roll, 'select' | 'viewport' | 'dispose'>;
	readonly place: (seconds: number, midi: number) => { x: number; y: number };
}

/** Where the roll's own area begins. */
const LEFT = 56;
/** In the ruler, where the wheel turns time alone. */
const RULER_Y = 40;
const WHEEL = { rate: 0.007, stepMax: 50 };

let shown: Shown | null = null;
let hover: HoverPoint | null = null;
function makeHost(): HTMLElement {
	const host = document.createElement('div');
	Object.assign(host.style, { position: 'absolute', inset: '0', fontFamily: 'sans-serif' });
	document.body.append(host);
	return host;
}

const createOwn = (
	host: HTMLElement,
	score: Score,
	curve: ReturnType<typeof makeCurve>,
	more: Partial<RollInput> = {}
): Roll =>
	createRoll(host, {
		score,
		tool: 'select',
		snap: TICKS_PER_QUARTER / 4,
		isReadonly: false,
		isPlaying: false,
		playhead: () => 0,
		follow: 'off',
		curve: { curve, offset: 0, edge: null, threshold: THRESHOLD },
		waveform: null,
		duration: HOUR_SECONDS,
		lanes: [{ key: 'loudness', kind: 'loudness', record: null, height: 76, axis: LOUDNESS_AXIS }],
		layers: { notes: true, f0: true, waveform: false },
		labels: { listening: 'listening', roll: 'Piano roll' },
		onEdit: (edits) => void score.transact('local', edits),
		onSelect: () => undefined,
		onHover: (at) => (hover = at),
		onSeek: () => undefined,
		onPreview: () => undefined,
		onPreviewEnd: () => undefined,
		onCommand: () => undefined,
		...more
	});

const showAll = (lane: RecordId): Partial<RollInput> => ({
	tracks: { active: 0, isAll: false, hasGhosts: true, hidden: new Set() },
	lanes: [
		{ key: 'velocity', kind: 'velocity', record: null, height: 76, axis: VELOCITY_AXIS },
		{ key: 'segments', kind: 'segments', record: lane, height: 30, axis: LOUDNESS_AXIS }
	]
});

function get(): Shown {
	if (!shown) throw new Error('Nothing is open.');
	return shown;
}

function turnWheel(host: HTMLElement, init: WheelEventInit): void {
	const { left, top } = host.getBoundingClientRect();
	const at = { clientX: left + LEFT, clientY: top + RULER_Y };
	host.dispatchEvent(new WheelEvent('wheel', { ...at, cancelable: true, ...init }));
}

function show(start: number, end: number): void {
	const { host, roll } = get();
	turnWheel(host, { deltaX: -1e9, shiftKey: true });
	for (let i = 0; i < 100; i++) {
		const { viewport } = roll;
		const delta = Math.log((viewport.end - viewport.start) / (end - start)) / WHEEL.rate;
		if (Math.abs(delta) < 0.01) break;
		turnWheel(host, { deltaY: -Math.max(-WHEEL.stepMax, Math.min(WHEEL.stepMax, delta)), ctrlKey: true });
	}
	turnWheel(host, { deltaX: (start - roll.viewport.start) * pixelsPerSecond(), shiftKey: true });
}

function pixelsPerSecond(): number {
	const { host, roll } = get();
	return (host.clientWidth - LEFT) / (roll.viewport.end - roll.viewport.start);
}

const secondsOf = (note: Note): { from: number; to: number } => ({
	from: note.start / TICKS_PER_SECOND,
	to: (note.start + note.duration) / TICKS_PER_SECOND
});

function notesInView(): Note[] {
	const { score, roll } = get();
	const { start, end, low, high } = roll.viewport;
	return score.notes.filter((note) => {
		const { from, to } = secondsOf(note);
		return from < end && to > start && note.pitch + 0.5 > low && note.pitch - 0.5 < high;
	});
}

function findNotes(count: number): { x: number; y: number }[] {
	const { host, place } = get();
	const inside = { left: 160, top: 160, right: host.clientWidth - 100, bottom: host.clientHeight - 180 };
	return notesInView()
		.map((note) => {
			const { from, to } = secondsOf(note);
			return place((from + to) / 2, note.pitch);
		})
		.filter(({ x, y }) => x > inside.left && x < inside.right && y > inside.top && y < inside.bottom)
		.slice(0, count);
}

/** Where things are on the page, by what the roll says that is under the pointer in two places. */
function placeOwn(seconds: number, midi: number): { x: number; y: number } {
	const near = hoverAt(400, 300);
	const far = hoverAt(1200, 600);
	return {
		x: near.x + ((seconds - near.seconds) / (far.seconds - near.seconds)) * (far.x - near.x),
		y: near.y + ((midi - near.midi) / (far.midi - near.midi)) * (far.y - near.y)
	};
}

function hoverAt(x: number, y: number): { x: number; y: number; seconds: number; midi: number } {
	get().host.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, pointerType: 'mouse' }));
	if (!hover) throw new Error('The roll does not say what is under the pointer.');
	return { x, y, seconds: hover.seconds, midi: hover.midi };
}

window.rollBench = {
	open(method, notes) {
		const host = makeHost();
		const curve = makeCurve(Math.round(HOUR_SECONDS / HOP_SECONDS));
		if (method === 'full') {
			const { score, lane } = makeFullScore(notes);
			shown = { score, host, roll: createOwn(host, score, curve, showAll(lane)), place: placeOwn };
			return;
		}
		const score = makeScore(notes);
		if (method === 'ours') shown = { score, host, roll: createOwn(host, score, curve), place: placeOwn };
		else {
			const roll = createOtherRoll(host, score.notes, curve, THRESHOLD);
			shown = { score, host, roll, place: (seconds, midi) => roll.place(seconds, midi) };
		}
	},
	show,
	select: (count) =>
		get().roll.select(
			get()
				.score.notes.slice(0, count)
				.map((note) => note.id)
		),
	countInView() {
		const { start, end } = get().roll.viewport;
		const frames = Math.min(HOUR_SECONDS, end) - Math.max(0, start);
		return { notes: notesInView().length, frames: Math.round(frames / HOP_SECONDS) };
	},
	findNotes,
	createAndDispose(times) {
		const score = makeScore(1000);
		const curve = makeCurve(1000);
		for (let i = 0; i < times; i++) {
			const host = makeHost();
			createOwn(host, score, curve).dispose();
			host.remove();
		}
	},
	close() {
		shown?.roll.dispose();
		shown?.host.remove();
		shown = null;
		hover = null;
	}
};
