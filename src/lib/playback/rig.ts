/** The nodes of an open audio device: a gain for each part, and what keeps their sum from clipping. */

import type { Decibels, Seconds } from '../units.ts';
import { Stretchers } from './stretchers.ts';

/** What sounds, each with a level of its own. */
export type Part = 'recording' | 'notes' | 'metronome';
export const PARTS: readonly Part[] = ['recording', 'notes', 'metronome'];

export interface Rig {
	readonly context: AudioContext;
	readonly gains: Readonly<Record<Part, GainNode>>;
	readonly analyser: AnalyserNode;
	readonly stretchers: Stretchers;
	/** The last before the ear. */
	readonly volume: GainNode;
}

/** Where the compressor begins: below it nothing is changed. */
const THRESHOLD: Decibels = -3;
const RATIO = 20;
/** What a compressor node of the standard looks ahead. */
export const MASTER_DELAY: Seconds = 0.006;
/** The shaper takes sums up to this; beyond it they are cut, far above anything that passes the compressor. */
const SHAPER_MAX = 4;
const SHAPER_POINTS = 8193;
const KNEE = 0.9;
const CEILING = 0.995;

/** Opens the device; needs no waiting, so that it counts as done in the gesture. */
export function openRig(levels: Readonly<Record<Part, number>>, loudness: number): Rig {
	const context = new AudioContext({ latencyHint: 'interactive' });
	const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
	const volume = new GainNode(context, { gain: loudness });
	analyser.connect(volume).connect(context.destination);
	const master = createMaster(context, analyser);
	const createGain = (part: Part): GainNode => {
		const node = new GainNode(context, { gain: levels[part] });
		node.connect(master);
		return node;
	};
	return {
		context,
		analyser,
		volume,
		stretchers: new Stretchers(context),
		gains: {
			recording: createGain('recording'),
			notes: createGain('notes'),
			metronome: createGain('metronome')
		}
	};
}

/** What many notes over a loud recording pass, so that they never clip; what is quieter than -3 dBFS passes unchanged. */
function createMaster(context: BaseAudioContext, output: AudioNode): AudioNode {
	const compressor = new DynamicsCompressorNode(context, {
		threshold: THRESHOLD,
		knee: 0,
		ratio: RATIO,
		attack: 0.002,
		release: 0.12
	});
	// The standard lifts everything by 0.6 of what full scale would lose; that is taken back, and brought to the shaper's range.
	const makeUp = 0.6 * (THRESHOLD / RATIO - THRESHOLD);
	const scale = new GainNode(context, { gain: 10 ** (-makeUp / 20) / SHAPER_MAX });
	const shaper = new WaveShaperNode(context, { curve: computeCeiling() });
	compressor.connect(scale).connect(shaper).connect(output);
	return compressor;
}

/** Straight up to the knee, then bent so that nothing passes the ceiling: the first milliseconds of a sudden chord. */
function computeCeiling(): Float32Array<ArrayBuffer> {
	return Float32Array.from({ length: SHAPER_POINTS }, (_, i) => {
		const value = ((2 * i) / (SHAPER_POINTS - 1) - 1) * SHAPER_MAX;
		const size = Math.abs(value);
		return size <= KNEE
			? value
			: Math.sign(value) * (KNEE + (CEILING - KNEE) * Math.tanh((size - KNEE) / (CEILING - KNEE)));
	});
}
