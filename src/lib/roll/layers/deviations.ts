/** How far notes are from what is sung in them: in cents where there is room, and a flag where they have drifted apart. */

import { DRIFT_CENTS } from '#lib/pitch/index.ts';
import type { Note } from '#lib/score/index.ts';
import { boxHeight, boxY } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { setFont, type Pen } from './pen.ts';

/** Room that the figure needs, and the flag. In pixels. */
const FIGURE_WIDTH_MIN = 58;
const FIGURE_ROW_MIN = 17;
const FLAG_WIDTH_MIN = 10;
const FLAG_ROW_MIN = 8;
const FLAG_SIZE = 5;
const FONT_SIZE = 10;
const GAP = 2;

export function drawDeviations(pen: Pen, state: RollState, shown: NotesInView): void {
	const { view, pitch, theme, input } = state;
	const sung = pitch.sung;
	if (!sung || !state.showsNotes || !input.layers.f0 || view.pixelsPerSemitone < FLAG_ROW_MIN) return;
	const { g } = pen;
	setFont(pen, theme, 600, FONT_SIZE);
	g.textAlign = 'right';
	g.textBaseline = 'alphabetic';
	g.lineWidth = 3;
	g.lineJoin = 'round';
	g.strokeStyle = theme.colours.row;
	for (let i = 0; i < shown.count; i++) {
		const width = shown.width[i] ?? 0;
		if (width < FLAG_WIDTH_MIN) continue;
		const note = shown.notes[i];
		const cents = note ? pitch.deviationOf(note, sung) : null;
		if (!note || cents === null) continue;
		const right = (shown.x[i] ?? 0) + width;
		if (Math.abs(cents) > DRIFT_CENTS) drawFlag(g, state, note, right, cents);
		g.fillStyle = theme.colours.muted;
		if (width < FIGURE_WIDTH_MIN || view.pixelsPerSemitone < FIGURE_ROW_MIN) continue;
		// under the note, where neither its f0 nor its word is
		const y = boxY(view, note) + boxHeight(view) + FONT_SIZE + GAP;
		const x = right - (cents < -DRIFT_CENTS ? FLAG_SIZE * 2 + GAP : 0);
		g.strokeText(signed(cents), x, y);
		g.fillText(signed(cents), x, y);
	}
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
	return whole > 0 ? `+${whole}` : whole < 0 ? `−${-whole}` : '0';
};
