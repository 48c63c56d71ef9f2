/** Pitch that is being drawn, the stretch that is chosen, and the f0 that goes along with notes that are being moved. */

import { findNoteFrames } from '#lib/pitch/index.ts';
import { ABSENT } from '#lib/score/index.ts';
import { HOP_SECONDS } from '../../units.ts';
import { STEPS_PER_SEMITONE } from '../pitch-state.ts';
import type { RollState } from '../state.ts';
import { toX, toY } from '../viewport.ts';
import type { Pen } from './pen.ts';

const WIDTH = 2.5;
const HALO = 5;
/** Moved notes whose f0 is drawn with them: more would cost more than a frame. */
const CARRIED_MAX = 100;

export function drawPitchDraft(pen: Pen, state: RollState): void {
	if (state.pitch.span) drawSpan(pen, state);
	if (state.pitch.stroke) drawStroke(pen, state);
	else if (state.draft?.kind === 'move' && state.pitch.input.isCarried && !state.draft.isCopy) drawCarried(pen, state);
}

function drawSpan({ g }: Pen, { view, theme, pitch }: RollState): void {
	const { span, sung } = pitch;
	if (!span || !sung) return;
	const left = toX(view, sung.offset + span.from * HOP_SECONDS);
	const right = toX(view, sung.offset + span.to * HOP_SECONDS);
	g.fillStyle = theme.colours.accent;
	g.globalAlpha = 0.1;
	g.fillRect(left, 0, right - left, view.height);
	g.globalAlpha = 0.9;
	g.fillRect(left - 0.5, 0, 1, view.height);
	g.fillRect(right - 0.5, 0, 1, view.height);
	g.globalAlpha = 1;
}

function drawStroke(pen: Pen, state: RollState): void {
	const { g } = pen;
	const { view, theme, pitch } = state;
	const { stroke, sung, shown } = pitch;
	if (!stroke || !sung || !shown) return;
	const { heard, threshold } = shown;
	// what is erased is seen to be
	const left = toX(view, sung.offset + (stroke.from - 0.5) * HOP_SECONDS);
	const right = toX(view, sung.offset + (stroke.to - 0.5) * HOP_SECONDS);
	g.fillStyle = theme.colours.accent;
	g.globalAlpha = 0.07;
	g.fillRect(left, 0, right - left, view.height);
	g.globalAlpha = 1;
	g.beginPath();
	addLine(g, state, { from: stroke.from, to: stroke.to, dx: 0, dy: 0 }, (i) => {
		const sample = stroke.at(i);
		if (sample !== ABSENT) return Math.max(0, sample);
		return heard.isVoiced(i, threshold) ? Math.abs(heard.stepAt(i)) : 0;
	});
	strokeLine(pen, state);
}

/** The f0 under each note where the note is going. */
function drawCarried(pen: Pen, state: RollState): void {
	const { draft, view, tempo } = state;
	const { sung } = state.pitch;
	if (draft?.kind !== 'move' || !sung || draft.notes.length > CARRIED_MAX) return;
	const { curve, threshold } = sung;
	pen.g.beginPath();
	for (const note of draft.notes) {
		const by = tempo.toSeconds(note.start + draft.ticks) - tempo.toSeconds(note.start);
		const move = { dx: by * view.pixelsPerSecond, dy: -draft.semitones * view.pixelsPerSemitone };
		addLine(pen.g, state, { ...findNoteFrames(note, tempo, sung), ...move }, (i) =>
			curve.isVoiced(i, threshold) ? Math.abs(curve.stepAt(i)) : 0
		);
	}
	strokeLine(pen, state);
}

interface Piece {
	readonly from: number;
	readonly to: number;
	/** Pixels that it is moved by. */
	readonly dx: number;
	readonly dy: number;
}

/** Adds the voiced runs of a piece; `stepAt` answers half cents, 0 for unvoiced. Only what is in view. */
function addLine(
	g: CanvasRenderingContext2D,
	{ view, pitch }: RollState,
	piece: Piece,
	stepAt: (i: number) => number
): void {
	const offset = pitch.sung?.offset ?? 0;
	const first = Math.max(
		piece.from,
		Math.floor((view.start - offset - piece.dx / view.pixelsPerSecond) / HOP_SECONDS) - 1
	);
	const count = Math.ceil(view.width / view.pixelsPerSecond / HOP_SECONDS) + 3;
	let isDown = false;
	for (let i = first; i < Math.min(piece.to, first + count); i++) {
		const step = stepAt(i);
		const x = toX(view, offset + i * HOP_SECONDS) + piece.dx;
		const y = toY(view, step / STEPS_PER_SEMITONE) + piece.dy;
		if (step > 0 && isDown) g.lineTo(x, y);
		else if (step > 0) {
			g.moveTo(x - 0.5, y);
			g.lineTo(x, y);
		}
		isDown = step > 0;
	}
}

function strokeLine({ g }: Pen, { theme }: RollState): void {
	g.lineJoin = 'round';
	g.lineCap = 'round';
	g.strokeStyle = theme.colours.row;
	g.lineWidth = HALO;
	g.stroke();
	g.strokeStyle = theme.colours.f0;
	g.lineWidth = WIDTH;
	g.stroke();
}
