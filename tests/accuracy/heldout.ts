/** Reads the held-out set that training/make_heldout.py made: 60 recordings of 11 s with the pitch that they truly have. */

import { readFile } from 'node:fs/promises';
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { midiToHz } from '#lib/units.ts';

const FOLDER = new URL('heldout/', import.meta.url);
/** A label of a voiced frame counts half cents above MIDI 0. */
const STEPS_PER_SEMITONE = 200;
const UNVOICED = 0;

export type SourceKind = 'voice' | 'instrument';

export interface HeldOutClip {
	readonly name: string;
	readonly kind: SourceKind;
	/** Mono, 16 kHz. */
	readonly samples: Float32Array;
	/** Per frame, frame i centred at sample 160 i: Hz where surely voiced, 0 where surely unvoiced, NaN where undecided. */
	readonly hz: Float32Array;
}

interface Index {
	readonly clips: readonly { name: string; kind: SourceKind; frames: number; offset: number }[];
}

/** The clips one after another, each decoded when it is asked for. */
export async function* loadHeldOut(): AsyncGenerator<HeldOutClip> {
	const index: Index = JSON.parse(await readFile(new URL('index.json', FOLDER), 'utf8'));
	const labels = await readFile(new URL('labels.i16', FOLDER));
	const decoder = new FLACDecoder();
	await decoder.ready;
	try {
		for (const { name, kind, frames, offset } of index.clips) {
			const { channelData, errors } = await decoder.decodeFile(await readFile(new URL(`${name}.flac`, FOLDER)));
			const [samples] = channelData;
			if (!samples || errors.length > 0) throw new Error(`${name}.flac of the held-out set cannot be decoded.`);
			const hz = Float32Array.from({ length: frames }, (_, i) => labelToHz(labels.readInt16LE((offset + i) * 2)));
			yield { name, kind, samples, hz };
			await decoder.reset();
		}
	} finally {
		decoder.free();
	}
}

function labelToHz(label: number): number {
	if (label === UNVOICED) return 0;
	return label > 0 ? midiToHz(label / STEPS_PER_SEMITONE) : NaN;
}
