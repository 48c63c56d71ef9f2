/** The keys at the left, which say where C is and play when pressed. */

import { isBelowWhiteBorder, isBlackKey, isC, noteName, pitchName } from '../note-name.ts';
import type { RollState } from '../state.ts';
import { toMidi, toY } from '../viewport.ts';
import { horizontalLine, setFont, verticalLine, type Pen } from './pen.ts';

const BLACK_LENGTH = 0.62;
/** Rows at least this high have room for the name of each white key. */
const NAMED_ROW_MIN = 20;
const NAME_INSET = 8;

/** Half the height of the mark of a tonic, in pixels. */
const TONIC_MARK = 3.5;

export function drawKeyboard(pen: Pen, state: RollState): void {
	const { view, layout, theme, input } = state;
	const { g } = pen;
	const { colours } = theme;
	const { width, height } = layout.keyboard;
	const row = view.pixelsPerSemitone;
	g.fillStyle = colours['key-white'];
	g.fillRect(0, 0, width, height);
	const lowest = Math.round(toMidi(view, height));
	const highest = Math.round(view.top);
	for (let midi = lowest; midi <= highest; midi++) {
		const y = toY(view, midi + 0.5);
		g.fillStyle = colours['key-black'];
		if (isBlackKey(midi)) g.fillRect(0, y, width * BLACK_LENGTH, row);
		g.fillStyle = colours['key-line'];
		// white keys part below a black one in its middle, and at the borders where two of them touch
		if (isBlackKey(midi)) horizontalLine(pen, y + row / 2, width * BLACK_LENGTH, width);
		else if (isBelowWhiteBorder(midi)) horizontalLine(pen, y + row, 0, width);
	}
	g.fillStyle = colours['key-ink'];
	setFont(pen, theme, 600, 10);
	g.textBaseline = 'middle';
	g.textAlign = 'right';
	const hasAll = row >= NAMED_ROW_MIN;
	for (let midi = lowest; midi <= highest; midi++) {
		if (!isC(midi) && (!hasAll || isBlackKey(midi))) continue;
		g.globalAlpha = isC(midi) ? 1 : 0.72;
		g.fillText(
			isC(midi) || layout.isNarrow ? noteName(midi, input.names) : pitchName(midi, input.names),
			width - NAME_INSET,
			toY(view, midi) + 0.5
		);
	}
	g.globalAlpha = 1;
	drawTonics(pen, state, lowest, highest);
	g.textAlign = 'left';
	g.fillStyle = colours.line;
	verticalLine(pen, width - 1, 0, height);
}

/** A wedge that points at each row of the tonic. */
function drawTonics({ g }: Pen, { view, layout, theme, rowsInKey }: RollState, lowest: number, highest: number): void {
	if (!rowsInKey) return;
	const { width } = layout.keyboard;
	g.fillStyle = theme.colours.accent;
	g.beginPath();
	for (let midi = lowest; midi <= highest; midi++) {
		if (rowsInKey[midi % 12] !== 'tonic') continue;
		const y = toY(view, midi);
		g.moveTo(width - 2, y);
		g.lineTo(width - 2 - TONIC_MARK, y - TONIC_MARK);
		g.lineTo(width - 2 - TONIC_MARK, y + TONIC_MARK);
	}
	g.fill();
}
