/** Notes of the tracks that are not edited: hollow and faint behind the others, with the sign of their track. */

import { TRACK_COLOURS } from '#lib/score/index.ts';
import { boxHeight, boxY, toRowTop } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { Crowd } from './crowd.ts';
import { addBox } from './notes.ts';
import { setFont, type Pen } from './pen.ts';

const FILL_OPACITY = 0.16;
const LINE_OPACITY = 0.6;
/** More of them are drawn as areas alone: so many outlines take longer than a frame (measured on 15,000 notes). */
const OUTLINED_MAX = 3000;
const CROWD_OPACITY = 0.34;
/** Signs are written where there is room, while there are not too many to be read anyway. */
const SIGNED_MAX = 400;
const SIGNED = { width: 18, row: 13 };

/** Draws what `shown` has, of all tracks but those that are edited. */
export function createGhostsLayer(): (pen: Pen, state: RollState, shown: NotesInView) => void {
	const crowd = new Crowd();
	return (pen, state, shown) => {
		if (!state.showsNotes || shown.count === 0) return;
		if (shown.count > OUTLINED_MAX) drawCrowd(pen, state, shown, crowd);
		else drawHollow(pen, state, shown);
		pen.g.globalAlpha = 1;
		if (shown.count <= SIGNED_MAX) drawSigns(pen, state, shown);
	};
}

function drawHollow({ g }: Pen, { view, theme }: RollState, shown: NotesInView): void {
	const height = boxHeight(view);
	const paths: (Path2D | undefined)[] = [];
	for (let i = 0; i < shown.count; i++) {
		const path = (paths[shown.colour[i] ?? 0] ??= new Path2D());
		const y = toRowTop(view, shown.pitch[i] ?? 0) + 0.5;
		addBox(path, (shown.x[i] ?? 0) + 0.5, y, (shown.width[i] ?? 0) - 1, height - 1);
	}
	g.lineWidth = 1;
	for (const [colour, path] of paths.entries()) {
		if (!path) continue;
		g.fillStyle = g.strokeStyle = theme.tracks[colour] ?? theme.colours.ghost;
		g.globalAlpha = FILL_OPACITY;
		g.fill(path);
		g.globalAlpha = LINE_OPACITY;
		g.stroke(path);
	}
}

/** As fine as CSS pixels: faint as they are, finer would cost twice as much and not be seen. */
function drawCrowd({ g }: Pen, { view, theme }: RollState, shown: NotesInView, crowd: Crowd): void {
	const layers = Array.from({ length: TRACK_COLOURS }, (_, i) => ({
		colour: theme.tracks[i] ?? theme.colours.ghost,
		opacity: CROWD_OPACITY
	}));
	crowd.begin(Math.ceil(view.width), layers);
	for (let i = 0; i < shown.count; i++) {
		const x = shown.x[i] ?? 0;
		crowd.add(shown.pitch[i] ?? 0, shown.colour[i] ?? 0, x, x + (shown.width[i] ?? 0));
	}
	crowd.draw(g, { ratio: 1, height: boxHeight(view), topOf: (pitch: number) => toRowTop(view, pitch) });
}

/** How the name of each note's track begins, at the left of the note. */
function drawSigns(pen: Pen, { view, theme, tracks }: RollState, shown: NotesInView): void {
	const { g } = pen;
	const height = boxHeight(view);
	if (height < SIGNED.row) return;
	setFont(pen, theme, 650, 10);
	g.textBaseline = 'middle';
	g.textAlign = 'left';
	g.fillStyle = theme.colours.muted;
	for (let i = 0; i < shown.count; i++) {
		const note = shown.notes[i];
		const width = shown.width[i] ?? 0;
		if (!note || width < SIGNED.width) continue;
		// where a note began before the view its sign stands at the edge
		const x = Math.max(shown.x[i] ?? 0, Math.min(0, (shown.x[i] ?? 0) + width - SIGNED.width));
		g.fillText(tracks.signOf(note), x + 5, boxY(view, note) + height / 2 + 0.5);
	}
}
