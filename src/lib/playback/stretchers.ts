/** Time stretchers by number of channels, fetched when the first is needed. */

import { Fault } from '../fault.ts';
import type { StretchNode } from './stretch.ts';

/** Those of one device, kept as long as it is open: their worklet never ends before. */
export class Stretchers {
	readonly #context: AudioContext;
	readonly #made = new Map<number, Promise<StretchNode>>();

	constructor(context: AudioContext) {
		this.#context = context;
	}

	/** Throws Fault `unavailable`; the next call tries again. */
	async get(channels: number): Promise<StretchNode> {
		const made = this.#made.get(channels) ?? this.#make(channels);
		this.#made.set(channels, made);
		try {
			return await made;
		} catch (thrown) {
			this.#made.delete(channels);
			throw thrown;
		}
	}

	async #make(channels: number): Promise<StretchNode> {
		const { createStretchNode } = await import('./stretch.ts').catch((cause: unknown) => {
			throw new Fault(
				'unavailable',
				'The part of Melograph that changes the speed could not be loaded; reload the page.',
				{
					cause
				}
			);
		});
		return createStretchNode(this.#context, channels);
	}
}
