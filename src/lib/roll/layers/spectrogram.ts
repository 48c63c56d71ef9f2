/** The spectrogram behind the notes, on the same axis of pitch. */

import { SPECTROGRAM_BOTTOM, SPECTROGRAM_ROWS } from '#lib/dsp/index.ts';
import { computePalette, SPECTROGRAM_LOOK } from '../spectrogram/palette.ts';
import {
	columnSeconds,
	pickSpectrogramLevel,
	SPECTROGRAM_LEVELS,
	TILE_COLUMNS,
	type SpectrogramTile
} from '../spectrogram/tiles.ts';
import type { RollState } from '../state.ts';
import type { RollSpectrogram } from '../types.ts';
import { toSeconds, toX, toY } from '../viewport.ts';
import { crisp, type Pen } from './pen.ts';

/** Tiles coloured in one frame: about 1 ms each. */
const PAINTED_MAX = 3;
const TOP = SPECTROGRAM_BOTTOM + SPECTROGRAM_ROWS / 3;

interface Picture {
	readonly canvas: HTMLCanvasElement;
	columns: number;
	palette: Uint8ClampedArray | null;
}

/** Keeps coloured pictures of tiles; answers whether some could not be painted yet. */
export function createSpectrogramLayer(): (pen: Pen, state: RollState) => boolean {
	const pictures = new WeakMap<SpectrogramTile, Picture>();
	let palette: Uint8ClampedArray | null = null;
	let paletteOf = '';
	let room = 0;
	let isMore = false;

	const paint = (tile: SpectrogramTile, colours: Uint8ClampedArray): Picture | null => {
		const known = pictures.get(tile);
		const picture = known ?? createPicture();
		if (known && known.columns === tile.columns && known.palette === colours) return known;
		if (room <= 0) {
			isMore = true;
			return known ?? null;
		}
		room--;
		paintPicture(picture, tile, colours);
		pictures.set(tile, picture);
		return picture;
	};
	const drawTile = (pen: Pen, state: RollState, offset: number, level: number, index: number): boolean => {
		const tile = state.input.spectrogram?.tiles.find(level, index);
		const picture = tile && tile.columns > 0 && palette ? paint(tile, palette) : null;
		if (!tile || !picture) return false;
		const seconds = columnSeconds(level);
		const start = offset + index * TILE_COLUMNS * seconds;
		const left = crisp(pen, toX(state.view, start));
		const right = crisp(pen, toX(state.view, start + picture.columns * seconds));
		const top = toY(state.heardView, TOP);
		const height = SPECTROGRAM_ROWS * (state.view.pixelsPerSemitone / 3);
		pen.g.drawImage(picture.canvas, 0, 0, picture.columns, SPECTROGRAM_ROWS, left, top, right - left, height);
		return picture.columns === TILE_COLUMNS;
	};
	return (pen, state) => {
		const { view, theme, input } = state;
		const { spectrogram } = input;
		if (!spectrogram || !input.layers.spectrogram) return false;
		const look = spectrogram.look ?? SPECTROGRAM_LOOK;
		const key = [look.brightness, look.contrast, ...theme.spectrum.flat()].join();
		if (key !== paletteOf) palette = computePalette(theme.spectrum, look);
		paletteOf = key;
		room = PAINTED_MAX;
		isMore = false;
		const level = pickSpectrogramLevel(view.pixelsPerSecond);
		const span = columnSeconds(level) * TILE_COLUMNS;
		const first = Math.max(0, Math.floor((view.start - spectrogram.offset) / span));
		const last = Math.floor((toSeconds(view, view.width) - spectrogram.offset) / span);
		spectrogram.tiles.want(level, first, last);
		pen.g.save();
		clipToSound(pen, state, spectrogram);
		for (let index = first; index <= last; index++) drawCovered(pen, state, spectrogram.offset, level, index);
		pen.g.restore();
		return isMore;
	};

	/** A tile; until it is whole what a coarser one knows of its time lies under it. */
	function drawCovered(pen: Pen, state: RollState, offset: number, level: number, index: number): void {
		const tile = state.input.spectrogram?.tiles.find(level, index);
		if (tile?.columns === TILE_COLUMNS && drawTile(pen, state, offset, level, index)) return;
		const { g } = pen;
		const span = columnSeconds(level) * TILE_COLUMNS;
		const from = offset + index * span + (tile?.columns ?? 0) * columnSeconds(level);
		const left = crisp(pen, toX(state.view, from));
		const right = crisp(pen, toX(state.view, offset + (index + 1) * span));
		g.save();
		g.beginPath();
		g.rect(left, 0, right - left, state.view.height);
		g.clip();
		let [coarser, parent] = [level, index];
		while (++coarser < SPECTROGRAM_LEVELS) {
			parent = Math.floor(parent / 4);
			if (state.input.spectrogram?.tiles.find(coarser, parent)) break;
		}
		if (coarser < SPECTROGRAM_LEVELS) drawTile(pen, state, offset, coarser, parent);
		g.restore();
		drawTile(pen, state, offset, level, index);
	}
}

/** The last tile is longer than the sound. */
function clipToSound({ g }: Pen, { view }: RollState, { tiles, offset }: RollSpectrogram): void {
	const left = toX(view, offset);
	g.beginPath();
	g.rect(left, 0, tiles.seconds * view.pixelsPerSecond, view.height);
	g.clip();
}

function createPicture(): Picture {
	const canvas = document.createElement('canvas');
	canvas.width = TILE_COLUMNS;
	canvas.height = SPECTROGRAM_ROWS;
	return { canvas, columns: 0, palette: null };
}

function paintPicture(picture: Picture, tile: SpectrogramTile, palette: Uint8ClampedArray): void {
	const from = picture.palette === palette ? picture.columns : 0;
	const width = tile.columns - from;
	const g = picture.canvas.getContext('2d');
	if (!g || width <= 0) return;
	const image = g.createImageData(width, SPECTROGRAM_ROWS);
	const { data } = image;
	for (let column = 0; column < width; column++) {
		const values = (from + column) * SPECTROGRAM_ROWS;
		for (let row = 0; row < SPECTROGRAM_ROWS; row++) {
			const to = ((SPECTROGRAM_ROWS - 1 - row) * width + column) * 4;
			const colour = (tile.values[values + row] ?? 0) * 4;
			data[to] = palette[colour] ?? 0;
			data[to + 1] = palette[colour + 1] ?? 0;
			data[to + 2] = palette[colour + 2] ?? 0;
			data[to + 3] = palette[colour + 3] ?? 0;
		}
	}
	g.putImageData(image, from, 0);
	picture.columns = tile.columns;
	picture.palette = palette;
}
