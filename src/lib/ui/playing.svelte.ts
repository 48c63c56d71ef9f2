/** Playing: the player's state heard by runes, its loop, and how loud the recording and the notes are. */

import { createPlayer, type LoopRange, type Part, type Player } from '#lib/playback/index.ts';
import type { Seconds } from '#lib/units.ts';
import { Bell } from './bell.ts';

export type Sounding = Part | 'both';
export const SOUNDINGS: readonly Sounding[] = ['recording', 'notes', 'both'];

const RECORDING_GAIN = 0.9;
const NOTES_GAIN = 0.6;

export class Playing {
	readonly #bell = new Bell();
	#player: Player | null = $state.raw(null);
	#region: LoopRange | null = null;
	#sounding: Sounding = $state('both');
	readonly #gains: Record<Part, number> = $state({ recording: RECORDING_GAIN, notes: NOTES_GAIN });

	/** Makes the player; the answer disposes it. */
	start(): () => void {
		const player = createPlayer();
		this.#player = player;
		const stop = player.subscribe(() => this.#bell.ring());
		this.#applyGains();
		return () => {
			stop();
			player.dispose();
			this.#player = null;
		};
	}

	get player(): Player | null {
		return this.#player;
	}

	get isPlaying(): boolean {
		this.#bell.hear();
		return this.#player?.isPlaying ?? false;
	}

	/** Cheap, not heard by runes: for every frame. */
	getPosition(): Seconds {
		return this.#player?.position ?? 0;
	}

	get loop(): LoopRange | null {
		this.#bell.hear();
		return this.#player?.loop ?? null;
	}

	get sounding(): Sounding {
		return this.#sounding;
	}

	set sounding(sounding: Sounding) {
		this.#sounding = sounding;
		this.#applyGains();
	}

	getGain(part: Part): number {
		return this.#gains[part];
	}

	/** 0 to 1. */
	setGain(part: Part, gain: number): void {
		this.#gains[part] = gain;
		this.#applyGains();
	}

	/** Throws the player's Fault where this page may not sound. */
	async toggle(): Promise<void> {
		if (this.#player?.isPlaying) this.#player.pause();
		else await this.#player?.play();
	}

	pause(): void {
		this.#player?.pause();
	}

	/** Notes cannot sound on this page. */
	get areNotesSilent(): boolean {
		this.#bell.hear();
		return (this.#player?.notesFault ?? null) !== null;
	}

	seek(seconds: Seconds): void {
		this.#player?.seek(Math.max(0, seconds));
	}

	/** A loop that is cleared is forgotten; one that is turned off comes back. */
	setLoop(range: LoopRange | null): void {
		this.#region = range;
		this.#player?.setLoop(range && range.end > range.start ? range : null);
	}

	/** Turns the loop off, or on where it was; `fallback` where it was nowhere. */
	toggleLoop(chosen: LoopRange | null, fallback: LoopRange): void {
		if (this.loop) this.#player?.setLoop(null);
		else this.setLoop(chosen ?? this.#region ?? fallback);
	}

	#applyGains(): void {
		for (const part of ['recording', 'notes'] as const) {
			const isHeard = this.#sounding === 'both' || this.#sounding === part;
			this.#player?.setGain(part, isHeard ? this.#gains[part] : 0);
		}
	}
}
