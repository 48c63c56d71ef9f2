/** A roll without a page: its state, a hand on it, and a canvas that keeps what is drawn. */

import { Curve, quantiseFrames } from '#lib/pitch/index.ts';
import { Score, type Edit } from '#lib/score/index.ts';
import { hitTest } from '../../src/lib/roll/hit-test.ts';
import type { Pen } from '../../src/lib/roll/layers/pen.ts';
import { RollState, type Dirty } from '../../src/lib/roll/state.ts';
import type { Theme } from '../../src/lib/roll/theme.ts';
import { startGesture, type PointerAt } from '../../src/lib/roll/tools/index.ts';
import type { RollInput } from '../../src/lib/roll/types.ts';

const ignore = (): void => undefined;

export type Point = readonly [x: number, y: number];

/** A button that is held down. */
export interface Press {
	move(to: Point): void;
	release(at: Point): void;
}

export interface TestRoll {
	readonly state: RollState;
	/** The edits of each gesture, as they were reported. */
	readonly gestures: (readonly Edit[])[];
	/** What had to be drawn again. */
	readonly dirty: Dirty[];
	/** A press at the first point that moves over the others and is let go at the last. */
	drag(from: Point, ...to: readonly Point[]): void;
	press(at: Point): Press;
	/** The middle of a note, in pixels of the host. */
	middleOf(start: number, duration: number, pitch: number): Point;
}

/** A roll of 1,200 x 700 pixels that shows `score`. */
export function openRoll(score: Score, input: Partial<RollInput> = {}): TestRoll {
	const gestures: (readonly Edit[])[] = [];
	const dirty: Dirty[] = [];
	const whole: RollInput = {
		score,
		tool: 'select',
		snap: 240,
		isReadonly: false,
		isPlaying: false,
		playhead: () => 0,
		follow: 'off',
		curve: null,
		waveform: null,
		duration: 0,
		layers: { notes: true, f0: true, waveform: true },
		labels: { listening: '', roll: '' },
		...input
	};
	const events = {
		onEdit: (edits: readonly Edit[]) => {
			gestures.push(edits);
			score.transact('local', edits);
		},
		onSelect: ignore,
		onHover: ignore,
		onSeek: ignore,
		onPreview: ignore,
		onPreviewEnd: ignore,
		onCommand: ignore
	};
	const state = new RollState(whole, events, makeTheme(), (what) => dirty.push(what));
	score.subscribe((change) => state.scoreChanged(change, 0));
	state.resize(1200, 700);
	const press = (from: Point): Press => {
		const gesture = startGesture(state, pointerAt(from), hitTest(state, ...from, false));
		return { move: (to) => gesture.move(pointerAt(to)), release: (at) => gesture.end(pointerAt(at)) };
	};
	return {
		state,
		gestures,
		dirty,
		press,
		drag(from, ...to) {
			const { move, release } = press(from);
			for (const point of to) move(point);
			release(to.at(-1) ?? from);
		},
		middleOf(start, duration, pitch) {
			const { layout, view, tempo } = state;
			const seconds = (tempo.toSeconds(start) + tempo.toSeconds(start + duration)) / 2;
			return [
				layout.roll.x + (seconds - view.start) * view.pixelsPerSecond,
				layout.roll.y + (view.top - pitch) * view.pixelsPerSemitone
			];
		}
	};
}

const pointerAt = ([x, y]: Point): PointerAt => ({ x, y, isTouch: false, shift: false, alt: false, mod: false });

/** Every colour is called what it is for. */
function makeTheme(): Theme {
	const names = new Proxy({}, { get: (_, name) => String(name) }) as Theme['colours'];
	return {
		colours: names,
		people: [],
		tracks: [],
		font: 'sans-serif',
		spectrum: [],
		f0Clear: '',
		isMotionReduced: true
	};
}

export interface Stroke {
	readonly from: Point;
	readonly to: Point;
}

/** What a canvas was told. */
export interface Drawn {
	/** Calls of all methods. */
	calls: number;
	readonly strokes: Stroke[];
	readonly texts: string[];
	/** Opacity and colour of each fill. */
	readonly fills: { readonly alpha: number; readonly colour: string }[];
}

/** A canvas that draws nothing and keeps what it was told. */
export function createTestPen(): { readonly pen: Pen; readonly drawn: Drawn } {
	const drawn: Drawn = { calls: 0, strokes: [], texts: [], fills: [] };
	let at: Point = [0, 0];
	const fields: Record<string, unknown> = { globalAlpha: 1 };
	const fill = (): void => {
		drawn.fills.push({ alpha: Number(fields['globalAlpha']), colour: String(fields['fillStyle']) });
	};
	const methods: Record<string, (...args: never[]) => unknown> = {
		moveTo: (x: number, y: number) => (at = [x, y]),
		lineTo: (x: number, y: number) => {
			drawn.strokes.push({ from: at, to: [x, y] });
			at = [x, y];
		},
		fill,
		fillRect: fill,
		fillText: (text: string) => drawn.texts.push(text),
		measureText: (text: string) => ({ width: 7 * text.length })
	};
	const g = new Proxy(fields, {
		get: (_, name) => {
			if (name in fields) return fields[String(name)];
			return (...args: never[]) => {
				drawn.calls++;
				return methods[String(name)]?.(...args);
			};
		},
		set: (_, name, value) => {
			fields[String(name)] = value;
			return true;
		}
	});
	return { pen: { g: g as unknown as CanvasRenderingContext2D, ratio: 1 }, drawn };
}

/** A curve of 220 Hz but where `isVoiced` says no. */
export function makeCurve(frames: number, isVoiced: (frame: number) => boolean = () => true): Curve {
	const curve = new Curve();
	curve.append(
		quantiseFrames(0, {
			hz: new Float32Array(frames).fill(220),
			confidence: Float32Array.from({ length: frames }, (_, i) => (isVoiced(i) ? 1 : 0)),
			loudness: new Float32Array(frames).fill(-20)
		})
	);
	return curve;
}
