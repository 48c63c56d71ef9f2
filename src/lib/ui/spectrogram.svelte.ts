/** The spectrogram of the shown recording: opened when it is first looked at, let go with the recording. */

import { openSamples, type RecordingSource } from '#lib/playback/index.ts';
import { createSpectrogramTiles, createSpectrogramWorker, type SpectrogramTiles } from '#lib/roll/index.ts';

export class SpectrogramView {
	/** Null while it is off, or cannot be had. */
	tiles: SpectrogramTiles | null = $state.raw(null);

	/** Shows a recording until the answer is called. A recording that cannot be read piece by piece has no spectrogram. */
	show(source: RecordingSource): () => void {
		let isOver = false;
		let tiles: SpectrogramTiles | null = null;
		openSamples(source).then(
			(samples) => {
				if (isOver) return samples.dispose();
				tiles = createSpectrogramTiles(samples, createSpectrogramWorker());
				this.tiles = tiles;
			},
			() => undefined // the switch of the layer stays; there is nothing to see
		);
		return () => {
			isOver = true;
			tiles?.dispose();
			if (this.tiles === tiles) this.tiles = null;
		};
	}
}
