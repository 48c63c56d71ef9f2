/** The whole score in a strip, and which part of it is shown. */

import type { RollState } from '../state.ts';
import { shownSeconds } from '../viewport.ts';
import type { Rect } from '../layout.ts';
import type { Pen } from './pen.ts';

const PADDING = 7;
const NOTE_HEIGHT = 2;
const FRAME = { inset: 2, radius: 4, width: 1.5 };
const FRAME_WIDTH_MIN = 8;
/** Few pitches are not spread over the whole strip. */
const SEMITONES_MIN = 12;

/** Seconds that the strip stands for. */
export const minimapSeconds = (state: RollState): number =>
	Math.max(state.contentEnd, state.view.start + shownSeconds(state.view));

/** Keeps a picture of the notes, which is drawn again only when they, the size or the theme change. */
export function createMinimapLayer(): (pen: Pen, state: RollState, rect: Rect) => void {
	const canvas = document.createElement('canvas');
	let drawn = '';
	return (pen, state, rect) => {
		const { g, ratio } = pen;
		const { theme, view } = state;
		const seconds = minimapSeconds(state);
		const key = [state.notesVersion, seconds, rect.width, ratio, theme.colours.note, state.showsNotes].join();
		if (key !== drawn) {
			drawn = key;
			canvas.width = Math.max(1, Math.round(rect.width * ratio));
			canvas.height = Math.max(1, Math.round(rect.height * ratio));
			const inner = canvas.getContext('2d');
			if (inner && state.showsNotes) drawStrip({ g: inner, ratio }, state, rect, seconds);
		}
		g.fillStyle = theme.colours.surface;
		g.fillRect(-rect.x, 0, rect.x + rect.width, rect.height);
		g.drawImage(canvas, 0, 0, rect.width, rect.height);
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

function drawStrip({ g, ratio }: Pen, { notes, tempo, theme }: RollState, rect: Rect, seconds: number): void {
	let low = 127;
	let high = 0;
	for (const { pitch } of notes.notes) {
		low = Math.min(low, pitch);
		high = Math.max(high, pitch);
	}
	const spread = Math.max(SEMITONES_MIN, high - low);
	const middle = (low + high) / 2;
	const height = rect.height - 2 * PADDING;
	const scale = rect.width / seconds;
	g.scale(ratio, ratio);
	g.beginPath();
	for (const note of notes.notes) {
		const y = PADDING + height * (0.5 - (note.pitch - middle) / spread) - NOTE_HEIGHT / 2;
		g.rect(tempo.toSeconds(note.start) * scale, y, Math.max(1.5, tempo.toSeconds(note.duration) * scale), NOTE_HEIGHT);
	}
	g.fillStyle = theme.colours.note;
	g.globalAlpha = 0.9;
	g.fill();
}
