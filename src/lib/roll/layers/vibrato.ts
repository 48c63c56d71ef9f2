/** Vibrato over the notes that have one, and the handles of those that are selected. */

import { placeVibrato, startOfVibrato, vibratoAt, type PlacedVibrato } from '#lib/pitch/index.ts';
import type { Note } from '#lib/score/index.ts';
import { boxHeight, boxY } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import { findHandled } from '../pitch-hit.ts';
import type { RollState } from '../state.ts';
import { computeHandles, type VibratoHandle } from '../vibrato-handles.ts';
import { toSeconds, toX, toY } from '../viewport.ts';
import type { Pen } from './pen.ts';

/** Smaller notes show no waves. In pixels. */
const WIDTH_MIN = 16;
const ROW_MIN = 8;
const STEP = 1.5;
const KNOB = 4.5;

export function drawVibrato(pen: Pen, state: RollState, shown: NotesInView): void {
	const { g } = pen;
	const { view, theme, pitch } = state;
	if (!state.showsNotes || view.pixelsPerSemitone < ROW_MIN) return;
	g.beginPath();
	let hasWaves = false;
	for (let i = 0; i < shown.count; i++) {
		if ((shown.width[i] ?? 0) < WIDTH_MIN) continue;
		const note = shown.notes[i];
		if (!note || (note.vibrato === '' && pitch.vibrato?.note !== note.id)) continue;
		const placed = placeVibrato(asPulled(state, note), state.tempo);
		if (placed) addWave(g, state, note, placed);
		hasWaves ||= placed !== null;
	}
	if (hasWaves) {
		// dark under light, so that it is seen on a note and beside it
		g.lineJoin = 'round';
		g.strokeStyle = theme.colours.row;
		g.lineWidth = 3.5;
		g.stroke();
		g.strokeStyle = theme.colours.text;
		g.lineWidth = 1.5;
		g.stroke();
	}
	for (const note of findHandled(state)) drawHandles(g, state, asPulled(state, note));
}

const asPulled = ({ pitch }: RollState, note: Note): Note =>
	pitch.vibrato?.note === note.id ? { ...note, vibrato: pitch.vibrato.text } : note;

function addWave(g: CanvasRenderingContext2D, { view }: RollState, note: Note, placed: PlacedVibrato): void {
	const from = Math.max(-STEP, toX(view, startOfVibrato(placed)));
	const to = Math.min(view.width + STEP, toX(view, placed.end));
	const middle = note.pitch + note.cents / 100;
	for (let x = from; x <= to; x += STEP) {
		const y = toY(view, middle + vibratoAt(placed, toSeconds(view, x)) / 100);
		if (x === from) g.moveTo(x, y);
		else g.lineTo(x, y);
	}
}

/** A circle for how far it reaches, a square for a wave, a diamond for its depth. */
function drawHandles(g: CanvasRenderingContext2D, state: RollState, note: Note): void {
	const { view, theme, tempo } = state;
	const handles = computeHandles(view, tempo, note);
	const [length, period] = handles;
	if (!length) return;
	g.strokeStyle = theme.colours.text;
	g.lineWidth = 1;
	g.beginPath();
	if (period) {
		g.moveTo(length.x, length.y);
		g.lineTo(period.x, period.y);
	}
	g.moveTo(length.x, boxY(view, note) + boxHeight(view));
	g.lineTo(length.x, length.y);
	g.stroke();
	for (const handle of handles) drawKnob(g, handle);
}

function drawKnob(g: CanvasRenderingContext2D, { part, x, y }: VibratoHandle): void {
	g.beginPath();
	if (part === 'length') g.arc(x, y, KNOB, 0, 2 * Math.PI);
	else if (part === 'period') g.rect(x - KNOB, y - KNOB, 2 * KNOB, 2 * KNOB);
	else {
		g.moveTo(x, y - KNOB * 1.3);
		g.lineTo(x + KNOB * 1.3, y);
		g.lineTo(x, y + KNOB * 1.3);
		g.lineTo(x - KNOB * 1.3, y);
		g.closePath();
	}
	g.fillStyle = g.strokeStyle;
	g.fill();
}
