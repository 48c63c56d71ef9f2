/** Plays a table of notes sample-accurately into blocks of samples: what runs in the worklet, and in the tests. Pure. */

import { assert } from '../fault.ts';
import { HOP_SECONDS, type Hz, type Midi, type Samples, type Seconds } from '../units.ts';
import { EMPTY_TABLE, type NoteTable } from './note-table.ts';
import { advance, type LoopRange } from './transport.ts';
import { computeSpectra, Voice, type BendAt } from './voice.ts';

/** What the page tells the voices. Times are of the audio clock, positions of the score. */
export type VoiceMessage =
	| { readonly kind: 'notes'; readonly table: NoteTable }
	/** From `time` on, `position` sounds and what follows it. Said again without a jump, sounding notes go on. */
	| { readonly kind: 'play'; readonly position: Seconds; readonly time: Seconds; readonly loop: LoopRange | null }
	| { readonly kind: 'stop' }
	/** One key held down, beside the score. */
	| { readonly kind: 'preview'; readonly midi: Midi; readonly velocity: number }
	| { readonly kind: 'end-preview' };

/** Notes that may sound at once; beyond it the oldest gives way. */
export const POLYPHONY = 64;
/** Voices that are still fading beside those. */
const FADING = 16;
/** Fade of a voice that gives way, and of all voices at a stop. */
const FAST_RELEASE: Seconds = 0.012;
/** Jumps up to this long are rounding. */
const SAME_PLACE: Seconds = 0.001;
/** Sums above the knee are bent, so that no chord goes over the ceiling. */
const KNEE = 0.8;
const CEILING = 0.99;

const PREVIEW_KEY = -1;

/** Everything is allocated in the constructor or by `receive`; `render` allocates nothing. */
export class VoiceEngine {
	readonly #rate: Hz;
	readonly #voices: readonly Voice[];
	readonly #bendAt: BendAt;
	#table = EMPTY_TABLE;
	/** Only while the music is inside it, or before it. */
	#loop: LoopRange | null = null;
	#isPlaying = false;
	/** Score time of the next sample while playing. */
	#position: Seconds = 0;
	/** First note that has not begun. */
	#next = 0;
	#order = 0;
	#pending: Extract<VoiceMessage, { kind: 'play' }> | null = null;

	constructor(sampleRate: Hz) {
		this.#rate = sampleRate;
		const spectra = computeSpectra();
		this.#voices = Array.from({ length: POLYPHONY + FADING }, () => new Voice(sampleRate, spectra));
		this.#bendAt = (row, time) => findBend(this.#table, row, time);
	}

	/** Voices that sound, fading ones included. */
	get sounding(): number {
		return this.#voices.reduce((sum, voice) => sum + (voice.isActive ? 1 : 0), 0);
	}

	receive(message: VoiceMessage): void {
		switch (message.kind) {
			case 'notes':
				this.#table = message.table;
				this.#next = findFirst(message.table, this.#position);
				this.#rebind();
				break;
			case 'play':
				this.#pending = message;
				break;
			case 'stop':
				this.#pending = null;
				this.#isPlaying = false;
				for (const voice of this.#voices) if (voice.key !== PREVIEW_KEY) voice.release(FAST_RELEASE);
				break;
			case 'preview':
				this.#preview(message.midi, message.velocity);
				break;
			case 'end-preview':
				this.#releaseKey(PREVIEW_KEY);
				break;
		}
	}

	/** Overwrites `out` with the samples whose first is sample `frame` of the audio clock. */
	render(out: Float32Array, frame: Samples): void {
		out.fill(0);
		let at = 0;
		while (at < out.length) {
			this.#apply(frame + at);
			const until = Math.min(out.length, at + this.#untilEvent(frame + at));
			const timeStep = this.#isPlaying ? 1 / this.#rate : 0;
			for (const voice of this.#voices)
				if (voice.isActive) voice.render(out, at, until, this.#position, timeStep, this.#bendAt);
			this.#position += (until - at) * timeStep;
			at = until;
		}
		limit(out);
	}

	/** Does all that is due at sample `frame`. */
	#apply(frame: Samples): void {
		const pending = this.#pending;
		if (pending && pending.time * this.#rate <= frame + 0.5) this.#begin(pending, frame / this.#rate - pending.time);
		if (!this.#isPlaying) return;
		const due = this.#position + 0.5 / this.#rate;
		if (this.#loop && due >= this.#loop.end) this.#jump(this.#loop.start + this.#position - this.#loop.end);
		const now = this.#position + 0.5 / this.#rate;
		for (const voice of this.#voices) if (voice.isActive && !voice.isReleasing && voice.end <= now) voice.release();
		for (; this.#next < this.#table.start.length && (this.#table.start[this.#next] ?? 0) <= now; this.#next++) {
			if ((this.#table.end[this.#next] ?? 0) > now) this.#sound(this.#next);
		}
	}

	/** Samples until something is due; at least one. */
	#untilEvent(frame: Samples): Samples {
		let samples = Infinity;
		if (this.#pending) samples = Math.round(this.#pending.time * this.#rate) - frame;
		if (this.#isPlaying) {
			let time = this.#table.start[this.#next] ?? Infinity;
			if (this.#loop) time = Math.min(time, this.#loop.end);
			for (const voice of this.#voices) if (voice.isActive && !voice.isReleasing) time = Math.min(time, voice.end);
			samples = Math.min(samples, Math.round((time - this.#position) * this.#rate));
		}
		return Math.max(1, samples);
	}

	#begin(play: Extract<VoiceMessage, { kind: 'play' }>, late: Seconds): void {
		const position = advance(play.position, Math.max(0, late), play.loop);
		this.#pending = null;
		this.#loop = play.loop && position < play.loop.end ? play.loop : null;
		const isSame = this.#isPlaying && Math.abs(position - this.#position) < SAME_PLACE;
		this.#isPlaying = true;
		if (isSame) this.#position = position;
		else this.#jump(position);
	}

	/** Goes to `position`: lets go of what sounds and takes up the notes that are under way there. */
	#jump(position: Seconds): void {
		for (const voice of this.#voices) if (voice.key !== PREVIEW_KEY) voice.release();
		this.#position = position;
		this.#next = findFirst(this.#table, position);
		for (let row = 0; row < this.#next; row++) if ((this.#table.end[row] ?? 0) > position) this.#sound(row);
	}

	/** After an edit: sounding voices follow their notes, and notes that have come to be under way begin. */
	#rebind(): void {
		for (const voice of this.#voices) if (voice.key !== PREVIEW_KEY) voice.row = -1;
		if (!this.#isPlaying) return;
		const { key, end, pitch, velocity, gain } = this.#table;
		for (let row = 0; row < this.#next; row++) {
			// a voice whose row has become silent is let go below
			if ((end[row] ?? 0) <= this.#position || gain[row] === 0) continue;
			const voice = this.#find(key[row] ?? 0);
			if (!voice) {
				this.#sound(row);
				continue;
			}
			voice.row = row;
			voice.pitch = pitch[row] ?? 0;
			voice.velocity = velocity[row] ?? 0;
			voice.gain = gain[row] ?? 1;
			voice.end = end[row] ?? 0;
		}
		for (const voice of this.#voices) if (voice.isActive && voice.row < 0 && voice.key !== PREVIEW_KEY) voice.release();
	}

	#preview(midi: Midi, velocity: number): void {
		const held = this.#find(PREVIEW_KEY);
		if (held && held.pitch === midi) {
			held.velocity = velocity;
			return;
		}
		held?.release();
		const voice = this.#take(PREVIEW_KEY);
		voice.gain = 1;
		voice.begin(midi, velocity);
	}

	#sound(row: number): void {
		const gain = this.#table.gain[row] ?? 1;
		if (gain === 0) return;
		const voice = this.#take(this.#table.key[row] ?? 0);
		voice.row = row;
		voice.gain = gain;
		voice.end = this.#table.end[row] ?? 0;
		voice.begin(this.#table.pitch[row] ?? 0, this.#table.velocity[row] ?? 0);
	}

	#find(key: number): Voice | null {
		for (const voice of this.#voices) if (voice.isActive && !voice.isReleasing && voice.key === key) return voice;
		return null;
	}

	#releaseKey(key: number): void {
		for (const voice of this.#voices) if (voice.isActive && voice.key === key) voice.release();
	}

	/** A voice for `key`. Above {@link POLYPHONY} the oldest that is held begins to fade. */
	#take(key: number): Voice {
		let held = 0;
		let oldest: Voice | null = null;
		let best: Voice | null = null;
		for (const voice of this.#voices) {
			if (!best || rank(voice) < rank(best)) best = voice;
			if (!voice.isActive || voice.isReleasing) continue;
			held++;
			if (!oldest || voice.order < oldest.order) oldest = voice;
		}
		assert(best !== null, 'an engine has voices.');
		if (held >= POLYPHONY) oldest?.release(FAST_RELEASE);
		best.key = key;
		best.row = -1;
		best.end = Infinity;
		best.order = ++this.#order;
		return best;
	}
}

/** Idle voices are taken first, then those that fade, the longest begun first. */
const rank = (voice: Voice): number =>
	!voice.isActive ? 0 : voice.order + (voice.isReleasing ? 0 : Number.MAX_SAFE_INTEGER / 2);

/** Row of the first note that starts after `position`. */
function findFirst({ start }: NoteTable, position: Seconds): number {
	let low = 0;
	let high = start.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((start[middle] ?? 0) <= position) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Semitones that a note bends at a time, straight between two frames and held at both ends. */
function findBend({ bend, bendTime, bendFrom, bendCount }: NoteTable, row: number, time: Seconds): number {
	const count = bendCount[row] ?? 0;
	if (count === 0) return 0;
	const from = bendFrom[row] ?? 0;
	const at = Math.max(0, Math.min(count - 1, (time - (bendTime[row] ?? 0)) / HOP_SECONDS));
	const first = Math.floor(at);
	const here = bend[from + first] ?? 0;
	const after = bend[from + Math.min(count - 1, first + 1)] ?? here;
	return here + (after - here) * (at - first);
}

/** Leaves what is below the knee alone and keeps the rest below 1. */
function limit(out: Float32Array): void {
	for (let i = 0; i < out.length; i++) {
		const sample = out[i] ?? 0;
		const size = Math.abs(sample);
		if (size > KNEE)
			out[i] = Math.sign(sample) * (KNEE + (CEILING - KNEE) * Math.tanh((size - KNEE) / (CEILING - KNEE)));
	}
}
