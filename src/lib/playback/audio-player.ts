/**
 * The player behind its interface: it opens the audio device at the first sound, and keeps all parts on the transport's
 * clock. One long class, because each way of starting, changing and ending shares one wish, one clock and one watch.
 */

import type { Note, TempoMap } from '#lib/score/index.ts';
import { Fault } from '../fault.ts';
import { Scope } from '../scope.ts';
import type { Seconds } from '../units.ts';
import { latencyOf, resume } from './context.ts';
import { computeCountIn } from './metronome.ts';
import { FULL_GAIN, NotePacker } from './pack-notes.ts';
import type { NotesSound, Player } from './player.ts';
import type { RecordingPart, RecordingSource } from './recording-part.ts';
import { createRecordingPart } from './recording.ts';
import { MASTER_DELAY, openRig, type Part, type Rig } from './rig.ts';
import type { Timbre } from './timbre.ts';
import { Transport, type LoopRange } from './transport.ts';
import type { HeardKey } from './voice-engine.ts';
import { VoicePart } from './voice-part.ts';

/** Between a decision and its sound: long enough for a message to reach the audio thread. */
const LEAD: Seconds = 0.03;
/** Loops are laid out this far ahead, so that a slow page does not leave a hole. */
const HORIZON: Seconds = 2;
const TICK: Seconds = 0.1;
/** Time constant of a changed gain. */
const GAIN_RAMP: Seconds = 0.012;
/** Level of a count-in where the metronome is off. */
const COUNT_IN_GAIN = 0.7;
/** A slider that is dragged changes the speed at most this often. */
const SPEED_REST: Seconds = 0.1;

/** Makes a player. It opens the audio device at the first `play` or `preview`, which must come from a gesture. */
export const createPlayer = (): Player => new AudioPlayer();

class AudioPlayer implements Player {
	readonly #scope = new Scope();
	readonly #listeners = new Set<() => void>();
	readonly #transport = new Transport();
	readonly #packer = new NotePacker();
	readonly #gains: Record<Part, number> = { recording: 1, notes: 1, metronome: 0 };
	readonly #voices = new VoicePart();
	#rig: Rig | null = null;
	#volume = 1;
	#tempo: TempoMap | null = null;
	#notesEnd: Seconds = 0;
	#source: RecordingSource | null = null;
	#part: RecordingPart | null = null;
	#offset: Seconds = 0;
	/** Counts calls of play and pause; one that was overtaken stops half-way. */
	#wish = 0;
	#isStarting = false;
	#hasCountIn = false;
	#keys: readonly HeardKey[] | null = null;
	/** Clock time up to which pieces of the recording are scheduled. */
	#scheduled: Seconds = 0;
	/** Where a range that is played once began. */
	#origin: Seconds = 0;
	/** Asked for, and heard when the stretcher is there. */
	#speed = 1;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#speedTimer: ReturnType<typeof setTimeout> | undefined;
	#counted: (() => void) | null = null;

	get position(): Seconds {
		const position = this.#transport.positionAt(this.#heard);
		return this.#transport.timeOfEnd(0) === null ? position : Math.min(position, this.duration);
	}

	get isPlaying(): boolean {
		return this.#isStarting || this.#transport.isPlaying;
	}

	get duration(): Seconds {
		return Math.max(this.#notesEnd, this.#source ? this.#offset + this.#source.duration : 0);
	}

	get loop(): LoopRange | null {
		return this.#transport.loop;
	}

	get speed(): number {
		return this.#speed;
	}

	get notesFault(): Fault | null {
		return this.#voices.fault;
	}

	get stretchFault(): Fault | null {
		return this.#part?.stretchFault ?? null;
	}

	get analyser(): AnalyserNode | null {
		return this.#rig?.analyser ?? null;
	}

	setRecording(source: RecordingSource | null, offset: Seconds): void {
		this.#part?.dispose();
		this.#part = null;
		this.#source = source;
		this.#offset = offset;
		if (this.#rig && source) this.#part = createRecordingPart(this.#rig, source);
		if (this.#tempo) this.#voices.setClicks(this.#tempo, this.duration);
		if (this.#rig && this.#transport.isPlaying) {
			this.#layOut(this.#rig.context.currentTime + this.#lead);
			if (this.#speed !== 1) void this.#applySpeed();
		}
		this.#tell();
	}

	setNotes(
		notes: readonly Note[],
		tempo: TempoMap,
		{ bend = null, gainOf = FULL_GAIN, tuning = 0 }: NotesSound = {}
	): void {
		this.#packer.gainOf = gainOf;
		this.#packer.tuning = tuning;
		const table = this.#packer.pack(notes, tempo, bend);
		this.#notesEnd = table.end.reduce((latest, end) => Math.max(latest, end), 0);
		this.#tempo = tempo;
		this.#voices.setNotes(table);
		this.#voices.setClicks(tempo, this.duration);
		this.#tell();
	}

	async play(from?: Seconds): Promise<void> {
		if (from !== undefined && this.#transport.isPlaying) {
			this.#wish++;
			this.seek(from);
		} else if (!this.#transport.isPlaying) {
			if (from !== undefined) this.#transport.seek(from);
			await this.#open((rig) => {
				const at = this.#transport.positionAt(0);
				this.#start(rig, at < this.duration ? at : 0, { isCounted: this.#hasCountIn });
			});
		}
	}

	async playRange({ start, end }: LoopRange): Promise<void> {
		this.#halt();
		this.#transport.seek(start);
		await this.#open((rig) => {
			this.#origin = start;
			this.#start(rig, start, { until: end, isCounted: this.#hasCountIn });
		});
	}

	async countIn(): Promise<boolean> {
		const { promise, resolve } = Promise.withResolvers<boolean>();
		this.pause();
		await this.#open((rig) => {
			const bar = this.#clickBar(rig, this.#transport.positionAt(0), rig.context.currentTime + LEAD);
			const timer = setTimeout(() => resolve(true), (bar - rig.context.currentTime) * 1000);
			this.#counted = () => {
				clearTimeout(timer);
				resolve(false);
			};
		});
		// overtaken before it began
		if (!this.#counted) resolve(false);
		return promise;
	}

	pause(): void {
		this.#wish++;
		this.#isStarting = false;
		this.#halt();
		this.#tell();
	}

	seek(seconds: Seconds): void {
		if (this.#transport.isPlaying && this.#rig) this.#start(this.#rig, seconds, {});
		else this.#transport.seek(seconds);
		this.#tell();
	}

	setLoop(range: LoopRange | null): void {
		const time = (this.#rig?.context.currentTime ?? 0) + this.#lead;
		this.#transport.setLoop(range, time);
		this.#retell(time);
	}

	setSpeed(speed: number): void {
		this.#speed = speed;
		if (!this.#transport.isPlaying) {
			this.#transport.setSpeed(speed, 0);
			this.#speed = this.#transport.speed;
		} else this.#speedTimer ??= setTimeout(() => void this.#applySpeed(), SPEED_REST * 1000);
		this.#tell();
	}

	setGain(part: Part, gain: number): void {
		this.#gains[part] = Math.max(0, Math.min(1, gain));
		if (this.#rig)
			this.#rig.gains[part].gain.setTargetAtTime(this.#gains[part], this.#rig.context.currentTime, GAIN_RAMP);
	}

	setVolume(volume: number): void {
		this.#volume = Math.max(0, Math.min(1, volume));
		this.#rig?.volume.gain.setTargetAtTime(this.#volume, this.#rig.context.currentTime, GAIN_RAMP);
	}

	setTimbre(timbre: Timbre): void {
		this.#voices.timbre = timbre;
	}

	setCountIn(isOn: boolean): void {
		this.#hasCountIn = isOn;
	}

	preview(keys: readonly HeardKey[]): void {
		const isOpening = this.#keys === null;
		this.#keys = keys;
		if (this.#voices.isReady && this.#rig?.context.state === 'running') this.#voices.send({ kind: 'preview', keys });
		else if (isOpening) void this.#openPreview();
	}

	endPreview(): void {
		this.#keys = null;
		this.#voices.send({ kind: 'end-preview' });
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#wish++;
		this.#isStarting = false;
		this.#halt();
		clearTimeout(this.#speedTimer);
		this.#listeners.clear();
		this.#part?.dispose();
		this.#voices.dispose();
		this.#scope.dispose();
		this.#rig = null;
		this.#part = null;
		this.#source = null;
	}

	/** Clock time of what reaches the ear now. */
	get #heard(): Seconds {
		const context = this.#rig?.context;
		return context ? context.currentTime - latencyOf(context) - MASTER_DELAY : 0;
	}

	/** Between a decision and its sound, for all parts alike. */
	get #lead(): Seconds {
		return this.#speed === 1 ? LEAD : Math.max(LEAD, this.#part?.lead ?? 0);
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}

	/** Opens what is needed to sound and then begins, unless something else was asked for meanwhile. */
	async #open(begin: (rig: Rig) => void): Promise<void> {
		const wish = ++this.#wish;
		this.#isStarting = true;
		this.#tell();
		try {
			const rig = this.#openRig();
			await Promise.all([resume(rig.context), this.#voices.ready, this.#speed === 1 ? null : this.#part?.prepare()]);
			if (wish !== this.#wish || this.#scope.isDisposed) return;
			if (this.notesFault && !this.#source) throw this.notesFault;
			this.#isStarting = false;
			begin(rig);
		} catch (thrown) {
			if (wish === this.#wish) this.#isStarting = false;
			throw thrown;
		} finally {
			this.#tell();
		}
	}

	#openRig(): Rig {
		if (this.#rig) return this.#rig;
		if (this.#scope.isDisposed) throw new Fault('unavailable', 'This player has been closed.');
		const rig = openRig(this.#gains, this.#volume);
		this.#rig = rig;
		this.#scope.defer(() => void rig.context.close());
		if (this.#source) this.#part = createRecordingPart(rig, this.#source);
		this.#voices.open(rig);
		return rig;
	}

	async #openPreview(): Promise<void> {
		try {
			const rig = this.#openRig();
			await Promise.all([resume(rig.context), this.#voices.ready]);
		} catch (thrown) {
			// A key that cannot sound yet is no reason to stop drawing; play says what is wrong.
			if (thrown instanceof Fault) return;
			throw thrown;
		}
		if (this.#keys) this.#voices.send({ kind: 'preview', keys: this.#keys });
	}

	#start(rig: Rig, from: Seconds, { until, isCounted = false }: { until?: Seconds; isCounted?: boolean }): void {
		this.#transport.setSpeed(this.#speed, 0);
		const now = rig.context.currentTime + this.#lead;
		this.#voices.send({ kind: 'count-in', clicks: [] });
		const time = isCounted ? this.#clickBar(rig, from, now) : now;
		this.#transport.play(from, time, until);
		this.#sendPlay(time);
		this.#layOut(time);
		this.#watch();
	}

	/** Clicks the bar before `from`, from clock `time` on; answers when it is over. */
	#clickBar(rig: Rig, from: Seconds, time: Seconds): Seconds {
		if (!this.#tempo || this.#voices.fault) return time;
		const bar = computeCountIn(this.#tempo, from);
		const end = time + bar.seconds / this.#speed;
		const clicks = bar.clicks.map(({ before, weight }) => ({ time: end - before / this.#speed, weight }));
		this.#voices.send({ kind: 'count-in', clicks });
		this.#raiseMetronome(rig, time, end);
		return end;
	}

	/** Who asks to be counted in hears it, also when the metronome is silent afterwards. */
	#raiseMetronome({ gains }: Rig, time: Seconds, end: Seconds): void {
		if (this.#gains.metronome > 0) return;
		gains.metronome.gain.setTargetAtTime(COUNT_IN_GAIN, time - LEAD, GAIN_RAMP / 4);
		gains.metronome.gain.setTargetAtTime(0, end - LEAD / 2, GAIN_RAMP / 4);
	}

	async #applySpeed(): Promise<void> {
		clearTimeout(this.#speedTimer);
		this.#speedTimer = undefined;
		if (this.#speed !== 1) await this.#part?.prepare();
		if (!this.#rig || this.#scope.isDisposed) return;
		const time = this.#rig.context.currentTime + this.#lead;
		this.#transport.setSpeed(this.#speed, time);
		this.#retell(time);
	}

	/** Says to all parts how the music goes on at clock `time`, when it plays. */
	#retell(time: Seconds): void {
		if (this.#rig && this.#transport.isPlaying) {
			this.#sendPlay(time);
			this.#layOut(time);
			this.#watch();
		}
		this.#tell();
	}

	#sendPlay(time: Seconds): void {
		const { loop, speed, until } = this.#transport;
		this.#voices.send({ kind: 'play', position: this.#transport.positionAt(time), time, loop, speed, until });
	}

	/** Schedules the recording anew from `time` on. */
	#layOut(time: Seconds): void {
		this.#part?.stop(time);
		this.#scheduled = time;
		this.#extend();
	}

	#extend(): void {
		const context = this.#rig?.context;
		if (!context) return;
		const until = context.currentTime + this.#lead + HORIZON;
		for (const piece of this.#transport.pieces(this.#scheduled, until)) {
			this.#part?.schedule({ ...piece, position: piece.position - this.#offset });
			this.#scheduled = piece.time + piece.seconds / piece.speed;
		}
		this.#part?.follow(this.#transport.positionAt(context.currentTime) - this.#offset);
	}

	/** Keeps what is scheduled ahead of the clock, and sees the end. */
	#watch(): void {
		clearTimeout(this.#timer);
		if (!this.#transport.isPlaying) return;
		const end = this.#transport.timeOfEnd(this.duration);
		const left = end === null ? Infinity : end - this.#heard;
		if (left <= 0) {
			const start = this.#transport.until === Infinity ? 0 : this.#origin;
			this.#halt();
			this.#transport.seek(start);
			this.#tell();
			return;
		}
		this.#extend();
		this.#timer = setTimeout(() => this.#watch(), Math.min(TICK, left + 0.001) * 1000);
	}

	#halt(): void {
		clearTimeout(this.#timer);
		this.#counted?.();
		this.#counted = null;
		this.#voices.send({ kind: 'stop' });
		if (!this.#transport.isPlaying || !this.#rig) return;
		this.#transport.pause(this.#heard);
		this.#part?.stop(this.#rig.context.currentTime);
	}
}
