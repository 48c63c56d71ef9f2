/** Notes, and which of them are selected. */

import type { Note } from '#lib/score/index.ts';
import { boxHeight, boxRadius, boxWidth, boxX, boxY, type Placed } from '../note-box.ts';
import type { RollState } from '../state.ts';
import { toSeconds } from '../viewport.ts';
import type { Pen } from './pen.ts';

/** Loudness of a note is its opacity, in few steps, so that a step is one path. */
const VELOCITY_STEPS = 4;
const OPACITY_MIN = 0.66;
const OPACITY_MAX = 0.95;
/** Notes lower or narrower than this are plain rectangles: round corners would not be seen. */
const ROUND_MIN = 4;
const FADE_MS = 120;
/** Selected notes in lower rows have a thin outline, and narrower ones no handles. */
const OUTLINED_ROW_MIN = 10;
const HANDLED_WIDTH_MIN = 12;

/** Draws all visible notes; answers whether some are still fading in. */
export function drawNotes(pen: Pen, state: RollState, now: number): boolean {
	const { view, tempo, theme, notes, hidden, arrivals, selection } = state;
	if (!state.showsNotes) return false;
	const { g } = pen;
	const from = tempo.toFractionalTicks(toSeconds(view, -2));
	const to = tempo.toFractionalTicks(toSeconds(view, view.width));
	g.fillStyle = theme.colours.note;
	for (let step = 0; step < VELOCITY_STEPS; step++) {
		g.beginPath();
		notes.visit(from, to, (note) => {
			if (stepOf(note.velocity) === step && !hidden.has(note.id) && !arrivals.has(note.id))
				addNotePath(pen, state, note);
		});
		g.globalAlpha = opacityOf(step);
		g.fill();
	}
	const isFading = drawArrivals(pen, state, now);
	g.globalAlpha = 1;
	if (selection.size > 0) {
		const isShown = ({ id }: Note): boolean => selection.has(id) && !hidden.has(id);
		drawSelected(pen, state, notes.find(from, to).filter(isShown));
	}
	return isFading;
}

/** Adds the shape of a note to the current path. */
export function addNotePath({ g }: Pen, { view, tempo }: RollState, note: Placed): void {
	const x = boxX(view, tempo, note);
	const width = boxWidth(view, tempo, note);
	const y = boxY(view, note);
	const height = boxHeight(view);
	if (width < ROUND_MIN || height < ROUND_MIN) g.rect(x, y, width, height);
	else g.roundRect(x, y, width, height, boxRadius(width, height));
}

/** An outline around each note, with a handle at both ends where there is room for it. */
export function drawSelected(pen: Pen, state: RollState, selected: readonly Placed[]): void {
	const { g } = pen;
	const { view, tempo, theme, input } = state;
	g.beginPath();
	for (const note of selected) addNotePath(pen, state, note);
	g.lineWidth = view.pixelsPerSemitone < OUTLINED_ROW_MIN ? 1.25 : 2;
	g.strokeStyle = theme.colours.text;
	g.stroke();
	const height = boxHeight(view);
	if (height < OUTLINED_ROW_MIN || input.isReadonly) return;
	g.fillStyle = theme.colours.text;
	for (const note of selected) {
		const width = boxWidth(view, tempo, note);
		if (width < HANDLED_WIDTH_MIN) continue;
		const x = boxX(view, tempo, note);
		const y = boxY(view, note) + height * 0.3;
		g.fillRect(x - 1, y, 3, height * 0.4);
		g.fillRect(x + width - 2, y, 3, height * 0.4);
	}
}

export const opacityOf = (step: number): number =>
	OPACITY_MIN + ((OPACITY_MAX - OPACITY_MIN) * step) / (VELOCITY_STEPS - 1);
export const stepOf = (velocity: number): number =>
	Math.min(VELOCITY_STEPS - 1, Math.floor((velocity / 128) * VELOCITY_STEPS));

function drawArrivals(pen: Pen, state: RollState, now: number): boolean {
	const { g } = pen;
	const { arrivals, input, hidden } = state;
	for (const [id, since] of arrivals) {
		const note = input.score.get(id);
		const age = Math.min(1, (now - since) / FADE_MS);
		if (age >= 1 || note?.kind !== 'note') arrivals.delete(id);
		if (note?.kind !== 'note' || hidden.has(id)) continue;
		g.beginPath();
		addNotePath(pen, state, note);
		g.globalAlpha = opacityOf(stepOf(note.velocity)) * age;
		g.fill();
	}
	return arrivals.size > 0;
}
