/** Two canvases over each other: the still picture, and what moves over it. Draws only when something changed. */

import type { Scope } from '../scope.ts';
import { createLanesLayer } from './lanes/draw-lanes.ts';
import { createWaveformLayer } from './layers/waveform.ts';
import { createMinimapLayer } from './layers/minimap.ts';
import { drawCurve } from './layers/curve.ts';
import { drawDeviations } from './layers/deviations.ts';
import { drawDisagreement } from './layers/disagreement.ts';
import { drawDrawnMarks } from './layers/drawn-marks.ts';
import { drawEdge } from './layers/edge.ts';
import { drawFlags } from './layers/flags.ts';
import { drawGrid } from './layers/grid.ts';
import { drawGround } from './layers/ground.ts';
import { drawKeyboard } from './layers/keyboard.ts';
import { drawLyrics } from './layers/lyrics.ts';
import { createGhostsLayer } from './layers/ghosts.ts';
import { createNotesLayer } from './layers/notes.ts';
import { drawOtherCurves } from './layers/other-curves.ts';
import { drawOverlay } from './layers/overlay.ts';
import { drawIn, type Pen } from './layers/pen.ts';
import { drawRuler } from './layers/ruler.ts';
import { drawVibrato } from './layers/vibrato.ts';
import { createSpectrogramLayer } from './layers/spectrogram.ts';
import { NotesInView } from './notes-in-view.ts';
import type { Dirty, RollState } from './state.ts';

export interface Renderer {
	/** Draws at the next frame. */
	invalidate(dirty: Dirty): void;
	resize(): void;
}

export interface RendererOptions {
	readonly scope: Scope;
	readonly host: HTMLElement;
	readonly getState: () => RollState;
	/** Runs before a frame while playing or dragging: scrolls if it must. Answers whether frames should go on. */
	readonly tick: (now: number) => boolean;
}

export function createRenderer({ scope, host, getState, tick }: RendererOptions): Renderer {
	const still = addCanvas(scope, host);
	const moving = addCanvas(scope, host);
	const drawStill = createStillPicture();
	let isStillDirty = true;
	let frame = 0;
	let waking: ReturnType<typeof setTimeout> | undefined;

	const draw = (now: number): void => {
		frame = 0;
		const state = getState();
		const goesOn = tick(now);
		if (isStillDirty) {
			isStillDirty = false;
			isStillDirty = drawStill(begin(still, state), state, now);
		}
		drawOverlay(begin(moving, state), state, now);
		const waitMs = state.people.waitMs(now, state.theme.isMotionReduced);
		if (goesOn || isStillDirty || waitMs === 0) request();
		clearTimeout(waking);
		if (waitMs) waking = setTimeout(request, waitMs);
	};
	const request = (): void => {
		frame ||= requestAnimationFrame(draw);
	};
	scope.defer(() => (cancelAnimationFrame(frame), clearTimeout(waking)));
	return {
		invalidate(dirty) {
			if (scope.isDisposed) return;
			if (dirty === 'all') isStillDirty = true;
			request();
		},
		resize() {
			const { clientWidth, clientHeight } = host;
			// not on the page yet, or hidden: the first real size decides the first view
			if (clientWidth === 0 || clientHeight === 0) return;
			for (const { g } of [still, moving]) {
				g.canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
				g.canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
			}
			getState().resize(clientWidth, clientHeight);
			// a resized canvas is empty until it is drawn: not a frame later
			isStillDirty = true;
			cancelAnimationFrame(frame);
			draw(performance.now());
		}
	};
}

function addCanvas(scope: Scope, host: HTMLElement): { g: CanvasRenderingContext2D } {
	const canvas = document.createElement('canvas');
	Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', display: 'block' });
	canvas.setAttribute('aria-hidden', 'true');
	const g = canvas.getContext('2d');
	if (!g) throw new Error('This browser has no canvas to draw on.');
	host.append(canvas);
	scope.defer(() => canvas.remove());
	return { g };
}

/** Clears a canvas and sets it to CSS pixels. */
function begin({ g }: { g: CanvasRenderingContext2D }, { layout }: RollState): Pen {
	const ratio = g.canvas.width / Math.max(1, layout.width);
	g.setTransform(ratio, 0, 0, ratio, 0, 0);
	g.clearRect(0, 0, layout.width, layout.height);
	return { g, ratio };
}

/** Draws all still layers in their order; answers whether something in them still moves by itself. */
function createStillPicture(): (pen: Pen, state: RollState, now: number) => boolean {
	const drawSpectrogram = createSpectrogramLayer();
	const drawWaveform = createWaveformLayer();
	const drawMinimap = createMinimapLayer();
	const drawGhosts = createGhostsLayer();
	const drawNotes = createNotesLayer();
	const drawLanes = createLanesLayer();
	const shown = new NotesInView();
	const ghosts = new NotesInView();
	return (pen, state, now) => {
		const { layout, theme } = state;
		let isMoving = false;
		let isPainting = false;
		shown.find(state, state.notes);
		ghosts.find(state, state.tracks.ghosts);
		pen.g.fillStyle = theme.colours.surface;
		pen.g.fillRect(0, 0, layout.width, layout.height);
		drawIn(pen, layout.roll, () => {
			drawGround(pen, state);
			isPainting = drawSpectrogram(pen, state);
			drawGrid(pen, state, layout.roll.height);
			drawWaveform(pen, state);
			drawGhosts(pen, state, ghosts);
			isMoving = drawNotes(pen, state, shown, now);
			drawDeviations(pen, state, shown);
			drawOtherCurves(pen, state);
			drawCurve(pen, state);
			drawDrawnMarks(pen, state);
			drawVibrato(pen, state, shown);
			drawEdge(pen, state);
			drawLyrics(pen, state, shown);
			drawDisagreement(pen, state);
		});
		const { minimap } = layout;
		drawLanes(pen, state, shown);
		drawIn(pen, layout.keyboard, () => drawKeyboard(pen, state));
		drawIn(pen, layout.ruler, () => drawRuler(pen, state));
		drawIn(pen, layout.flags, () => drawFlags(pen, state));
		if (minimap) drawIn(pen, minimap, () => drawMinimap(pen, state, minimap));
		return isMoving || isPainting;
	};
}
