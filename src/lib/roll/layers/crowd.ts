/** Notes by the thousand, counted into a small picture: a column for each device pixel, a line for each pitch. */

const PITCHES = 128;
const FULL = 255;

/**
 * Looks as if each note was a rectangle, those of one step of opacity being one shape and the shapes lying over each other.
 * But a path of 100,000 rectangles takes a processor 110 ms to fill (measured on an hour in one view), and this a tenth.
 * Allocates nothing from one picture to the next of the same width.
 */
export class Crowd {
	/** For each step, how much shows through a pixel that is covered so much. */
	readonly #clearness: readonly Float32Array[];
	readonly #canvas = document.createElement('canvas');
	readonly #inner = this.#canvas.getContext('2d');
	#columns = 0;
	#image = new ImageData(1, PITCHES);
	#pixels = new Uint32Array(0);
	/** How much of each pixel the notes of each step cover; more than all is all. */
	#cover = new Uint8ClampedArray(0);
	#low = PITCHES;
	#high = -1;

	/** One shape for each opacity, 0 to 1. */
	constructor(opacities: readonly number[]) {
		this.#clearness = opacities.map((opacity) =>
			Float32Array.from({ length: FULL + 1 }, (_, cover) => 1 - (cover / FULL) * opacity)
		);
	}

	/** Begins a picture as wide as so many device pixels. */
	begin(columns: number): void {
		const steps = this.#clearness.length;
		if (columns === this.#columns) this.#cover.fill(0, this.#low * columns * steps, (this.#high + 1) * columns * steps);
		else {
			this.#columns = columns;
			this.#canvas.width = columns;
			this.#canvas.height = PITCHES;
			this.#image = new ImageData(columns, PITCHES);
			this.#pixels = new Uint32Array(this.#image.data.buffer);
			this.#cover = new Uint8ClampedArray(columns * PITCHES * steps);
		}
		this.#pixels.fill(0);
		this.#low = PITCHES;
		this.#high = -1;
	}

	/** A note from `from` to `to`, in device pixels; what lies outside the picture is left out. */
	add(pitch: number, step: number, from: number, to: number): void {
		const left = Math.max(0, from);
		const right = Math.min(this.#columns, to);
		if (right <= left) return;
		this.#low = Math.min(this.#low, pitch);
		this.#high = Math.max(this.#high, pitch);
		const cover = this.#cover;
		const steps = this.#clearness.length;
		let column = Math.floor(left);
		let at = (pitch * this.#columns + column) * steps + step;
		for (; column < right; column++, at += steps) {
			const isWhole = column >= left && column + 1 <= right;
			const share = isWhole ? 1 : Math.min(right, column + 1) - Math.max(left, column);
			cover[at] = (cover[at] ?? 0) + FULL * share;
		}
	}

	/** Ends the picture and draws it, each line at `topOf` its pitch and `height` high, in pixels of `ratio` device pixels. */
	draw(
		g: CanvasRenderingContext2D,
		colour: string,
		place: { ratio: number; height: number; topOf: (pitch: number) => number }
	): void {
		const inner = this.#inner;
		if (!inner || this.#high < this.#low) return;
		this.#mix();
		// black as opaque as it came to be, then all of it in the colour
		inner.putImageData(this.#image, 0, 0);
		inner.globalCompositeOperation = 'source-in';
		inner.fillStyle = colour;
		inner.fillRect(0, 0, this.#columns, PITCHES);
		const width = this.#columns / place.ratio;
		g.imageSmoothingEnabled = false;
		for (let pitch = this.#low; pitch <= this.#high; pitch++)
			g.drawImage(this.#canvas, 0, pitch, this.#columns, 1, 0, place.topOf(pitch), width, place.height);
		g.imageSmoothingEnabled = true;
	}

	/** Lays the steps over each other. */
	#mix(): void {
		const cover = this.#cover;
		const clearness = this.#clearness;
		let at = this.#low * this.#columns * clearness.length;
		for (let i = this.#low * this.#columns; i < (this.#high + 1) * this.#columns; i++) {
			let clear = 1;
			for (const byCover of clearness) clear *= byCover[cover[at++] ?? 0] ?? 1;
			this.#pixels[i] = Math.round(FULL * (1 - clear)) << 24;
		}
	}
}
