/** Notes by the thousand, counted into a small picture: a column for each device pixel, a line for each pitch. */

const PITCHES = 128;
const FULL = 255;

/** Layers of a pixel lie beside each other in words of so many, so that pixels are compared at one look. */
const WORD = 4;
/** What shows through less than this is not looked for. */
const CLEAR_MIN = 0.5 / FULL;

/** What the notes of one look are drawn in. */
export interface CrowdLayer {
	/** An opaque CSS colour. */
	readonly colour: string;
	/** 0 to 1. */
	readonly opacity: number;
}

/**
 * Looks as if each note was a rectangle, those of one layer being one shape and the layers lying over each other.
 * But a path of 100,000 rectangles takes a processor 110 ms to fill (measured on an hour in one view), and this a tenth.
 * Allocates nothing for each note, nor from one picture to the next of the same width.
 */
export class Crowd {
	readonly #canvas = document.createElement('canvas');
	readonly #inner = this.#canvas.getContext('2d');
	readonly #parsed = new Map<string, number>();
	#layers: readonly CrowdLayer[] = [];
	#columns = 0;
	/** Bytes of a pixel in the cover: one for each layer, filled up to whole words. */
	#stride = WORD;
	#image = new ImageData(1, PITCHES);
	#pixels = new Uint32Array(0);
	/** How much of each pixel the notes of each layer cover; more than all is all. */
	#cover = new Uint8ClampedArray(0);
	#words = new Uint32Array(0);
	#low = PITCHES;
	#high = -1;

	/** Begins a picture as wide as so many device pixels, of layers from the lowest up. */
	begin(columns: number, layers: readonly CrowdLayer[]): void {
		const stride = Math.ceil(layers.length / WORD) * WORD;
		this.#layers = layers;
		if (columns === this.#columns && stride === this.#stride)
			this.#cover.fill(0, this.#low * columns * stride, (this.#high + 1) * columns * stride);
		else {
			this.#columns = columns;
			this.#stride = stride;
			this.#canvas.width = columns;
			this.#canvas.height = PITCHES;
			this.#image = new ImageData(columns, PITCHES);
			this.#pixels = new Uint32Array(this.#image.data.buffer);
			this.#cover = new Uint8ClampedArray(columns * PITCHES * stride);
			this.#words = new Uint32Array(this.#cover.buffer);
		}
		this.#low = PITCHES;
		this.#high = -1;
	}

	/** A note from `from` to `to`, in device pixels; what lies outside the picture is left out. */
	add(pitch: number, layer: number, from: number, to: number): void {
		const left = Math.max(0, from);
		const right = Math.min(this.#columns, to);
		if (right <= left) return;
		if (pitch < this.#low) this.#low = pitch;
		if (pitch > this.#high) this.#high = pitch;
		const cover = this.#cover;
		const stride = this.#stride;
		const first = Math.floor(left);
		const whole = Math.floor(right);
		let at = (pitch * this.#columns + first) * stride + layer;
		if (whole === first) {
			cover[at] = (cover[at] ?? 0) + FULL * (right - left);
			return;
		}
		cover[at] = (cover[at] ?? 0) + FULL * (first + 1 - left);
		at += stride;
		for (let column = first + 1; column < whole; column++, at += stride) cover[at] = FULL;
		if (whole < right) cover[at] = (cover[at] ?? 0) + FULL * (right - whole);
	}

	/** Ends the picture and draws it, each line at `topOf` its pitch and `height` high, in pixels of `ratio` device pixels. */
	draw(
		g: CanvasRenderingContext2D,
		place: { readonly ratio: number; readonly height: number; readonly topOf: (pitch: number) => number }
	): void {
		const inner = this.#inner;
		if (!inner || this.#high < this.#low) return;
		this.#mix(inner);
		inner.putImageData(this.#image, 0, 0, 0, this.#low, this.#columns, this.#high - this.#low + 1);
		const width = this.#columns / place.ratio;
		g.imageSmoothingEnabled = false;
		for (let pitch = this.#low; pitch <= this.#high; pitch++)
			g.drawImage(this.#canvas, 0, pitch, this.#columns, 1, 0, place.topOf(pitch), width, place.height);
		g.imageSmoothingEnabled = true;
	}

	/** Lays the layers of each pixel over each other; neighbours are often alike, and then mixed once. */
	#mix(inner: CanvasRenderingContext2D): void {
		const words = this.#words;
		const pixels = this.#pixels;
		const perPixel = this.#stride / WORD;
		const colours = Uint32Array.from(this.#layers, ({ colour }) => this.#parse(inner, colour));
		const shares = Float64Array.from(this.#layers, ({ opacity }) => opacity / FULL);
		const isOneColour = colours.every((colour) => colour === colours[0]);
		const last = new Uint32Array(perPixel);
		let mixed = 0;
		const end = (this.#high + 1) * this.#columns;
		for (let i = this.#low * this.#columns, at = i * perPixel; i < end; i++, at += perPixel) {
			let isAlike = true;
			for (let word = 0; word < perPixel; word++)
				if (words[at + word] !== last[word]) {
					last[word] = words[at + word] ?? 0;
					isAlike = false;
				}
			if (!isAlike)
				mixed = isOneColour ? this.#thicken(at * WORD, shares, colours) : this.#blend(at * WORD, shares, colours);
			pixels[i] = mixed;
		}
	}

	/** A pixel of layers in one colour. */
	#thicken(at: number, shares: Float64Array, colours: Uint32Array): number {
		let clear = 1;
		for (let layer = 0; layer < shares.length; layer++)
			clear *= 1 - (this.#cover[at + layer] ?? 0) * (shares[layer] ?? 0);
		return (((FULL * (1 - clear) + 0.5) | 0) << 24) | (colours[0] ?? 0);
	}

	/** A pixel of layers in several colours, from above, until nothing shows through. */
	#blend(at: number, shares: Float64Array, colours: Uint32Array): number {
		const cover = this.#cover;
		let clear = 1;
		let red = 0;
		let green = 0;
		let blue = 0;
		for (let layer = shares.length - 1; layer >= 0 && clear > CLEAR_MIN; layer--) {
			const covered = cover[at + layer] ?? 0;
			if (covered === 0) continue;
			const part = clear * covered * (shares[layer] ?? 0);
			const colour = colours[layer] ?? 0;
			red += part * (colour & FULL);
			green += part * ((colour >>> 8) & FULL);
			blue += part * ((colour >>> 16) & FULL);
			clear -= part;
		}
		const full = 1 - clear;
		if (full === 0) return 0;
		const rgb = (red / full + 0.5) | 0 | (((green / full + 0.5) | 0) << 8) | (((blue / full + 0.5) | 0) << 16);
		return (((FULL * full + 0.5) | 0) << 24) | rgb;
	}

	/** Red, green and blue as ImageData has them, from the lowest byte up. */
	#parse(inner: CanvasRenderingContext2D, colour: string): number {
		let parsed = this.#parsed.get(colour);
		if (parsed !== undefined) return parsed;
		inner.fillStyle = colour;
		// as a canvas writes it down again: #rrggbb, for it is opaque
		const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
			parseInt(String(inner.fillStyle).slice(at, at + 2), 16)
		);
		parsed = red | (green << 8) | (blue << 16);
		this.#parsed.set(colour, parsed);
		return parsed;
	}
}
