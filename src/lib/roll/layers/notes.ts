/** Notes, and which of them are selected. */

import { TRACK_COLOURS, type Note } from '#lib/score/index.ts';
import { boxHeight, boxRadius, boxWidth, boxX, boxY, toRowTop, type Placed } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { toMidi } from '../viewport.ts';
import { Crowd, type CrowdLayer } from './crowd.ts';
import { setFont, type Pen } from './pen.ts';

/** Loudness of a note is its opacity, in few steps, so that a step is one path. */
const VELOCITY_STEPS = 4;
const OPACITY_MIN = 0.66;
const OPACITY_MAX = 0.95;
/** Notes lower or narrower than this are plain rectangles: round corners would not be seen. */
const ROUND_MIN = 4;
/** So many notes in view are a crowd: a path of that many takes longer than a picture of any number. */
const CROWD_MIN = 15_000;
/** Of a crowd in several colours, where loudness is not told. */
const CROWD_OPACITY = 0.85;
const FADE_MS = 120;
/** Selected notes in lower rows have a thin outline, and narrower ones no handles. */
const OUTLINED_ROW_MIN = 10;
const HANDLED_WIDTH_MIN = 12;
/** Signs of tracks are written where there is room, while there are not too many to be read anyway. */
const SIGNED_MAX = 400;
const SIGNED = { width: 20, sungWidth: 56, row: 13 };

/** Draws all notes in view; answers whether some are still fading in. */
export function createNotesLayer(): (pen: Pen, state: RollState, shown: NotesInView, now: number) => boolean {
	const crowd = new Crowd();
	return (pen, state, shown, now) => {
		if (!state.showsNotes) return false;
		const { g } = pen;
		const { theme, selection, view } = state;
		const isCrowd = shown.count >= CROWD_MIN;
		// as fine as CSS pixels where colours are mixed, which takes longer
		const ratio = shown.isOneColour ? pen.ratio : 1;
		if (isCrowd) crowd.begin(Math.ceil(view.width * ratio), findLayers(theme, shown));
		const paths: (Path2D | undefined)[] = [];
		addNotes({ paths, crowd: isCrowd ? crowd : null, ratio }, state, shown);
		for (const [at, path] of paths.entries()) {
			if (!path) continue;
			g.fillStyle = theme.tracks[Math.floor(at / VELOCITY_STEPS)] ?? theme.colours.note;
			g.globalAlpha = opacityOf(at % VELOCITY_STEPS);
			g.fill(path);
		}
		g.globalAlpha = 1;
		if (isCrowd) crowd.draw(g, { ratio, height: boxHeight(view), topOf: (pitch: number) => toRowTop(view, pitch) });
		drawSigns(pen, state, shown);
		const isFading = drawArrivals(pen, state, now);
		g.globalAlpha = 1;
		if (selection.size > 0) drawSelected(pen, state, findSelected(state, shown));
		return isFading;
	};
}

/** A layer of a crowd for each step of opacity; where there are several colours one for each. */
function findLayers({ tracks, colours }: RollState['theme'], shown: NotesInView): CrowdLayer[] {
	const colourAt = (i: number): string => tracks[i] ?? colours.note;
	if (shown.isOneColour) return OPACITIES.map((opacity) => ({ colour: colourAt(shown.colour[0] ?? 0), opacity }));
	return Array.from({ length: TRACK_COLOURS }, (_, i) => ({ colour: colourAt(i), opacity: CROWD_OPACITY }));
}

/** The selected notes of a frame, by way of the shorter list. */
function findSelected({ selection, input, hidden }: RollState, shown: NotesInView): Note[] {
	if (selection.size >= shown.count) return shown.notes.filter(({ id }) => selection.has(id));
	const found: Note[] = [];
	for (const id of selection) {
		const note = input.score.get(id);
		if (note?.kind === 'note' && !hidden.has(id)) found.push(note);
	}
	return found;
}

/** Puts each note into the path of its colour and opacity, or into the crowd where it is but a rectangle. */
function addNotes(
	{
		paths,
		crowd,
		ratio
	}: {
		readonly paths: (Path2D | undefined)[];
		readonly crowd: Crowd | null;
		readonly ratio: number;
	},
	{ view, arrivals }: RollState,
	shown: NotesInView
): void {
	const height = boxHeight(view);
	const { isOneColour } = shown;
	const top = Math.ceil(view.top + 0.5);
	const bottom = Math.floor(toMidi(view, view.height) - 0.5);
	for (let i = 0; i < shown.count; i++) {
		const pitch = shown.pitch[i] ?? 0;
		if (pitch > top || pitch < bottom) continue;
		const note = arrivals.size > 0 ? shown.notes[i] : undefined;
		if (note && arrivals.has(note.id)) continue;
		const x = shown.x[i] ?? 0;
		const width = shown.width[i] ?? 0;
		const step = stepOf(shown.velocity[i] ?? 0);
		const colour = shown.colour[i] ?? 0;
		if (crowd && (width < ROUND_MIN || height < ROUND_MIN))
			crowd.add(pitch, isOneColour ? step : colour, x * ratio, (x + width) * ratio);
		else addBox((paths[colour * VELOCITY_STEPS + step] ??= new Path2D()), x, toRowTop(view, pitch), width, height);
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

/** Adds a note's shape where it stands. */
export function addBox(path: CanvasPath, x: number, y: number, width: number, height: number): void {
	if (width < ROUND_MIN || height < ROUND_MIN) path.rect(x, y, width, height);
	else path.roundRect(x, y, width, height, boxRadius(width, height));
}

/** How the name of a note's track begins, at its right end: where several are edited at once, colour alone would tell. */
function drawSigns(pen: Pen, { view, theme, tracks, input }: RollState, shown: NotesInView): void {
	const height = boxHeight(view);
	if (!tracks.areSeveral || !(input.tracks?.isAll ?? true) || shown.count > SIGNED_MAX || height < SIGNED.row) return;
	const { g } = pen;
	setFont(pen, theme, 650, 10);
	g.textBaseline = 'middle';
	g.textAlign = 'right';
	g.fillStyle = theme.colours['note-ink'];
	for (let i = 0; i < shown.count; i++) {
		const note = shown.notes[i];
		const width = shown.width[i] ?? 0;
		if (!note || width < (note.lyric ? SIGNED.sungWidth : SIGNED.width)) continue;
		const right = Math.min((shown.x[i] ?? 0) + width, view.width);
		g.fillText(tracks.signOf(note), right - 5, boxY(view, note) + height / 2 + 0.5);
	}
	g.textAlign = 'left';
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
	const { arrivals, input, hidden, theme, tracks } = state;
	for (const [id, since] of arrivals) {
		const note = input.score.get(id);
		const age = Math.min(1, (now - since) / FADE_MS);
		if (age >= 1 || note?.kind !== 'note') arrivals.delete(id);
		if (note?.kind !== 'note' || hidden.has(id)) continue;
		g.beginPath();
		addNotePath(pen, state, note);
		g.fillStyle = theme.tracks[tracks.colourOf(note)] ?? theme.colours.note;
		g.globalAlpha = opacityOf(stepOf(note.velocity)) * age;
		g.fill();
	}
	return arrivals.size > 0;
}
