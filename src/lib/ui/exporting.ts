/** Saves the document as a file of one of the formats. */

import { fileNameFor, type Analysed, type Format } from '#lib/formats/index.ts';
import type { RecordId } from '#lib/score/index.ts';
import type { Studio } from './studio.svelte.ts';

/** How long a browser may take to begin a download before its address is given back. */
const ADDRESS_KEPT_MS = 60_000;

/** What is saved: all that the format holds of the part that is shown, or one lane of it; and what the file is called. */
export interface Wanted {
	readonly name: string;
	readonly lane?: RecordId;
}

/** Writes the format and hands the file to the browser; throws the format's Fault, or that of a server out of reach. */
export async function exportFile(studio: Studio, format: Format, { name, lane }: Wanted): Promise<void> {
	if (!format.write) return;
	const bytes = format.write({
		score: studio.document.score,
		part: studio.document.part,
		...(lane === undefined ? {} : { lane }),
		analysis: lane === undefined ? await findAnalysed(studio) : null
	});
	download(new Blob([new Uint8Array(bytes)], { type: format.mime }), fileNameFor(name, format));
}

/** Hands a file to the browser. */
export function download(file: Blob, name: string): void {
	const address = URL.createObjectURL(file);
	const anchor = document.createElement('a');
	anchor.href = address;
	anchor.download = name;
	anchor.click();
	setTimeout(() => URL.revokeObjectURL(address), ADDRESS_KEPT_MS);
}

async function findAnalysed({ document, listening, pitch }: Studio): Promise<Analysed | null> {
	const { clip, keeper } = document;
	const { analyser } = listening;
	const { sung } = pitch;
	if (!clip || !sung || !keeper) return null;
	const { curve, drawn, threshold } = sung;
	const [facts, version] = await Promise.all([keeper.loadAudioFacts(clip.audio), keeper.loadModelVersion(analyser)]);
	return {
		analyser: { id: analyser, version },
		audio: {
			sha256: clip.audio,
			seconds: facts.seconds ?? curve.seconds,
			sampleRate: facts.sampleRate,
			name: clip.name
		},
		offset: clip.offset,
		curve,
		...(drawn ? { drawn } : {}),
		threshold
	};
}
