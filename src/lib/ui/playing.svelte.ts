/** Playing: the player's state heard by runes, its loop and speed, and what a visitor wants to hear. */

import { createPlayer, type HeardKey, type LoopRange, type Player } from '#lib/playback/index.ts';
import type { HostCommand } from '#lib/roll/index.ts';
import type { Midi, Seconds } from '#lib/units.ts';
import { Bell } from './bell.ts';
import { getKept, keep } from './kept.ts';
import { Readout } from './readout.ts';
import { SoundChoices } from './sound-choices.svelte.ts';

/** Steps of speed from 0 to 1; a key makes one. */
const SPEED_STEPS = 20;
const SPEED_KEPT = 'speed';

export class Playing {
	/** Semitones that notes sound higher than their MIDI numbers. */
	tuning: Midi = 0;
	readonly #bell = new Bell();
	#player: Player | null = $state.raw(null);
	#region: LoopRange | null = null;
	/** Where it was sought last. */
	readonly sought = new Readout<Seconds>(0);
	readonly sound = new SoundChoices(() => this.#player);

	/** Makes the player; the answer disposes it. */
	start(): () => void {
		const player = createPlayer();
		this.#player = player;
		const stop = player.subscribe(() => this.#bell.ring());
		this.sound.apply();
		const speed = Number(getKept(SPEED_KEPT) ?? 1);
		// the player holds it within its range
		if (Number.isFinite(speed)) player.setSpeed(speed);
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

	/** 0.5 to 2; kept in the browser. */
	get speed(): number {
		this.#bell.hear();
		return this.#player?.speed ?? 1;
	}

	set speed(speed: number) {
		this.#player?.setSpeed(Math.round(speed * SPEED_STEPS) / SPEED_STEPS);
		keep(SPEED_KEPT, String(this.speed));
	}

	/** Does what a key asks of the sound; false when it asks for something else. */
	command(name: HostCommand): boolean {
		if (name === 'metronome') this.sound.toggleMute('metronome');
		else if (name === 'swap-sound') this.sound.swap();
		else if (name === 'both-sounds') this.sound.sounding = 'both';
		else if (name === 'slower') this.speed -= 1 / SPEED_STEPS;
		else if (name === 'faster') this.speed += 1 / SPEED_STEPS;
		else return false;
		return true;
	}

	/** Throws the player's Fault where this page may not sound. */
	async toggle(): Promise<void> {
		if (this.#player?.isPlaying) this.#player.pause();
		else await this.#player?.play();
	}

	/** Plays a range once, or pauses. Throws as {@link toggle} does. */
	async toggleRange(range: LoopRange): Promise<void> {
		if (this.#player?.isPlaying) this.#player.pause();
		else await this.#player?.playRange(range);
	}

	pause(): void {
		this.#player?.pause();
	}

	/** Keys of the keyboard always sound; notes that are edited where they are wanted. */
	preview(keys: readonly HeardKey[], of: 'keyboard' | 'notes'): void {
		if (of === 'keyboard' || this.sound.isAuditioning)
			this.#player?.preview(keys.map((key) => ({ ...key, midi: key.midi + this.tuning })));
	}

	/** Notes cannot sound on this page. */
	get areNotesSilent(): boolean {
		this.#bell.hear();
		return (this.#player?.notesFault ?? null) !== null;
	}

	/** The recording's pitch follows the speed on this page. */
	get isUnstretched(): boolean {
		this.#bell.hear();
		return (this.#player?.stretchFault ?? null) !== null;
	}

	seek(seconds: Seconds): void {
		this.#player?.seek(Math.max(0, seconds));
		this.sought.set(this.getPosition());
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
}
