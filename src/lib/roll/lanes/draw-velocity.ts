/** Velocities as stems with heads, each where its note begins; crowds of them as columns. */

import type { Pen } from '../layers/pen.ts';
import type { DraftNote } from '../draft.ts';
import type { NotesInView } from '../notes-in-view.ts';
import type { RollState } from '../state.ts';
import { toX } from '../viewport.ts';
import { toLaneY } from './axis.ts';
import type { LaneAxis } from './lane.ts';

const HEAD_RADIUS = 3.5;
/** With more notes in view their stems would be one field: a column of pixels shows its loudest and its softest. */
const STEMS_MAX = 2500;
const STEM_OPACITY = 0.55;
/** The line at the height of the head, as long as the note. */
const LENGTH_OPACITY = 0.3;
const COLUMN_OPACITY = 0.75;

/** Makes the drawer of velocities; its columns are kept between frames. */
export function createVelocityDrawer(): (
	pen: Pen,
	state: RollState,
	shown: NotesInView,
	axis: LaneAxis,
	height: number
) => void {
	let softest = new Float32Array(0);
	let loudest = new Float32Array(0);
	const drawColumns = ({ g }: Pen, { view, theme }: RollState, shown: NotesInView, axis: LaneAxis, height: number) => {
		const width = Math.ceil(view.width);
		if (loudest.length < width) {
			softest = new Float32Array(width);
			loudest = new Float32Array(width);
		}
		softest.fill(Infinity, 0, width);
		loudest.fill(0, 0, width);
		for (let i = 0; i < shown.count; i++) {
			const column = Math.floor(shown.x[i] ?? 0);
			const velocity = shown.velocity[i] ?? 0;
			if (column < 0 || column >= width) continue;
			if (velocity > (loudest[column] ?? 0)) loudest[column] = velocity;
			if (velocity < (softest[column] ?? 0)) softest[column] = velocity;
		}
		const bottom = toLaneY(axis, height, axis.low);
		g.fillStyle = theme.colours.note;
		for (let x = 0; x < width; x++) {
			const loud = loudest[x] ?? 0;
			if (loud === 0) continue;
			const top = Math.min(bottom - 1, toLaneY(axis, height, loud));
			const soft = Math.max(top + 2, Math.min(bottom, toLaneY(axis, height, softest[x] ?? loud)));
			g.globalAlpha = COLUMN_OPACITY;
			g.fillRect(x, top, 1, soft - top);
			g.globalAlpha = LENGTH_OPACITY;
			g.fillRect(x, soft, 1, bottom - soft);
		}
		g.globalAlpha = 1;
	};
	return (pen, state, shown, axis, height) => {
		if (shown.count > STEMS_MAX) return drawColumns(pen, state, shown, axis, height);
		const { selection } = state;
		const looks = new Looks(state, axis, height);
		for (let i = 0; i < shown.count; i++) {
			const note = shown.notes[i];
			if (note)
				looks.of(shown.colour[i] ?? 0, selection.has(note.id)).add(shown.x[i] ?? 0, shown.width[i] ?? 0, note.velocity);
		}
		looks.draw(pen);
	};
}

/** The stems that a draft would leave, as chosen ones. */
export function drawDraftVelocities(
	pen: Pen,
	state: RollState,
	notes: readonly DraftNote[],
	axis: LaneAxis,
	height: number
): void {
	const { view, tempo } = state;
	const looks = new Looks(state, axis, height);
	for (const note of notes) {
		const x = toX(view, tempo.toSeconds(note.start));
		if (x > view.width + HEAD_RADIUS) continue;
		const width = toX(view, tempo.toSeconds(note.start + note.duration)) - x;
		if (x + width >= -HEAD_RADIUS) looks.of(state.tracks.colourOf(note), true).add(x, width, note.velocity);
	}
	looks.draw(pen);
}

/** Stems by colour of their track, chosen ones over the others. */
class Looks {
	readonly #scene: Pick<RollState, 'theme'>;
	readonly #axis: LaneAxis;
	readonly #height: number;
	readonly #plain = new Map<number, StemPaths>();
	readonly #chosen = new Map<number, StemPaths>();

	constructor(scene: Pick<RollState, 'theme'>, axis: LaneAxis, height: number) {
		this.#scene = scene;
		this.#axis = axis;
		this.#height = height;
	}

	of(colour: number, isChosen: boolean): StemPaths {
		const looks = isChosen ? this.#chosen : this.#plain;
		let paths = looks.get(colour);
		if (!paths) looks.set(colour, (paths = new StemPaths(this.#axis, this.#height)));
		return paths;
	}

	draw(pen: Pen): void {
		const { tracks, colours } = this.#scene.theme;
		for (const [colour, paths] of this.#plain) paths.draw(pen, tracks[colour] ?? colours.note, null);
		for (const [colour, paths] of this.#chosen) paths.draw(pen, tracks[colour] ?? colours.note, colours.text);
	}
}

/** Stems of one look, drawn in a few strokes however many they are. */
class StemPaths {
	readonly #axis: LaneAxis;
	readonly #height: number;
	readonly #bottom: number;
	readonly #lengths = new Path2D();
	readonly #stems = new Path2D();
	readonly #heads = new Path2D();

	constructor(axis: LaneAxis, height: number) {
		this.#axis = axis;
		this.#height = height;
		this.#bottom = toLaneY(axis, height, axis.low);
	}

	add(x: number, width: number, velocity: number): void {
		const y = toLaneY(this.#axis, this.#height, velocity);
		this.#lengths.rect(x, y - 1, width, 2);
		this.#stems.rect(x - 0.75, y, 1.5, Math.max(0, this.#bottom - y));
		this.#heads.moveTo(x + HEAD_RADIUS, y);
		this.#heads.arc(x, y, HEAD_RADIUS, 0, 2 * Math.PI);
	}

	draw({ g }: Pen, colour: string, outline: string | null): void {
		g.fillStyle = colour;
		g.globalAlpha = LENGTH_OPACITY;
		g.fill(this.#lengths);
		g.globalAlpha = outline ? 1 : STEM_OPACITY;
		g.fill(this.#stems);
		g.globalAlpha = 1;
		g.fill(this.#heads);
		if (!outline) return;
		g.lineWidth = 1.75;
		g.strokeStyle = outline;
		g.stroke(this.#heads);
	}
}
