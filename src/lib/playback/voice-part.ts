/** The notes and the metronome on their way to the ear: the worklet, and what it is to know as soon as it is there. */

import type { TempoMap } from '#lib/score/index.ts';
import { Fault } from '../fault.ts';
import type { Seconds } from '../units.ts';
import { NO_CLICKS } from './click-track.ts';
import { createVoiceNode } from './context.ts';
import { computeClicks } from './metronome.ts';
import { buffersOf, type NoteTable } from './note-table.ts';
import type { Rig } from './rig.ts';
import type { Timbre } from './timbre.ts';
import type { VoiceMessage } from './voice-engine.ts';

/** Clicks are laid out this far past the end, so that a growing score seldom needs more. */
const CLICKS_BEYOND: Seconds = 60;

export class VoicePart {
	#node: AudioWorkletNode | null = null;
	#ready: Promise<void> | null = null;
	#fault: Fault | null = null;
	#isDisposed = false;
	/** Waits for the worklet; a table that was sent is gone, because its columns were moved. */
	#table: NoteTable | null = null;
	#tempo: TempoMap | null = null;
	#clicks = NO_CLICKS;
	#clicksEnd: Seconds = 0;
	#timbre: Timbre = 'warm';

	/** Why notes cannot sound, once that is known. */
	get fault(): Fault | null {
		return this.#fault;
	}

	/** Resolves when notes sound, or cannot. */
	get ready(): Promise<void> {
		return this.#ready ?? Promise.resolve();
	}

	get isReady(): boolean {
		return this.#node !== null;
	}

	open(rig: Rig): void {
		this.#ready ??= this.#open(rig);
	}

	/** Does nothing before the worklet is there. */
	send(message: VoiceMessage): void {
		this.#node?.port.postMessage(message);
	}

	setNotes(table: NoteTable): void {
		if (this.#node) this.#node.port.postMessage({ kind: 'notes', table } satisfies VoiceMessage, buffersOf(table));
		else this.#table = table;
	}

	/** Lays clicks out to past `end`; costs nothing where they are already. */
	setClicks(tempo: TempoMap, end: Seconds): void {
		if (tempo === this.#tempo && end <= this.#clicksEnd) return;
		this.#tempo = tempo;
		this.#clicksEnd = end + CLICKS_BEYOND;
		this.#clicks = computeClicks(tempo, this.#clicksEnd);
		this.send({ kind: 'clicks', table: this.#clicks });
	}

	set timbre(timbre: Timbre) {
		this.#timbre = timbre;
		this.send({ kind: 'timbre', timbre });
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#node?.port.postMessage(null);
		this.#node?.disconnect();
		this.#node = null;
		this.#table = null;
	}

	async #open(rig: Rig): Promise<void> {
		try {
			const node = await createVoiceNode(rig.context, { first: [] });
			if (this.#isDisposed) return;
			node.connect(rig.gains.notes, 0);
			node.connect(rig.gains.metronome, 1);
			this.#node = node;
			// what changed while the module was on its way
			this.timbre = this.#timbre;
			this.send({ kind: 'clicks', table: this.#clicks });
			if (this.#table) this.setNotes(this.#table);
			this.#table = null;
		} catch (thrown) {
			if (this.#isDisposed) return;
			if (!(thrown instanceof Fault)) throw thrown;
			this.#fault = thrown;
		}
	}
}
