/** What moves over the still picture: hover, draft, marquee, playhead, other people. */

import { draftNotes } from '../draft.ts';
import { drawOverLanes } from '../lanes/draw-lanes.ts';
import { isBlackKey } from '../note-name.ts';
import type { RollState } from '../state.ts';
import { toMidi, toX, toY } from '../viewport.ts';
import { drawHoveredDeviation } from './deviations.ts';
import { minimapSeconds } from './minimap.ts';
import { drawLyric, prepareLyrics } from './lyrics.ts';
import { addNotePath, drawSelected } from './notes.ts';
import { drawFlagDraft } from './flags.ts';
import { drawPeoplePointers, drawPeopleSelections, drawPeopleViews } from './people.ts';
import { crisp, drawIn, type Pen } from './pen.ts';
import { drawPitchDraft } from './pitch-draft.ts';

/** The f0 line stays visible through a note that is being moved. */
const DRAFT_OPACITY = 0.82;
const KEY_OPACITY = { hover: 0.22, pressed: 0.75 };
const BLACK_LENGTH = 0.62;
const PLAYHEAD_WIDTH = 1.5;

export function drawOverlay(pen: Pen, state: RollState, now: number): void {
	const { layout } = state;
	drawIn(pen, layout.keyboard, () => drawKeys(pen, state));
	drawIn(pen, layout.roll, () => {
		drawPeopleSelections(pen, state);
		if (state.hover?.note && !state.draft) drawHoveredNote(pen, state);
		if (state.draft) drawDraft(pen, state);
		drawPitchDraft(pen, state);
		if (state.marquee) drawMarquee(pen, state);
	});
	const { minimap } = layout;
	if (minimap) drawIn(pen, minimap, () => drawPeopleViews(pen, state, minimap));
	drawFlagDraft(pen, state);
	drawOverLanes(pen, state);
	drawPlayhead(pen, state);
	drawIn(pen, layout.roll, () => drawPeoplePointers(pen, state, now));
	if (state.hasFocusRing) drawFocusRing(pen, state);
}

/** The row under the pointer on the keyboard, and the key that sounds. */
function drawKeys({ g }: Pen, state: RollState): void {
	const { hover, layout, view, theme, pressedKey } = state;
	g.fillStyle = theme.colours.accent;
	const key = (midi: number, opacity: number): void => {
		g.globalAlpha = opacity;
		const width = isBlackKey(midi) ? layout.keyboard.width * BLACK_LENGTH : layout.keyboard.width - 1;
		g.fillRect(0, toY(view, midi + 0.5), width, view.pixelsPerSemitone);
		g.globalAlpha = 1;
	};
	if (pressedKey !== null) key(pressedKey, KEY_OPACITY.pressed);
	else if (hover) key(Math.round(toMidi(view, hover.y - layout.roll.y)), KEY_OPACITY.hover);
}

function drawHoveredNote(pen: Pen, state: RollState): void {
	const { g } = pen;
	const note = state.hover?.note;
	if (!note || state.selection.has(note.id)) return;
	drawHoveredDeviation(pen, state, note);
	g.beginPath();
	addNotePath(pen, state, note);
	const colour = state.tracks.colourOf(note);
	g.strokeStyle = state.theme.colours[colour === 0 ? 'note-edge' : 'text'];
	g.lineWidth = 1.5;
	g.stroke();
}

function drawDraft(pen: Pen, state: RollState): void {
	const { g } = pen;
	const { draft, theme } = state;
	if (!draft) return;
	const notes = draftNotes(draft);
	g.globalAlpha = DRAFT_OPACITY;
	for (const [colour, those] of Map.groupBy(notes, (note) => state.tracks.colourOf(note))) {
		g.beginPath();
		for (const note of those) addNotePath(pen, state, note);
		g.fillStyle = theme.tracks[colour] ?? theme.colours.note;
		g.fill();
	}
	g.globalAlpha = 1;
	drawSelected(pen, state, notes);
	prepareLyrics(pen, state);
	for (const note of notes) drawLyric(pen, state, note);
}

function drawMarquee({ g }: Pen, { marquee, theme }: RollState): void {
	if (!marquee) return;
	g.fillStyle = theme.colours.accent;
	g.globalAlpha = 0.12;
	g.fillRect(marquee.x, marquee.y, marquee.width, marquee.height);
	g.globalAlpha = 0.9;
	g.strokeStyle = theme.colours.accent;
	g.lineWidth = 1;
	g.strokeRect(
		Math.round(marquee.x) + 0.5,
		Math.round(marquee.y) + 0.5,
		Math.round(marquee.width),
		Math.round(marquee.height)
	);
	g.globalAlpha = 1;
}

function drawPlayhead(pen: Pen, state: RollState): void {
	const { g } = pen;
	const { layout, theme, view, input } = state;
	const seconds = input.playhead();
	g.fillStyle = theme.colours.play;
	if (layout.minimap) {
		const { x, width, height } = layout.minimap;
		g.fillRect(crisp(pen, x + Math.min(1, seconds / minimapSeconds(state)) * width), 4, 1, height - 8);
	}
	const x = layout.roll.x + toX(view, seconds);
	// a little of it may stand over the keyboard, so that the very start is marked
	if (x < layout.roll.x - 1 || x > layout.width + 6) return;
	const top = layout.ruler.y;
	g.fillRect(x - PLAYHEAD_WIDTH / 2, top + 6, PLAYHEAD_WIDTH, layout.height - top - 6);
	g.beginPath();
	g.moveTo(x - 5, top + 2);
	g.lineTo(x + 5, top + 2);
	g.lineTo(x, top + 11);
	g.fill();
}

function drawFocusRing({ g }: Pen, { layout, theme }: RollState): void {
	g.strokeStyle = theme.colours.accent;
	g.lineWidth = 2;
	g.strokeRect(1, 1, layout.width - 2, layout.height - 2);
}
