/** Notes, and which of them are selected. */

import { boxHeight, boxRadius, boxWidth, boxX, boxY, toRowTop, type Placed } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { Crowd } from './crowd.ts';
import type { Pen } from './pen.ts';

/** Loudness of a note is its opacity, in few steps, so that a step is one path. */
const VELOCITY_STEPS = 4;
const OPACITY_MIN = 0.66;
const OPACITY_MAX = 0.95;
/** Notes lower or narrower than this are plain rectangles: round corners would not be seen. */
const ROUND_MIN = 4;
/** So many notes in view are a crowd: a path of that many takes longer than a picture of any number. */
const CROWD_MIN = 15_000;
const FADE_MS = 120;
/** Selected notes in lower rows have a thin outline, and narrower ones no handles. */
const OUTLINED_ROW_MIN = 10;
const HANDLED_WIDTH_MIN = 12;

/** Draws all notes in view; answers whether some are still fading in. */
export function createNotesLayer(): (pen: Pen, state: RollState, shown: NotesInView, now: number) => boolean {
	const crowd = new Crowd(OPACITIES);
	return (pen, state, shown, now) => {
		if (!state.showsNotes) return false;
		const { g } = pen;
		const { theme, selection, view } = state;
		const hasCrowd = shown.count >= CROWD_MIN;
		if (hasCrowd) crowd.begin(Math.ceil(view.width * pen.ratio));
		const paths = OPACITIES.map(() => new Path2D());
		addNotes(paths, hasCrowd ? crowd : null, pen, state, shown);
		g.fillStyle = theme.colours.note;
		for (const [step, path] of paths.entries()) {
			g.globalAlpha = opacityOf(step);
			g.fill(path);
		}
		g.globalAlpha = 1;
		if (hasCrowd) {
			const place = { ratio: pen.ratio, height: boxHeight(view), topOf: (pitch: number) => toRowTop(view, pitch) };
			crowd.draw(g, theme.colours.note, place);
		}
		const isFading = drawArrivals(pen, state, now);
		g.globalAlpha = 1;
		if (selection.size > 0)
			drawSelected(
				pen,
				state,
				shown.notes.filter(({ id }) => selection.has(id))
			);
		return isFading;
	};
}

/** Puts each note into the path of its opacity, or into the crowd where it is but a rectangle. */
function addNotes(
	paths: readonly Path2D[],
	crowd: Crowd | null,
	{ ratio }: Pen,
	{ view, arrivals }: RollState,
	shown: NotesInView
): void {
	const height = boxHeight(view);
	for (let i = 0; i < shown.count; i++) {
		const note = shown.notes[i];
		if (!note || (arrivals.size > 0 && arrivals.has(note.id))) continue;
		const x = shown.x[i] ?? 0;
		const width = shown.width[i] ?? 0;
		const step = stepOf(note.velocity);
		if (crowd && (width < ROUND_MIN || height < ROUND_MIN)) crowd.add(note.pitch, step, x * ratio, (x + width) * ratio);
		else if (paths[step]) addBox(paths[step], x, boxY(view, note), width, height);
	}
}

/** Adds the shape of a note to the current path. */
export function addNotePath({ g }: Pen, { view, tempo }: RollState, note: Placed): void {
	const x = boxX(view, tempo, note);
	const width = boxWidth(view, tempo, note);
	const y = boxY(view, note);
	const height = boxHeight(view);
	addBox(g, x, y, width, height);
}

function addBox(path: CanvasPath, x: number, y: number, width: number, height: number): void {
	if (width < ROUND_MIN || height < ROUND_MIN) path.rect(x, y, width, height);
	else path.roundRect(x, y, width, height, boxRadius(width, height));
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
const OPACITIES = Array.from({ length: VELOCITY_STEPS }, (_, step) => opacityOf(step));

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
