/** Saves the document as a file of one of the formats. */

import { fileNameFor, type Analysed, type Format } from '#lib/formats/index.ts';
import { ANALYSIS_VERSION } from '#lib/pitch/index.ts';
import type { Studio } from './studio.svelte.ts';

/** How long a browser may take to begin a download before its address is given back. */
const ADDRESS_KEPT_MS = 60_000;

/** Writes the format and hands the file to the browser; throws the format's Fault. */
export function exportFile(studio: Studio, format: Format, name: string): void {
	if (!format.write) return;
	const bytes = format.write({ score: studio.document.score, analysis: findAnalysed(studio) });
	const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: format.mime }));
	const anchor = document.createElement('a');
	anchor.href = address;
	anchor.download = fileNameFor(name, format);
	anchor.click();
	setTimeout(() => URL.revokeObjectURL(address), ADDRESS_KEPT_MS);
}

function findAnalysed({ document, listening, recording, view }: Studio): Analysed | null {
	const { clip } = document;
	if (!clip || !listening.curve) return null;
	return {
		analyser: { id: listening.analyser, version: String(ANALYSIS_VERSION) },
		audio: {
			sha256: clip.audio,
			seconds: recording.seconds || listening.curve.seconds,
			sampleRate: recording.sound instanceof AudioBuffer ? recording.sound.sampleRate : 0,
			name: clip.name
		},
		offset: clip.offset,
		curve: listening.curve,
		threshold: view.threshold
	};
}
