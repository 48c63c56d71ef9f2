/** What a visitor wants to hear and how loud: levels, mutes, timbre, metronome. Kept in the browser, never in the document. */

import { PARTS, TIMBRES, type Part, type Player, type Timbre } from '#lib/playback/index.ts';
import { keep } from './kept.ts';
import { oneOf, readKept } from './kept-values.ts';

export const SOUNDINGS = ['recording', 'notes', 'both'] as const;
export type Sounding = (typeof SOUNDINGS)[number];

const KEPT = 'sound';
const LEVELS: Readonly<Record<Part, number>> = { recording: 0.9, notes: 0.6, metronome: 0.6 };

/** Under these names it is kept whether a part is heard. */
const HEARD: Readonly<Record<Part, string>> = {
	recording: 'hasRecording',
	notes: 'hasNotes',
	metronome: 'hasMetronome'
};

export class SoundChoices {
	readonly #getPlayer: () => Player | null;
	readonly #levels: Record<Part, number> = $state({ ...LEVELS });
	readonly #mutes: Record<Part, boolean> = $state({ recording: false, notes: false, metronome: true });
	#timbre: Timbre = $state('warm');
	#hasCountIn = $state(false);
	#isAuditioning = $state(true);

	constructor(getPlayer: () => Player | null) {
		this.#getPlayer = getPlayer;
	}

	/** Takes up what was kept, and tells the player everything. */
	apply(): void {
		const kept = readKept(KEPT);
		for (const part of PARTS) {
			const level = kept[part];
			if (typeof level === 'number' && level >= 0 && level <= 1) this.#levels[part] = level;
		}
		for (const part of PARTS) {
			const isHeard = kept[HEARD[part]];
			if (typeof isHeard === 'boolean') this.#mutes[part] = !isHeard;
		}
		if (typeof kept['hasCountIn'] === 'boolean') this.#hasCountIn = kept['hasCountIn'];
		if (typeof kept['isAuditioning'] === 'boolean') this.#isAuditioning = kept['isAuditioning'];
		this.#timbre = oneOf(TIMBRES, kept['timbre']) ?? this.#timbre;
		this.#tell();
	}

	/** 0 to 1, whether it is muted or not. */
	getLevel(part: Part): number {
		return this.#levels[part];
	}

	/** 0 to 1. Whoever moves a level wants to hear it. */
	setLevel(part: Part, level: number): void {
		this.#levels[part] = level;
		this.#mutes[part] = false;
		this.#changed();
	}

	isMuted(part: Part): boolean {
		return this.#mutes[part];
	}

	toggleMute(part: Part): void {
		this.#mutes[part] = !this.#mutes[part];
		this.#changed();
	}

	/** Which of recording and notes is heard; null when neither is. */
	get sounding(): Sounding | null {
		const { recording, notes } = this.#mutes;
		if (recording && notes) return null;
		return recording ? 'notes' : notes ? 'recording' : 'both';
	}

	set sounding(sounding: Sounding) {
		this.#mutes.recording = sounding === 'notes';
		this.#mutes.notes = sounding === 'recording';
		this.#changed();
	}

	/** From the recording to the notes and back; from both, to the recording. */
	swap(): void {
		this.sounding = this.sounding === 'recording' ? 'notes' : 'recording';
	}

	get timbre(): Timbre {
		return this.#timbre;
	}

	set timbre(timbre: Timbre) {
		this.#timbre = timbre;
		this.#changed();
	}

	/** A bar is clicked before the music, and before a take. */
	get hasCountIn(): boolean {
		return this.#hasCountIn;
	}

	set hasCountIn(hasCountIn: boolean) {
		this.#hasCountIn = hasCountIn;
		this.#changed();
	}

	/** Notes sound as they are drawn and dragged. */
	get isAuditioning(): boolean {
		return this.#isAuditioning;
	}

	set isAuditioning(isAuditioning: boolean) {
		this.#isAuditioning = isAuditioning;
		this.#changed();
	}

	/** What is heard of a part now, 0 to 1. */
	getGain(part: Part): number {
		return this.#mutes[part] ? 0 : this.#levels[part];
	}

	#changed(): void {
		const { recording, notes, metronome } = this.#levels;
		const { hasCountIn, isAuditioning, timbre } = this;
		const heard = Object.fromEntries(PARTS.map((part) => [HEARD[part], !this.#mutes[part]]));
		keep(KEPT, JSON.stringify({ recording, notes, metronome, ...heard, hasCountIn, isAuditioning, timbre }));
		this.#tell();
	}

	#tell(): void {
		const player = this.#getPlayer();
		for (const part of PARTS) player?.setGain(part, this.getGain(part));
		player?.setTimbre(this.#timbre);
		player?.setCountIn(this.#hasCountIn);
	}
}
