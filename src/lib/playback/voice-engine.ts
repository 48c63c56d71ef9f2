/** Plays a table of notes sample-accurately into blocks of samples: what runs in the worklet, and in the tests. Pure. */

import { assert } from '../fault.ts';
import { HOP_SECONDS, type Hz, type Midi, type Samples, type Seconds } from '../units.ts';
import { ClickTrack, type ClickTable, type ClickWeight } from './click-track.ts';
import { EMPTY_TABLE, type NoteTable } from './note-table.ts';
import { advance, type LoopRange } from './transport.ts';
import { createTone, type Timbre } from './timbre.ts';
import { Voice, type BendAt } from './voice.ts';

/** A key that sounds beside the score. */
export interface HeardKey {
	readonly midi: Midi;
	/** 1 to 127. */
	readonly velocity: number;
}

/** What the page tells the voices. Times are of the audio clock, positions of the score. */
export type VoiceMessage =
	| { readonly kind: 'notes'; readonly table: NoteTable }
	/** From `time` on, `position` sounds and what follows it. Said again without a jump, sounding notes go on. */
	| {
			readonly kind: 'play';
			readonly position: Seconds;
			readonly time: Seconds;
			readonly loop: LoopRange | null;
			/** Seconds of the score in one of the clock; 1 when it is not given. */
			readonly speed?: number;
			/** Where the score ends by itself; never when it is not given. */
			readonly until?: Seconds;
	  }
	| { readonly kind: 'stop' }
	/** Keys held down beside the score: those that were held and are not among them are let go, the new ones are struck. */
	| { readonly kind: 'preview'; readonly keys: readonly HeardKey[] }
	| { readonly kind: 'end-preview' }
	| { readonly kind: 'timbre'; readonly timbre: Timbre }
	/** Beats of the score. */
	| { readonly kind: 'clicks'; readonly table: ClickTable }
	/** Beats at times of the clock, in order; they take the place of those that have not sounded. */
	| { readonly kind: 'count-in'; readonly clicks: readonly CountedClick[] };

export interface CountedClick {
	readonly time: Seconds;
	readonly weight: ClickWeight;
}

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
	#speed = 1;
	#until: Seconds = Infinity;
	readonly #clicks: ClickTrack;
	#counted: readonly CountedClick[] = [];
	/** First of them that has not sounded. */
	#nextCounted = 0;

	constructor(sampleRate: Hz) {
		this.#rate = sampleRate;
		this.#clicks = new ClickTrack(sampleRate);
		const tone = createTone('warm', sampleRate);
		this.#voices = Array.from({ length: POLYPHONY + FADING }, () => new Voice(sampleRate, tone));
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
				this.#counted = [];
				this.#end();
				break;
			case 'preview':
				this.#preview(message.keys);
				break;
			case 'end-preview':
				this.#preview([]);
				break;
			case 'timbre': {
				const tone = createTone(message.timbre, this.#rate);
				for (const voice of this.#voices) voice.tone = tone;
				break;
			}
			case 'clicks':
				this.#clicks.setTable(message.table, this.#position);
				break;
			case 'count-in':
				this.#counted = message.clicks;
				this.#nextCounted = 0;
				break;
		}
	}

	/**
	 * Overwrites `out` with the notes, and `clicks` with the metronome: the samples whose first is sample `frame` of the
	 * audio clock.
	 */
	render(out: Float32Array, frame: Samples, clicks: Float32Array | null = null): void {
		out.fill(0);
		clicks?.fill(0);
		let at = 0;
		while (at < out.length) {
			this.#apply(frame + at);
			const until = Math.min(out.length, at + this.#untilEvent(frame + at));
			const timeStep = this.#isPlaying ? this.#speed / this.#rate : 0;
			for (const voice of this.#voices)
				if (voice.isActive) voice.render(out, at, until, this.#position, timeStep, this.#bendAt);
			if (clicks) this.#clicks.render(clicks, at, until);
			this.#position += (until - at) * timeStep;
			at = until;
		}
		limit(out);
	}

	/** Does all that is due at sample `frame`. */
	#apply(frame: Samples): void {
		const pending = this.#pending;
		if (pending && pending.time * this.#rate <= frame + 0.5) this.#begin(pending, frame / this.#rate - pending.time);
		for (let click = this.#counted[this.#nextCounted]; click && click.time * this.#rate <= frame + 0.5;) {
			this.#clicks.strike(click.weight);
			click = this.#counted[++this.#nextCounted];
		}
		if (!this.#isPlaying) return;
		const half = (0.5 * this.#speed) / this.#rate;
		const due = this.#position + half;
		if (this.#loop && due >= this.#loop.end) this.#jump(this.#loop.start + this.#position - this.#loop.end);
		const now = this.#position + half;
		if (now >= this.#until) {
			this.#end();
			return;
		}
		for (const voice of this.#voices) if (voice.isActive && !voice.isReleasing && voice.end <= now) voice.release();
		for (; this.#next < this.#table.start.length && (this.#table.start[this.#next] ?? 0) <= now; this.#next++) {
			if ((this.#table.end[this.#next] ?? 0) > now) this.#sound(this.#next);
		}
		this.#clicks.advance(now);
	}

	/** Samples until something is due; at least one. */
	#untilEvent(frame: Samples): Samples {
		let samples = Infinity;
		if (this.#pending) samples = Math.round(this.#pending.time * this.#rate) - frame;
		const counted = this.#counted[this.#nextCounted];
		if (counted) samples = Math.min(samples, Math.round(counted.time * this.#rate) - frame);
		if (this.#isPlaying) {
			let time = Math.min(this.#table.start[this.#next] ?? Infinity, this.#clicks.next, this.#until);
			if (this.#loop) time = Math.min(time, this.#loop.end);
			for (const voice of this.#voices) if (voice.isActive && !voice.isReleasing) time = Math.min(time, voice.end);
			samples = Math.min(samples, Math.round(((time - this.#position) * this.#rate) / this.#speed));
		}
		return Math.max(1, samples);
	}

	#begin(play: Extract<VoiceMessage, { kind: 'play' }>, late: Seconds): void {
		this.#speed = play.speed ?? 1;
		this.#until = play.until ?? Infinity;
		const position = advance(play.position, Math.max(0, late) * this.#speed, play.loop);
		this.#pending = null;
		this.#loop = play.loop && position < play.loop.end ? play.loop : null;
		const isSame = this.#isPlaying && Math.abs(position - this.#position) < SAME_PLACE;
		this.#isPlaying = true;
		if (isSame) this.#position = position;
		else this.#jump(position);
	}

	/** The score stands still, and what sounded fades; keys that are held go on. */
	#end(): void {
		this.#isPlaying = false;
		for (const voice of this.#voices) if (voice.key !== PREVIEW_KEY) voice.release(FAST_RELEASE);
	}

	/** Goes to `position`: lets go of what sounds and takes up the notes that are under way there. */
	#jump(position: Seconds): void {
		for (const voice of this.#voices) if (voice.key !== PREVIEW_KEY) voice.release();
		this.#position = position;
		this.#next = findFirst(this.#table, position);
		this.#clicks.seek(position);
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

	#preview(keys: readonly HeardKey[]): void {
		for (const voice of this.#voices)
			if (isHeld(voice) && !keys.some(({ midi }) => midi === voice.pitch)) voice.release();
		for (const { midi, velocity } of keys) {
			const held = this.#voices.find((voice) => isHeld(voice) && voice.pitch === midi);
			if (held) held.velocity = velocity;
			else this.#take(PREVIEW_KEY).begin(midi, velocity);
		}
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

const isHeld = (voice: Voice): boolean => voice.isActive && !voice.isReleasing && voice.key === PREVIEW_KEY;

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
