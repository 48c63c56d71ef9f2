/** The strip at the upper edge of the roll: where analyses differ in pitch it is filled, where in voicing hatched. */

import { DIFFERENT_VOICING, BLOCK_FRAMES } from '#lib/pitch/index.ts';
import { FRAMES_PER_SECOND } from '../../units.ts';
import { STRIP_HEIGHT } from '../pitch-hit.ts';
import type { RollState } from '../state.ts';
import type { Pen } from './pen.ts';

/** Pixels of one look at the strip; a hatch is every other one. */
const COLUMN = 2;
const OPACITY_MIN = 0.45;
const OPACITY_STEPS = 4;
const LEVEL_MAX = 255;

export function drawDisagreement({ g }: Pen, state: RollState): void {
	const { disagreement, sung } = state.pitch;
	if (!disagreement || !sung) return;
	const { view, theme } = state;
	g.fillStyle = theme.colours.surface;
	g.globalAlpha = 0.85;
	g.fillRect(0, 0, view.width, STRIP_HEIGHT);
	g.globalAlpha = 1;
	g.fillStyle = theme.colours.line;
	g.fillRect(0, STRIP_HEIGHT - 1, view.width, 1);
	const framesPerColumn = (COLUMN / view.pixelsPerSecond) * FRAMES_PER_SECOND;
	const isFar = framesPerColumn >= BLOCK_FRAMES;
	// columns lie on the recording: they neither crawl nor flicker while it scrolls
	const first = Math.floor(((view.start - sung.offset) * view.pixelsPerSecond) / COLUMN);
	const shift = first * COLUMN - (view.start - sung.offset) * view.pixelsPerSecond;
	g.fillStyle = theme.colours.play;
	for (let column = 0; column * COLUMN < view.width + COLUMN; column++) {
		const at = (first + column) * framesPerColumn;
		const level = findMost(disagreement, at, at + framesPerColumn, isFar);
		if (level === 0) continue;
		const isHatched = level <= DIFFERENT_VOICING;
		if (isHatched && (first + column) % 2 !== 0) continue;
		const share = (level - DIFFERENT_VOICING) / (LEVEL_MAX - DIFFERENT_VOICING);
		g.globalAlpha = isHatched
			? 0.7
			: OPACITY_MIN + (1 - OPACITY_MIN) * (Math.ceil(share * OPACITY_STEPS) / OPACITY_STEPS);
		g.fillRect(shift + column * COLUMN, 1, COLUMN, STRIP_HEIGHT - 3);
	}
	g.globalAlpha = 1;
}

function findMost(
	disagreement: NonNullable<RollState['pitch']['disagreement']>,
	from: number,
	to: number,
	isFar: boolean
): number {
	let most = 0;
	const step = isFar ? BLOCK_FRAMES : 1;
	for (let i = Math.floor(from); i < to; i += step)
		most = Math.max(most, isFar ? disagreement.levelOfBlock(i) : disagreement.levelAt(i));
	return most;
}
