/** Other people over the picture: their pointers with their names, what they have selected, what they look at. */

import { boxHeight, boxRadius, boxWidth, boxX, boxY } from '../note-box.ts';
import type { PersonMark } from '../people.ts';
import type { RollState } from '../state.ts';
import type { RollPerson } from '../types.ts';
import { toX, toY } from '../viewport.ts';
import { minimapSeconds } from './minimap.ts';
import { setFont, type Pen } from './pen.ts';

/** An arrow with its tip at the origin. */
const ARROW = [
	[0, 0],
	[5.2, 15.6],
	[8.3, 8.9],
	[15.2, 6.2]
] as const;
const ARROW_SIZE = 16;
const HALO = 1.5;
/** The name beside an arrow, or on its other side where there is no room. */
const LABEL = { left: 12, top: 15, height: 18, padding: 6, radius: 5, textMax: 140, size: 11 };
/** Their outline is outside of one's own. */
const OUTLINE = { outset: 2.5, width: 2 };
/** Bars under the minimap: so many people's views are told apart by their height. */
const BAR = { height: 2, gap: 1, rows: 3, bottom: 1, widthMin: 6 };

const colourOf = ({ theme }: RollState, { colour }: RollPerson): string => theme.people[colour] ?? theme.colours.text;

/** Outlines of their notes, in the roll's own pixels. */
export function drawPeopleSelections({ g }: Pen, state: RollState): void {
	const { view, tempo, input, hidden } = state;
	if (!state.showsNotes) return;
	g.lineWidth = OUTLINE.width;
	const height = boxHeight(view) + 2 * OUTLINE.outset;
	for (const person of input.people ?? []) {
		if (person.selection.length === 0) continue;
		g.beginPath();
		for (const id of person.selection) {
			const note = input.score.get(id);
			if (note?.kind !== 'note' || hidden.has(id)) continue;
			const width = boxWidth(view, tempo, note) + 2 * OUTLINE.outset;
			const x = boxX(view, tempo, note) - OUTLINE.outset;
			if (x > view.width || x + width < 0) continue;
			g.roundRect(x, boxY(view, note) - OUTLINE.outset, width, height, boxRadius(width, height) + 1);
		}
		g.strokeStyle = colourOf(state, person);
		g.stroke();
	}
}

/** Their pointers, in the roll's own pixels. */
export function drawPeoplePointers(pen: Pen, state: RollState, now: number): void {
	const { view, tempo, theme } = state;
	for (const mark of state.people.marksAt(now, theme.isMotionReduced)) {
		const x = toX(view, tempo.toSeconds(mark.ticks));
		const y = toY(view, mark.cents / 100);
		const isOutside = x < -ARROW_SIZE || y < -ARROW_SIZE || x > view.width || y > view.height;
		if (isOutside) continue;
		drawArrow(pen, state, mark.person, x, y);
		if (mark.labelOpacity > 0) drawName(pen, state, mark, x, y);
	}
}

function drawArrow({ g }: Pen, state: RollState, person: RollPerson, x: number, y: number): void {
	g.beginPath();
	for (const [dx, dy] of ARROW) g.lineTo(x + dx, y + dy);
	g.closePath();
	g.lineJoin = 'round';
	g.lineWidth = 2 * HALO;
	g.strokeStyle = state.theme.colours.row;
	g.stroke();
	g.fillStyle = colourOf(state, person);
	g.fill();
}

function drawName(pen: Pen, state: RollState, { person, labelOpacity }: PersonMark, x: number, y: number): void {
	const { g } = pen;
	const { view, theme } = state;
	setFont(pen, theme, 600, LABEL.size);
	g.textAlign = 'left';
	g.textBaseline = 'middle';
	const text = fitText(g, person.name);
	const width = g.measureText(text).width + 2 * LABEL.padding;
	const left = x + LABEL.left + width > view.width ? x - width - 2 : x + LABEL.left;
	const top = y + LABEL.top + LABEL.height > view.height ? y - LABEL.height - 2 : y + LABEL.top;
	g.globalAlpha = labelOpacity;
	g.beginPath();
	g.roundRect(left, top, width, LABEL.height, LABEL.radius);
	g.fillStyle = colourOf(state, person);
	g.fill();
	g.fillStyle = theme.colours['person-ink'];
	g.fillText(text, left + LABEL.padding, top + LABEL.height / 2 + 0.5);
	g.globalAlpha = 1;
}

/** The name, or what of it has room. */
function fitText(g: CanvasRenderingContext2D, name: string): string {
	if (g.measureText(name).width <= LABEL.textMax) return name;
	const letters = [...name];
	while (letters.length > 1 && g.measureText(`${letters.join('')}…`).width > LABEL.textMax) letters.pop();
	return `${letters.join('')}…`;
}

/** What of the whole they look at, as bars in the minimap's own pixels. */
export function drawPeopleViews({ g }: Pen, state: RollState, size: { width: number; height: number }): void {
	const { tempo, input } = state;
	const scale = size.width / minimapSeconds(state);
	let row = 0;
	for (const person of input.people ?? []) {
		if (!person.view) continue;
		const left = Math.max(0, tempo.toSeconds(person.view.from) * scale);
		const right = Math.min(size.width, tempo.toSeconds(person.view.to) * scale);
		const y = size.height - BAR.bottom - BAR.height - (row++ % BAR.rows) * (BAR.height + BAR.gap);
		g.fillStyle = colourOf(state, person);
		if (left < size.width) g.fillRect(left, y, Math.max(BAR.widthMin, right - left), BAR.height);
	}
}
