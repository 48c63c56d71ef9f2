/** How far notes are from what is sung in them: in cents where there is room, and a flag where they have drifted apart. */

import { DRIFT_CENTS } from '#lib/pitch/index.ts';
import type { Note } from '#lib/score/index.ts';
import { boxHeight, boxY, toWidth } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { toX } from '../viewport.ts';
import { setFont, type Pen } from './pen.ts';

/** Room that the figure needs, and the flag. In pixels. */
const FIGURE_WIDTH_MIN = 58;
const FIGURE_ROW_MIN = 17;
/** What nobody hears is written only where one looks for it. */
const FIGURE_CENTS_MIN = 5;
/** With more notes in view figures would be a crowd, and finding room for them slow. */
const NOTES_MAX = 1500;
const FLAG_WIDTH_MIN = 10;
const FLAG_ROW_MIN = 8;
const FLAG_SIZE = 5;
const FONT_SIZE = 10;
const GAP = 2;

export function drawDeviations(pen: Pen, state: RollState, shown: NotesInView): void {
	const { view, pitch, input, selection } = state;
	const sung = pitch.sung;
	if (!sung || !state.showsNotes || !input.layers.f0 || view.pixelsPerSemitone < FLAG_ROW_MIN) return;
	preparePen(pen, state);
	for (let i = 0; i < shown.count; i++) {
		const width = shown.width[i] ?? 0;
		if (width < FLAG_WIDTH_MIN) continue;
		const note = shown.notes[i];
		const cents = note ? pitch.deviationOf(note, sung) : null;
		if (!note || cents === null) continue;
		const right = (shown.x[i] ?? 0) + width;
		if (Math.abs(cents) > DRIFT_CENTS) drawFlag(pen.g, state, note, right, cents);
		if (width < FIGURE_WIDTH_MIN || view.pixelsPerSemitone < FIGURE_ROW_MIN) continue;
		if (Math.abs(cents) < FIGURE_CENTS_MIN && !selection.has(note.id)) continue;
		if (isFree(shown, i, right)) drawFigure(pen.g, state, note, right, cents);
	}
}

/** The figure of a note under the pointer, however small it is. */
export function drawHoveredDeviation(pen: Pen, state: RollState, note: Note): void {
	const { pitch, tempo, view, input } = state;
	const sung = pitch.sung;
	if (!sung || !input.layers.f0 || view.pixelsPerSemitone < FIGURE_ROW_MIN) return;
	const cents = pitch.deviationOf(note, sung);
	if (cents === null || Math.abs(cents) >= FIGURE_CENTS_MIN) return;
	const start = tempo.toSeconds(note.start);
	const width = toWidth(view, tempo.toSeconds(note.start + note.duration) - start);
	if (width < FIGURE_WIDTH_MIN) return;
	preparePen(pen, state);
	drawFigure(pen.g, state, note, toX(view, start) + width, cents);
}

function preparePen(pen: Pen, { theme }: RollState): void {
	const { g } = pen;
	setFont(pen, theme, 600, FONT_SIZE);
	g.textAlign = 'right';
	g.textBaseline = 'alphabetic';
	g.lineWidth = 3;
	g.lineJoin = 'round';
	g.strokeStyle = theme.colours.row;
}

/** Whether no note of the next row is where the figure would be. O(n) notes in view, of few that are as large. */
function isFree(shown: NotesInView, at: number, right: number): boolean {
	if (shown.count > NOTES_MAX) return false;
	const row = (shown.notes[at]?.pitch ?? 0) - 1;
	for (let i = 0; i < shown.count; i++) {
		const x = shown.x[i] ?? 0;
		// they are in order of start
		if (x >= right) return true;
		if (shown.notes[i]?.pitch === row && x + (shown.width[i] ?? 0) > right - FIGURE_WIDTH_MIN) return false;
	}
	return true;
}

/** Under the note, where neither its f0 nor its word is. */
function drawFigure(
	g: CanvasRenderingContext2D,
	{ view, theme }: RollState,
	note: Note,
	right: number,
	cents: number
): void {
	const y = boxY(view, note) + boxHeight(view) + FONT_SIZE + GAP;
	const x = right - (cents < -DRIFT_CENTS ? FLAG_SIZE * 2 + GAP : 0);
	g.fillStyle = theme.colours.muted;
	g.strokeText(signed(cents), x, y);
	g.fillText(signed(cents), x, y);
}

/** A triangle over the end of the note, or under it, on the side where its f0 is. */
function drawFlag(
	g: CanvasRenderingContext2D,
	{ view, theme }: RollState,
	note: Note,
	right: number,
	cents: number
): void {
	const isAbove = cents > 0;
	const y = boxY(view, note) + (isAbove ? -1 : boxHeight(view) + 1);
	const tip = isAbove ? -FLAG_SIZE * 1.4 : FLAG_SIZE * 1.4;
	g.beginPath();
	g.moveTo(right - FLAG_SIZE * 2, y);
	g.lineTo(right, y);
	g.lineTo(right - FLAG_SIZE, y + tip);
	g.closePath();
	g.fillStyle = theme.colours.play;
	g.fill();
}

const signed = (cents: number): string => {
	const whole = Math.round(cents);
	return `${whole > 0 ? '+' : whole < 0 ? '−' : ''}${Math.abs(whole)} ¢`;
};
