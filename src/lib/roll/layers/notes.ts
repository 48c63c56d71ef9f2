/** Notes, their words, and which of them are selected. */

import type { Note } from '#lib/score/index.ts';
import { boxHeight, boxRadius, boxWidth, boxX, boxY, type Placed } from '../note-box.ts';
import type { RollState } from '../state.ts';
import { toSeconds } from '../viewport.ts';
import { setFont, type Pen } from './pen.ts';

/** Loudness of a note is its opacity, in few steps, so that a step is one path. */
const VELOCITY_STEPS = 4;
const OPACITY_MIN = 0.66;
const OPACITY_MAX = 0.95;
/** Notes lower or narrower than this are plain rectangles: round corners would not be seen. */
const ROUND_MIN = 4;
const FADE_MS = 120;
const LYRIC_WIDTH_MIN = 14;
const LYRIC_ROW_MIN = 11;
const LYRIC_SIZE_MAX = 13;

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
	drawLyrics(pen, state, notes.find(from, to));
	if (selection.size)
		notes.visit(from, to, (note) => selection.has(note.id) && !hidden.has(note.id) && drawSelected(pen, state, note));
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

/** An outline with a handle at each end. */
export function drawSelected(pen: Pen, state: RollState, note: Placed): void {
	const { g } = pen;
	const { view, tempo, theme, input } = state;
	g.beginPath();
	addNotePath(pen, state, note);
	g.lineWidth = view.pixelsPerSemitone < 10 ? 1.25 : 2;
	g.strokeStyle = theme.colours.text;
	g.stroke();
	const width = boxWidth(view, tempo, note);
	const height = boxHeight(view);
	if (width < 12 || height < 10 || input.isReadonly) return;
	const x = boxX(view, tempo, note);
	const y = boxY(view, note);
	g.fillStyle = theme.colours.text;
	g.fillRect(x - 1, y + height * 0.3, 3, height * 0.4);
	g.fillRect(x + width - 2, y + height * 0.3, 3, height * 0.4);
}

/** The lyric inside its note, or above it where the f0 line would cross it. */
export function drawLyric(pen: Pen, state: RollState, note: Placed & { readonly lyric: string }): void {
	const { g } = pen;
	const { view, tempo, theme } = state;
	const width = boxWidth(view, tempo, note);
	if (!note.lyric || width < LYRIC_WIDTH_MIN || view.pixelsPerSemitone < LYRIC_ROW_MIN) return;
	const x = boxX(view, tempo, note);
	const y = boxY(view, note);
	const isAbove = hasLyricAbove(state);
	if (isAbove) {
		g.lineWidth = 3;
		g.lineJoin = 'round';
		g.strokeStyle = theme.colours.row;
		g.strokeText(note.lyric, x + 1, y - 3);
	}
	g.fillStyle = isAbove ? theme.colours.text : theme.colours['note-ink'];
	g.fillText(note.lyric, isAbove ? x + 1 : x + 5, isAbove ? y - 3 : y + boxHeight(view) / 2 + 0.5);
}

/** Sets the font and baseline of lyrics. */
export function prepareLyrics(pen: Pen, state: RollState): void {
	setFont(pen, state.theme, 600, Math.min(LYRIC_SIZE_MAX, boxHeight(state.view) * 0.62));
	pen.g.textBaseline = hasLyricAbove(state) ? 'alphabetic' : 'middle';
	pen.g.textAlign = 'left';
}

export const opacityOf = (step: number): number =>
	OPACITY_MIN + ((OPACITY_MAX - OPACITY_MIN) * step) / (VELOCITY_STEPS - 1);
export const stepOf = (velocity: number): number =>
	Math.min(VELOCITY_STEPS - 1, Math.floor((velocity / 128) * VELOCITY_STEPS));

const hasLyricAbove = ({ input }: RollState): boolean => input.curve !== null && input.layers.f0;

function drawLyrics(pen: Pen, state: RollState, visible: readonly Note[]): void {
	if (state.view.pixelsPerSemitone < LYRIC_ROW_MIN) return;
	prepareLyrics(pen, state);
	for (const note of visible) if (note.lyric && !state.hidden.has(note.id)) drawLyric(pen, state, note);
}

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
