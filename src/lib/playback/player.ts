/** The player: recording and notes on one audio clock, behind one transport. Nothing sounds or loads before it is asked to. */

import type { PlacedCurve } from '#lib/pitch/index.ts';
import type { Note, TempoMap } from '#lib/score/index.ts';
import { Fault } from '../fault.ts';
import { Scope } from '../scope.ts';
import type { Midi, Seconds } from '../units.ts';
import { createVoiceNode, latencyOf, resume } from './context.ts';
import { buffersOf, type NoteTable } from './note-table.ts';
import { FULL_GAIN, NotePacker, type GainOf } from './pack-notes.ts';
import { createRecordingPart, type RecordingPart, type RecordingSource } from './recording.ts';
import { Transport, type LoopRange } from './transport.ts';
import type { VoiceMessage } from './voice-engine.ts';

export type Part = 'recording' | 'notes';

/** How notes sound: what they bend along, and how loud each is beside the others; all alike when it is not given. */
export interface NotesSound {
	readonly bend?: PlacedCurve | null;
	readonly gainOf?: GainOf;
}

export interface Player {
	/** What is heard now; a cheap getter that follows the audio clock. */
	readonly position: Seconds;
	/** True from the call of `play`, also while the sound is still being set up. */
	readonly isPlaying: boolean;
	/** End of the last thing that sounds. */
	readonly duration: Seconds;
	readonly loop: LoopRange | null;
	/** Why notes cannot sound on this page, once that is known; the recording plays all the same. */
	readonly notesFault: Fault | null;
	/** Everything that is heard passes here; null before the first sound. */
	readonly analyser: AnalyserNode | null;
	setRecording(source: RecordingSource | null, offset: Seconds): void;
	/** May be called while playing; sounding notes follow their edit. */
	setNotes(notes: readonly Note[], tempo: TempoMap, sound?: NotesSound): void;
	/** Throws Fault `unavailable` where the page may not sound yet, or has only notes and cannot play them. */
	play(from?: Seconds): Promise<void>;
	pause(): void;
	seek(seconds: Seconds): void;
	/** Takes effect without a gap; a range that ends before the position is not looped. */
	setLoop(range: LoopRange | null): void;
	/** 0 to 1. */
	setGain(part: Part, gain: number): void;
	/** Sounds one key until `endPreview`; another pitch is struck anew. Does nothing where notes cannot sound. */
	preview(midi: Midi, velocity: number): void;
	endPreview(): void;
	/** Told of play, pause, seek, loop, a new duration, and the end, where the position returns to the start. */
	subscribe(listener: () => void): () => void;
	dispose(): void;
}

/** Between a decision and its sound: long enough for a message to reach the audio thread. */
const LEAD: Seconds = 0.03;
/** Loops are laid out this far ahead, so that a slow page does not leave a hole. */
const HORIZON: Seconds = 2;
const TICK: Seconds = 0.1;
/** Time constant of a changed gain. */
const GAIN_RAMP: Seconds = 0.012;

/** Makes a player. It opens the audio device at the first `play` or `preview`, which must come from a gesture. */
export const createPlayer = (): Player => new AudioPlayer();

/** The nodes of an open device. */
interface Rig {
	readonly context: AudioContext;
	readonly gains: Readonly<Record<Part, GainNode>>;
	readonly analyser: AnalyserNode;
}

class AudioPlayer implements Player {
	readonly #scope = new Scope();
	readonly #listeners = new Set<() => void>();
	readonly #transport = new Transport();
	readonly #packer = new NotePacker();
	readonly #gains: Record<Part, number> = { recording: 1, notes: 1 };
	#rig: Rig | null = null;
	#voices: AudioWorkletNode | null = null;
	#voicesReady: Promise<void> | null = null;
	#notesFault: Fault | null = null;
	#table: NoteTable | null = null;
	#notesEnd: Seconds = 0;
	#source: RecordingSource | null = null;
	#part: RecordingPart | null = null;
	#offset: Seconds = 0;
	/** Counts calls of play and pause; one that was overtaken stops half-way. */
	#wish = 0;
	#isStarting = false;
	#previewed: { midi: Midi; velocity: number } | null = null;
	/** Clock time up to which pieces of the recording are scheduled. */
	#scheduled: Seconds = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

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

	get notesFault(): Fault | null {
		return this.#notesFault;
	}

	get analyser(): AnalyserNode | null {
		return this.#rig?.analyser ?? null;
	}

	setRecording(source: RecordingSource | null, offset: Seconds): void {
		this.#part?.dispose();
		this.#part = null;
		this.#source = source;
		this.#offset = offset;
		if (this.#rig && source) this.#part = this.#createPart(this.#rig, source);
		if (this.#rig && this.#transport.isPlaying) this.#layOut(this.#rig.context.currentTime + LEAD);
		this.#tell();
	}

	setNotes(notes: readonly Note[], tempo: TempoMap, { bend = null, gainOf = FULL_GAIN }: NotesSound = {}): void {
		this.#packer.gainOf = gainOf;
		const table = this.#packer.pack(notes, tempo, bend);
		this.#notesEnd = table.end.reduce((latest, end) => Math.max(latest, end), 0);
		if (this.#voices) this.#sendNotes(this.#voices, table);
		else this.#table = table;
		this.#tell();
	}

	async play(from?: Seconds): Promise<void> {
		const wish = ++this.#wish;
		if (from !== undefined) this.#transport.seek(from);
		if (this.#transport.isPlaying) {
			if (from !== undefined) this.seek(from);
			return;
		}
		this.#isStarting = true;
		this.#tell();
		try {
			const rig = this.#open();
			await Promise.all([resume(rig.context), this.#voicesReady]);
			if (wish !== this.#wish || this.#scope.isDisposed) return;
			if (this.#notesFault && !this.#source) throw this.#notesFault;
			this.#isStarting = false;
			const at = this.#transport.positionAt(0);
			this.#start(rig, at < this.duration ? at : 0);
		} catch (thrown) {
			if (wish === this.#wish) this.#isStarting = false;
			throw thrown;
		} finally {
			this.#tell();
		}
	}

	pause(): void {
		this.#wish++;
		this.#isStarting = false;
		this.#halt();
		this.#tell();
	}

	seek(seconds: Seconds): void {
		if (this.#transport.isPlaying && this.#rig) this.#start(this.#rig, seconds);
		else this.#transport.seek(seconds);
		this.#tell();
	}

	setLoop(range: LoopRange | null): void {
		const time = (this.#rig?.context.currentTime ?? 0) + LEAD;
		this.#transport.setLoop(range, time);
		if (this.#rig && this.#transport.isPlaying) {
			this.#sendPlay(time);
			this.#layOut(time);
		}
		this.#tell();
	}

	setGain(part: Part, gain: number): void {
		this.#gains[part] = Math.max(0, Math.min(1, gain));
		if (this.#rig)
			this.#rig.gains[part].gain.setTargetAtTime(this.#gains[part], this.#rig.context.currentTime, GAIN_RAMP);
	}

	preview(midi: Midi, velocity: number): void {
		const isOpening = this.#previewed === null;
		this.#previewed = { midi, velocity };
		if (this.#voices && this.#rig?.context.state === 'running') this.#send({ kind: 'preview', keys: [{ midi, velocity }] });
		else if (isOpening) void this.#openPreview();
	}

	endPreview(): void {
		this.#previewed = null;
		this.#send({ kind: 'end-preview' });
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#wish++;
		this.#isStarting = false;
		this.#halt();
		this.#listeners.clear();
		this.#part?.dispose();
		this.#scope.dispose();
		this.#rig = null;
		this.#part = null;
		this.#voices = null;
		this.#source = null;
		this.#table = null;
	}

	/** Clock time of what reaches the ear now. */
	get #heard(): Seconds {
		const context = this.#rig?.context;
		return context ? context.currentTime - latencyOf(context) : 0;
	}

	#tell(): void {
		for (const listener of this.#listeners) listener();
	}

	#send(message: VoiceMessage, moved: Transferable[] = []): void {
		this.#voices?.port.postMessage(message, moved);
	}

	#sendNotes(voices: AudioWorkletNode, table: NoteTable): void {
		voices.port.postMessage({ kind: 'notes', table } satisfies VoiceMessage, buffersOf(table));
	}

	#sendPlay(time: Seconds): void {
		this.#send({ kind: 'play', position: this.#transport.positionAt(time), time, loop: this.#transport.loop });
	}

	/** Opens the audio device; needs no waiting, so that it counts as done in the gesture. */
	#open(): Rig {
		if (this.#rig) return this.#rig;
		if (this.#scope.isDisposed) throw new Fault('unavailable', 'This player has been closed.');
		const context = new AudioContext({ latencyHint: 'interactive' });
		const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
		analyser.connect(context.destination);
		const createGain = (part: Part): GainNode => {
			const node = new GainNode(context, { gain: this.#gains[part] });
			node.connect(analyser);
			return node;
		};
		const rig = { context, analyser, gains: { recording: createGain('recording'), notes: createGain('notes') } };
		this.#rig = rig;
		this.#scope.defer(() => {
			this.#voices?.port.postMessage(null);
			this.#voices?.disconnect();
			void context.close();
		});
		if (this.#source) this.#part = this.#createPart(rig, this.#source);
		this.#voicesReady = this.#openVoices(rig);
		return rig;
	}

	async #openVoices(rig: Rig): Promise<void> {
		try {
			const voices = await createVoiceNode(rig.context, { first: [] });
			if (this.#scope.isDisposed) return;
			voices.connect(rig.gains.notes);
			this.#voices = voices;
			if (this.#table) this.#sendNotes(voices, this.#table);
			this.#table = null;
		} catch (thrown) {
			if (this.#scope.isDisposed) return;
			if (!(thrown instanceof Fault)) throw thrown;
			this.#notesFault = thrown;
		}
	}

	async #openPreview(): Promise<void> {
		try {
			const rig = this.#open();
			await Promise.all([resume(rig.context), this.#voicesReady]);
		} catch (thrown) {
			// A key that cannot sound yet is no reason to stop drawing; play says what is wrong.
			if (thrown instanceof Fault) return;
			throw thrown;
		}
		if (this.#previewed) this.#send({ kind: 'preview', keys: [this.#previewed] });
	}

	#createPart(rig: Rig, source: RecordingSource): RecordingPart {
		return createRecordingPart(rig.context, source, rig.gains.recording);
	}

	#start(rig: Rig, from: Seconds): void {
		const time = rig.context.currentTime + LEAD;
		this.#transport.play(from, time);
		this.#sendPlay(time);
		this.#layOut(time);
		this.#watch();
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
		const until = context.currentTime + LEAD + HORIZON;
		for (const piece of this.#transport.pieces(this.#scheduled, until)) {
			this.#part?.schedule({ ...piece, position: piece.position - this.#offset });
			this.#scheduled = piece.time + piece.seconds;
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
			this.#halt();
			this.#transport.seek(0);
			this.#tell();
			return;
		}
		this.#extend();
		this.#timer = setTimeout(() => this.#watch(), Math.min(TICK, left + 0.001) * 1000);
	}

	#halt(): void {
		clearTimeout(this.#timer);
		if (!this.#transport.isPlaying || !this.#rig) return;
		this.#transport.pause(this.#heard);
		this.#send({ kind: 'stop' });
		this.#part?.stop(this.#rig.context.currentTime);
	}
}
