/** The edge of listening: how far the recording has been heard. */

import type { RollState } from '../state.ts';
import { toX } from '../viewport.ts';
import { crisp, setFont, type Pen } from './pen.ts';

const GLOW_WIDTH = 40;
const LABEL_GAP = 10;

export function drawEdge(pen: Pen, { view, theme, input }: RollState): void {
	const edge = input.curve?.edge ?? null;
	if (edge === null) return;
	const x = toX(view, edge);
	if (x < 0 || x > view.width + GLOW_WIDTH) return;
	const { g } = pen;
	const glow = g.createLinearGradient(x - GLOW_WIDTH, 0, x, 0);
	glow.addColorStop(0, theme.f0Clear);
	glow.addColorStop(1, theme.colours['f0-band']);
	g.fillStyle = glow;
	g.fillRect(x - GLOW_WIDTH, 0, GLOW_WIDTH, view.height);
	const line = crisp(pen, x) + 0.5;
	g.strokeStyle = theme.colours.f0;
	g.lineWidth = 1;
	g.setLineDash([3, 4]);
	g.beginPath();
	g.moveTo(line, 0);
	g.lineTo(line, view.height);
	g.stroke();
	g.setLineDash([]);
	setFont(pen, theme, 500, 12);
	g.fillStyle = theme.colours.muted;
	g.textBaseline = 'top';
	const width = g.measureText(input.labels.listening).width;
	const hasRoom = x + LABEL_GAP + width + 4 < view.width;
	g.textAlign = hasRoom ? 'left' : 'right';
	g.fillText(input.labels.listening, hasRoom ? x + LABEL_GAP : x - LABEL_GAP, 12);
	g.textAlign = 'left';
}
