/** The only file on this side that knows ONNX Runtime. */

import * as ort from 'onnxruntime-node';
import type { RunModel, Tensor } from '#lib/pitch/index.ts';

/** A session for one model file. One thread: measured best or equal, and workers are how we use more cores. */
export async function loadModel(path: string): Promise<RunModel> {
	const session = await ort.InferenceSession.create(path, {
		intraOpNumThreads: 1,
		interOpNumThreads: 1,
		// numbers near zero cost many times the others, and fades are full of them
		extra: { session: { set_denormal_as_zero: '1' } }
	});
	return async (inputs) => {
		const feeds: Record<string, ort.Tensor> = {};
		for (const [name, { data, dims }] of Object.entries(inputs)) feeds[name] = new ort.Tensor('float32', data, dims);
		const outputs = await session.run(feeds);
		const answers: Record<string, Tensor> = {};
		for (const [name, { data, dims }] of Object.entries(outputs))
			if (data instanceof Float32Array) answers[name] = { data, dims };
		return answers;
	};
}
