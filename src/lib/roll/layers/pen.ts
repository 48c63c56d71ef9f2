/** A canvas to draw on, and lines that are sharp at any pixel ratio. */

import type { Rect } from '../layout.ts';
import type { Theme } from '../theme.ts';

export interface Pen {
	readonly g: CanvasRenderingContext2D;
	/** Device pixels in a CSS pixel. */
	readonly ratio: number;
}

/** `value` moved to the nearest border between device pixels. */
export const crisp = ({ ratio }: Pen, value: number): number => Math.round(value * ratio) / ratio;

/** The thinnest line that is not grey: about one CSS pixel. */
const hairline = ({ ratio }: Pen): number => Math.max(1, Math.round(ratio)) / ratio;

export function verticalLine(pen: Pen, x: number, top: number, bottom: number): void {
	pen.g.fillRect(crisp(pen, x), top, hairline(pen), bottom - top);
}

export function horizontalLine(pen: Pen, y: number, left: number, right: number): void {
	pen.g.fillRect(left, crisp(pen, y), right - left, hairline(pen));
}

/** Runs `draw` with the origin at the corner of `rect` and nothing drawn outside it. */
export function drawIn(pen: Pen, rect: Rect, draw: () => void): void {
	const { g } = pen;
	g.save();
	g.beginPath();
	g.rect(rect.x, rect.y, rect.width, rect.height);
	g.clip();
	g.translate(crisp(pen, rect.x), crisp(pen, rect.y));
	draw();
	g.restore();
}

export function setFont({ g }: Pen, theme: Theme, weight: number, size: number): void {
	g.font = `${weight} ${size}px ${theme.font}`;
}
