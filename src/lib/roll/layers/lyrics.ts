/** The words that are sung: inside their notes, or above them and above the f0 line where that is shown. */

import { HOP_SECONDS } from '../../units.ts';
import { boxHeight, boxWidth, boxX, boxY, type Placed } from '../note-box.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toY } from '../viewport.ts';
import { setFont, type Pen } from './pen.ts';

/** Narrower notes and lower rows have no room for words. */
const WIDTH_MIN = 14;
const ROW_MIN = 12;
const SIZE = { min: 10, max: 13 };
/** Room between a word and what it stands on. */
const GAP = 4;
/** How near a word comes to the left edge of the view. */
const EDGE = 5;
/** A word is lifted at most so many rows over its note; a glide that goes higher runs behind it. */
const LIFT_MAX = 1.6;

/** A note that sings on has a line where the next has its word. */
const LINE = { width: 1.5, dot: 2.2, inset: 4 };
/** Phonemes stand behind the word, where the note has room for them. */
const PHONEME_GAP = 5;
const PHONEME_OPACITY = 0.78;

type Sung = Placed & { readonly lyric: string; readonly phoneme?: string };

/** `-` sings on, `+` begins the next syllable of the word before; what others write behind the plus is the same. */
const isLine = (lyric: string): boolean => lyric === '-' || isNext(lyric) || lyric === '+~' || lyric === '+*';
const isNext = (lyric: string): boolean => lyric === '+';

export function drawLyrics(pen: Pen, state: RollState, shown: NotesInView): void {
	if (state.view.pixelsPerSemitone < ROW_MIN) return;
	prepareLyrics(pen, state);
	for (let i = 0; i < shown.count; i++) {
		if ((shown.width[i] ?? 0) < WIDTH_MIN) continue;
		const note = shown.notes[i];
		if (note?.lyric) drawLyric(pen, state, note);
	}
}

/** Sets the font and baseline of lyrics. */
export function prepareLyrics(pen: Pen, state: RollState): void {
	setFont(pen, state.theme, 600, Math.max(SIZE.min, Math.min(SIZE.max, boxHeight(state.view) * 0.62)));
	pen.g.textBaseline = isAbove(state) ? 'alphabetic' : 'middle';
	pen.g.textAlign = 'left';
	pen.g.lineWidth = 3;
	pen.g.lineJoin = 'round';
}

/** One word, after {@link prepareLyrics}. */
export function drawLyric(pen: Pen, state: RollState, note: Sung): void {
	const { g } = pen;
	const { view, tempo, theme } = state;
	if (!note.lyric || view.pixelsPerSemitone < ROW_MIN || boxWidth(view, tempo, note) < WIDTH_MIN) return;
	const left = boxX(view, tempo, note);
	if (isLine(note.lyric)) return drawLine(pen, state, note);
	const y = boxY(view, note);
	const width = g.measureText(note.lyric).width;
	// a note that began before the view still says what is sung, while there is room
	const x = Math.max(left, Math.min(EDGE, left + boxWidth(view, tempo, note) - width - EDGE));
	if (!isAbove(state)) {
		g.fillStyle = theme.colours['note-ink'];
		g.fillText(note.lyric, x + 5, y + boxHeight(view) / 2 + 0.5);
		return drawPhoneme(pen, state, note, { x: x + 5 + width, y: y + boxHeight(view) / 2 + 0.5 });
	}
	const clear = Math.max(findTop(state, x, x + width + 2, y), y - LIFT_MAX * view.pixelsPerSemitone);
	g.strokeStyle = theme.colours.row;
	g.strokeText(note.lyric, x + 1, clear - GAP);
	g.fillStyle = theme.colours.text;
	g.fillText(note.lyric, x + 1, clear - GAP);
	drawPhoneme(pen, state, note, { x: x + 1 + width, y: clear - GAP });
}

/** `[phonemes]` behind the word that ends at a point; nothing where they would reach over the note. */
function drawPhoneme(
	{ g }: Pen,
	{ view, tempo, theme, input }: RollState,
	note: Sung,
	end: { x: number; y: number }
): void {
	if (!note.phoneme) return;
	const text = `[${note.phoneme}]`;
	const x = end.x + PHONEME_GAP;
	if (x + g.measureText(text).width > boxX(view, tempo, note) + boxWidth(view, tempo, note) - 2) return;
	const isOver = input.curve !== null && input.layers.f0;
	if (isOver) g.strokeText(text, x, end.y);
	g.fillStyle = isOver ? theme.colours.muted : theme.colours['note-ink'];
	g.globalAlpha = isOver ? 1 : PHONEME_OPACITY;
	g.fillText(text, x, end.y);
	g.globalAlpha = 1;
}

/** A line along the note, with a dot where a syllable begins. */
function drawLine({ g }: Pen, state: RollState, note: Sung): void {
	const { view, tempo, theme } = state;
	const left = Math.max(boxX(view, tempo, note), 0) + LINE.inset;
	const right = boxX(view, tempo, note) + boxWidth(view, tempo, note) - LINE.inset;
	const top = boxY(view, note);
	const y = isAbove(state)
		? Math.max(findTop(state, left, right, top), top - LIFT_MAX * view.pixelsPerSemitone) - GAP
		: top + boxHeight(view) / 2;
	if (right <= left) return;
	const draw = (grown: number): void => {
		g.beginPath();
		g.rect(left - grown, y - LINE.width / 2 - grown, right - left + 2 * grown, LINE.width + 2 * grown);
		if (isNext(note.lyric)) g.arc(left, y, LINE.dot + grown, 0, 2 * Math.PI);
		g.fill();
	};
	if (isAbove(state)) {
		g.fillStyle = theme.colours.row;
		draw(1);
	}
	g.fillStyle = isAbove(state) ? theme.colours.text : theme.colours['note-ink'];
	draw(0);
}

const isAbove = ({ input }: RollState): boolean => input.curve !== null && input.layers.f0;

/** The highest point of the f0 line between two places, if it is above `y`. */
function findTop(state: RollState, from: number, to: number, y: number): number {
	const { input, heardView: view } = state;
	if (!input.curve) return y;
	const { curve, offset, threshold } = input.curve;
	const last = Math.min(curve.length, Math.ceil((toSeconds(view, to) - offset) / HOP_SECONDS));
	let top = y;
	for (let i = Math.max(0, Math.floor((toSeconds(view, from) - offset) / HOP_SECONDS)); i < last; i++)
		if (curve.isVoiced(i, threshold)) top = Math.min(top, toY(view, curve.midiAt(i)));
	return top;
}
