/** A spectrogram in tiles: computed where one looks first, kept as long as there is room, at several levels of time. */

import { SPECTROGRAM_ROWS } from '#lib/dsp/index.ts';
import type { Hz, Samples, Seconds } from '../../units.ts';
import { reachAt } from './job.ts';
import type { SpectrogramWorker } from './worker.ts';

/** The sound of a recording, mixed to one channel, as it is asked for. */
export interface SoundSamples {
	readonly sampleRate: Hz;
	readonly seconds: Seconds;
	/** Samples [from, to); silence where there are none. Rejects when the sound cannot be read. */
	read(from: Samples, to: Samples): Promise<Float32Array<ArrayBuffer>>;
	dispose(): void;
}

/** A stretch of {@link TILE_COLUMNS} columns at a level. */
export interface SpectrogramTile {
	readonly level: number;
	readonly index: number;
	/** By column, each from the lowest row up; see SPECTROGRAM_FLOOR. */
	readonly values: Uint8Array<ArrayBuffer>;
	/** Columns that are there, from the first on. */
	columns: number;
	/** Greater = wanted later. */
	used: number;
}

export interface SpectrogramTiles {
	/** Says what is in view; whatever else was wanted before is not any more. Allocates nothing while nothing is missing. */
	want(level: number, first: number, last: number): void;
	/** What there is of a tile; null for nothing. */
	find(level: number, index: number): SpectrogramTile | null;
	readonly seconds: Seconds;
	/** Told of each piece that has come. */
	subscribe(listener: () => void): () => void;
	dispose(): void;
}

export const TILE_COLUMNS = 256;
export const SPECTROGRAM_LEVELS = 6;
/** A column at the finest level; each further level has four times as long ones. */
export const columnSeconds = (level: number): Seconds => 0.01 * 4 ** level;
/** 98 kB each: at most 9.4 MB of values, and four times as much of pictures of them. */
const TILES_MAX = 96;
/** A piece is read and computed at once, and is no longer than this: what is not wanted any more costs one piece. */
const PIECE_COLUMNS = 64;
const PIECE_SECONDS: Seconds = 10;
/** Places heard in a column, by level: a long column is more than its middle. */
const SPOTS = [1, 2, 4, 4, 4, 4];

export const createSpectrogramTiles = (samples: SoundSamples, worker: SpectrogramWorker): SpectrogramTiles =>
	new Tiles(samples, worker);

/** The level whose columns are about a pixel wide at a scale. */
export function pickSpectrogramLevel(pixelsPerSecond: number): number {
	const least = 0.5;
	const level = Math.ceil(Math.log2(least / (columnSeconds(0) * pixelsPerSecond)) / 2);
	return Math.max(0, Math.min(SPECTROGRAM_LEVELS - 1, level));
}

class Tiles implements SpectrogramTiles {
	readonly #samples: SoundSamples;
	readonly #worker: SpectrogramWorker;
	readonly #reach: Samples;
	readonly #tiles = new Map<number, SpectrogramTile>();
	readonly #listeners = new Set<() => void>();
	#wanted = { level: 0, first: 0, last: -1 };
	#clock = 0;
	#isBusy = false;
	#isDisposed = false;

	constructor(samples: SoundSamples, worker: SpectrogramWorker) {
		this.#samples = samples;
		this.#worker = worker;
		this.#reach = reachAt(samples.sampleRate);
	}

	get seconds(): Seconds {
		return this.#samples.seconds;
	}

	want(level: number, first: number, last: number): void {
		const end = Math.ceil(this.seconds / (columnSeconds(level) * TILE_COLUMNS)) - 1;
		this.#wanted.level = level;
		this.#wanted.first = Math.max(0, first);
		this.#wanted.last = Math.min(end, last);
		this.#clock++;
		for (let index = this.#wanted.first; index <= this.#wanted.last; index++) {
			const tile = this.find(level, index);
			if (tile) tile.used = this.#clock;
		}
		if (!this.#isBusy) void this.#work();
	}

	find(level: number, index: number): SpectrogramTile | null {
		return this.#tiles.get(keyOf(level, index)) ?? null;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#listeners.clear();
		this.#tiles.clear();
		this.#worker.dispose();
		this.#samples.dispose();
	}

	/** Makes one piece after another as long as something is missing. */
	async #work(): Promise<void> {
		this.#isBusy = true;
		try {
			for (let next = this.#findMissing(); next && !this.#isDisposed; next = this.#findMissing())
				if (!(await this.#extend(next))) break;
		} finally {
			this.#isBusy = false;
		}
	}

	/** The first unfinished tile in view, from its middle out. */
	#findMissing(): { level: number; index: number } | null {
		const { level, first, last } = this.#wanted;
		const middle = Math.floor((first + last) / 2);
		for (let away = 0; away <= last - first + 1; away++)
			for (const index of away === 0 ? [middle] : [middle + away, middle - away]) {
				if (index < first || index > last) continue;
				if ((this.find(level, index)?.columns ?? 0) < TILE_COLUMNS) return { level, index };
			}
		return null;
	}

	/** Adds a piece to a tile; answers whether the sound could be read. */
	async #extend({ level, index }: { level: number; index: number }): Promise<boolean> {
		const { sampleRate } = this.#samples;
		const tile = this.find(level, index) ?? this.#add(level, index);
		const columnSamples = columnSeconds(level) * sampleRate;
		const columns = Math.max(1, Math.min(PIECE_COLUMNS, Math.floor(PIECE_SECONDS / columnSeconds(level))));
		const first = Math.round((index * TILE_COLUMNS + tile.columns) * columnSamples);
		const count = Math.min(columns, TILE_COLUMNS - tile.columns);
		try {
			const mono = await this.#samples.read(
				first - this.#reach,
				first + Math.ceil(count * columnSamples) + this.#reach
			);
			if (this.#isDisposed) return false;
			const spots = SPOTS[level] ?? 1;
			const values = await this.#worker.compute({ sampleRate, mono, columns: count, columnSamples, spots });
			if (this.#isDisposed) return false;
			tile.values.set(values, tile.columns * SPECTROGRAM_ROWS);
			tile.columns += count;
		} catch {
			// the recording cannot be read here: what was seen of it stays
			return false;
		}
		for (const listener of this.#listeners) listener();
		return true;
	}

	/** Makes room by the tile that has not been in view for longest. */
	#add(level: number, index: number): SpectrogramTile {
		const values = new Uint8Array(TILE_COLUMNS * SPECTROGRAM_ROWS);
		const tile: SpectrogramTile = { level, index, values, columns: 0, used: this.#clock };
		this.#tiles.set(keyOf(level, index), tile);
		if (this.#tiles.size > TILES_MAX) {
			const oldest = [...this.#tiles.values()].reduce((one, other) => (other.used < one.used ? other : one));
			this.#tiles.delete(keyOf(oldest.level, oldest.index));
		}
		return tile;
	}
}

const keyOf = (level: number, index: number): number => level * 2 ** 32 + index;
