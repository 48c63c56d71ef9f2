/** Segments as boxes with their labels, shortened where they do not fit. */

import type { Segment } from '#lib/score/index.ts';
import { setFont, type Pen } from '../layers/pen.ts';
import type { RollState } from '../state.ts';
import { toSeconds, toX } from '../viewport.ts';

const INSET = 4;
const RADIUS = 4;
/** Space between segments that touch, so that their border is seen. */
const GAP = 1;
const LABEL = { size: 11, padding: 5, widthMin: 12, heightMin: 16 };
/** Narrower boxes are plain columns; of those in one pixel the first is drawn. */
const BOX_MIN = 3;
const FILL_OPACITY = { unsure: 0.14, sure: 0.32 };

export interface SegmentsLook {
	readonly height: number;
	readonly selection: ReadonlySet<number>;
}

/** Draws the segments of a lane that are in view, but `hidden` ones. */
export function drawSegments(
	pen: Pen,
	state: RollState,
	visit: (from: number, to: number, visit: (segment: Segment) => void) => void,
	{ height, selection, hidden }: SegmentsLook & { readonly hidden: ReadonlySet<number> }
): void {
	const { view } = state;
	let drawn = -Infinity;
	prepare(pen, state);
	visit(toSeconds(view, -RADIUS), toSeconds(view, view.width + RADIUS), (segment) => {
		if (hidden.has(segment.id)) return;
		const right = toX(view, segment.to);
		if (right - toX(view, segment.from) < BOX_MIN && right < drawn + 1 && !selection.has(segment.id)) return;
		drawn = right;
		drawSegment(pen, state, segment, { height, isSelected: selection.has(segment.id) });
	});
}

/** Draws given segments, as those of a draft. */
export function drawDraftSegments(
	pen: Pen,
	state: RollState,
	segments: readonly Segment[],
	{ height, selection }: SegmentsLook
): void {
	prepare(pen, state);
	for (const segment of segments)
		drawSegment(pen, state, segment, { height, isSelected: selection.has(segment.id) || segments.length === 1 });
}

function prepare(pen: Pen, { theme }: RollState): void {
	setFont(pen, theme, 550, LABEL.size);
	pen.g.textBaseline = 'middle';
	pen.g.textAlign = 'left';
}

function drawSegment(
	{ g }: Pen,
	{ view, theme }: RollState,
	{ from, to, label, confidence }: Segment,
	{ height, isSelected }: { readonly height: number; readonly isSelected: boolean }
): void {
	const x = toX(view, from);
	const width = Math.max(1, toX(view, to) - x - GAP);
	const box = { y: INSET, height: height - 2 * INSET };
	g.fillStyle = theme.colours.seg;
	if (width < BOX_MIN) {
		g.globalAlpha = isSelected ? 1 : FILL_OPACITY.sure;
		g.fillRect(x, box.y, width, box.height);
		g.globalAlpha = 1;
		return;
	}
	g.beginPath();
	g.roundRect(x, box.y, width, box.height, Math.min(RADIUS, width / 2));
	g.globalAlpha = FILL_OPACITY.unsure + ((FILL_OPACITY.sure - FILL_OPACITY.unsure) * confidence) / 100;
	g.fill();
	g.globalAlpha = 1;
	g.lineWidth = isSelected ? 1.75 : 1;
	g.strokeStyle = isSelected ? theme.colours.text : theme.colours.seg;
	// what is not sure has a broken outline: colour alone would not say it
	if (confidence < 100) g.setLineDash([3, 3]);
	if (isSelected || confidence < 100) g.stroke();
	g.setLineDash([]);
	if (!label || width < LABEL.widthMin || box.height < LABEL.heightMin) return;
	// one that began before the view still says what it is
	const left = Math.max(x, Math.min(0, x + width - LABEL.widthMin));
	const text = fitLabel(g, label, x + width - left - 2 * LABEL.padding);
	g.fillStyle = theme.colours.text;
	if (text) g.fillText(text, left + LABEL.padding, height / 2 + 0.5);
}

/** The label, or its beginning with an ellipsis, or nothing where not even a letter fits. */
function fitLabel(g: Pick<CanvasRenderingContext2D, 'measureText'>, label: string, room: number): string {
	if (g.measureText(label).width <= room) return label;
	const letters = [...label];
	let low = 0;
	let high = letters.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >>> 1;
		if (g.measureText(`${letters.slice(0, middle).join('')}…`).width <= room) low = middle;
		else high = middle - 1;
	}
	return low > 0 ? `${letters.slice(0, low).join('')}…` : '';
}
