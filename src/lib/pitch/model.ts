/** What a tracker needs of the outside world: a function that runs a model. ONNX Runtime is named nowhere here. */

export interface Tensor {
	readonly data: Float32Array;
	readonly dims: readonly number[];
}

/** Runs one inference: named inputs to named outputs. */
export type RunModel = (inputs: Readonly<Record<string, Tensor>>) => Promise<Readonly<Record<string, Tensor>>>;
