/** The whole score in a strip, and which part of it is shown. */

import { TRACK_COLOURS } from '#lib/score/index.ts';
import { fillPeakColumns, pickLevel } from '../decimate.ts';
import type { RollState } from '../state.ts';
import type { WaveformPeaks } from '../types.ts';
import { shownSeconds } from '../viewport.ts';
import type { Rect } from '../layout.ts';
import { Crowd } from './crowd.ts';
import type { Pen } from './pen.ts';

const PADDING = 7;
const NOTE_HEIGHT = 2;
const NOTE_WIDTH_MIN = 1.5;
const NOTE_OPACITY = 0.9;
const GHOST_OPACITY = 0.45;
const FRAME = { inset: 2, radius: 4, width: 1.5 };
const LOOP_OPACITY = 0.2;
const FRAME_WIDTH_MIN = 8;
/** Few pitches are not spread over the whole strip. */
const SEMITONES_MIN = 12;

/** Seconds that the strip stands for. */
export const minimapSeconds = (state: RollState): number =>
	Math.max(state.contentEnd, state.view.start + shownSeconds(state.view));

/** Keeps a picture of the notes, which is drawn again only when they, the size or the theme change. */
export function createMinimapLayer(): (pen: Pen, state: RollState, rect: Rect) => void {
	const sound = document.createElement('canvas');
	const notes = document.createElement('canvas');
	const crowd = new Crowd();
	let drawn = '';
	let drawnLevels: readonly WaveformPeaks[] = [];
	return (pen, state, rect) => {
		const { g, ratio } = pen;
		const { theme, view } = state;
		const seconds = minimapSeconds(state);
		// behind the end the picture is squeezed, for drawing it takes longer than a frame
		const pictured = state.contentEnd;
		const key = [
			state.notesVersion,
			pictured,
			rect.width,
			ratio,
			theme.tracks.join(),
			state.showsNotes,
			state.input.layers.waveform
		].join();
		if (key !== drawn || state.peakLevels !== drawnLevels) {
			drawn = key;
			drawnLevels = state.peakLevels;
			const [under, over] = [sound, notes].map((canvas) => clearStrip(canvas, rect, ratio));
			if (under && state.input.layers.waveform) drawSound(under, state, rect, pictured);
			if (over && state.showsNotes) drawAllNotes(over, state, rect, crowd);
		}
		g.fillStyle = theme.colours.surface;
		g.fillRect(-rect.x, 0, rect.x + rect.width, rect.height);
		g.drawImage(sound, 0, 0, (rect.width * pictured) / seconds, rect.height);
		g.globalAlpha = NOTE_OPACITY;
		g.drawImage(notes, 0, 0, (rect.width * pictured) / seconds, rect.height);
		g.globalAlpha = 1;
		const { loop } = state.input;
		if (loop) {
			const scale = rect.width / seconds;
			g.fillStyle = theme.colours.accent;
			g.globalAlpha = LOOP_OPACITY;
			g.fillRect(loop.start * scale, 0, Math.max(2, (loop.end - loop.start) * scale), rect.height);
			g.globalAlpha = 1;
		}
		const left = (view.start / seconds) * rect.width;
		const width = Math.max(FRAME_WIDTH_MIN, (shownSeconds(view) / seconds) * rect.width);
		g.beginPath();
		g.roundRect(
			left + FRAME.inset / 2,
			FRAME.inset,
			Math.max(4, Math.min(width, rect.width - left) - FRAME.inset),
			rect.height - 2 * FRAME.inset,
			FRAME.radius
		);
		g.strokeStyle = theme.colours.accent;
		g.lineWidth = FRAME.width;
		g.stroke();
	};
}

function clearStrip(canvas: HTMLCanvasElement, rect: Rect, ratio: number): Pen | null {
	canvas.width = Math.max(1, Math.round(rect.width * ratio));
	canvas.height = Math.max(1, Math.round(rect.height * ratio));
	const g = canvas.getContext('2d');
	g?.scale(ratio, ratio);
	return g && { g, ratio };
}

function drawSound({ g }: Pen, { input, peakLevels, theme }: RollState, rect: Rect, seconds: number): void {
	const columns = Math.ceil(rect.width);
	const secondsPerColumn = seconds / rect.width;
	const level = pickLevel(peakLevels, secondsPerColumn);
	if (!input.waveform || !level) return;
	const low = new Float32Array(columns);
	const high = new Float32Array(columns);
	fillPeakColumns(level, -input.waveform.offset, secondsPerColumn, low, high);
	const reach = rect.height / 2 - PADDING;
	g.beginPath();
	for (let x = 0; x < columns; x++) {
		const top = (high[x] ?? 0) * reach;
		const bottom = (low[x] ?? 0) * reach;
		if (top > bottom) g.rect(x, rect.height / 2 - top, 1, top - bottom);
	}
	g.fillStyle = theme.colours.wave;
	g.globalAlpha = 0.55;
	g.fill();
}

/** Those that are edited over those that show through. */
function drawAllNotes({ g, ratio }: Pen, state: RollState, rect: Rect, crowd: Crowd): void {
	const { tracks, tempo, theme } = state;
	const columns = g.canvas.width;
	const scale = columns / state.contentEnd;
	const narrowest = NOTE_WIDTH_MIN * ratio;
	let low = 127;
	let high = 0;
	for (const { pitches } of [tracks.ghosts, tracks.edited])
		for (const pitch of pitches) {
			low = Math.min(low, pitch);
			high = Math.max(high, pitch);
		}
	const spread = Math.max(SEMITONES_MIN, high - low);
	const middle = (low + high) / 2;
	const height = rect.height - 2 * PADDING;
	const topOf = (pitch: number): number => PADDING + height * (0.5 - (pitch - middle) / spread) - NOTE_HEIGHT / 2;
	for (const index of [tracks.ghosts, tracks.edited]) {
		const opacity = index === tracks.edited ? 1 : GHOST_OPACITY;
		crowd.begin(
			columns,
			Array.from({ length: TRACK_COLOURS }, (_, i) => ({ colour: theme.tracks[i] ?? theme.colours.note, opacity }))
		);
		const { from, to } = index.timesBy(tempo);
		const colours = index.coloursBy(tracks);
		for (const [i, pitch] of index.pitches.entries()) {
			const left = (from[i] ?? 0) * scale;
			crowd.add(pitch, colours[i] ?? 0, left, left + Math.max(narrowest, (to[i] ?? 0) * scale - left));
		}
		crowd.draw(g, { ratio, height: NOTE_HEIGHT, topOf });
	}
}
