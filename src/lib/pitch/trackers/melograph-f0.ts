/** Our own network, melograph-f0: 37 thousand parameters, trained only on generated sound (training/REPORT.md). */

import { Fault } from '../../fault.ts';
import type { RunModel } from '../model.ts';
import type { Window } from '../windows.ts';
import { GROWING_WINDOWS, type RawPitch, type Tracker } from './tracker.ts';

/** Output i sees 2,439 samples on both sides: 16 frames of 160 cover them, so chunks equal the whole (REPORT, Interface). */
const MARGIN_FRAMES = 16;

/** The tracker over a session of static/models/melograph-f0.onnx: `audio` [1, N] to `f0` and `voicing` [1, ceil(N / 160)]. */
export function createMelographF0(run: RunModel, version = '1'): Tracker {
	return {
		id: 'melograph-f0',
		version,
		range: { min: 32, max: 2100 },
		plan: { margin: MARGIN_FRAMES, counts: GROWING_WINDOWS },
		isRefined: true,
		track: async ({ samples, count, margin }: Window): Promise<RawPitch> => {
			const { f0, voicing } = await run({ audio: { data: samples, dims: [1, samples.length] } });
			if (!f0 || !voicing) throw new Fault('unknown-model', 'The model does not answer with f0 and voicing.');
			return { hz: f0.data.slice(margin, margin + count), voicing: voicing.data.slice(margin, margin + count) };
		}
	};
}
