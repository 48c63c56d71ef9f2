/** One roll's state: joins the document, the player, the recording and the roll. Made per roll, passed by context. */

import { createContext } from 'svelte';
import type { Session } from '#lib/client/index.ts';
import type { LoopRange, NotesSound } from '#lib/playback/index.ts';
import type { HostCommand } from '#lib/roll/index.ts';
import { Scope } from '#lib/scope.ts';
import { tuningOf } from '#lib/score/index.ts';
import type { Seconds } from '#lib/units.ts';
import { DocumentView } from './document-view.svelte.ts';
import { Importing } from './importing.svelte.ts';
import type { Keeper } from './keeper.ts';
import { NoteTools, type NoteDialog } from './editing/note-tools.svelte.ts';
import { Lanes } from './lanes/lanes.svelte.ts';
import { KeySettings } from './keys/key-settings.svelte.ts';
import { Listening } from './listening.svelte.ts';
import { Microphone } from './microphone.svelte.ts';
import { People } from './people/people.svelte.ts';
import { Parts } from './parts/parts.svelte.ts';
import { PitchView } from './pitch/pitch-view.svelte.ts';
import { Playing } from './playing.svelte.ts';
import { RecordingView, removeRecordings } from './recording-view.svelte.ts';
import { RollView } from './roll-view.svelte.ts';
import { SpectrogramView } from './spectrogram.svelte.ts';
import { SoundFile } from './sound-file/sound-file.svelte.ts';
import { Theme } from './theme.svelte.ts';
import { Versions } from './versions/versions.svelte.ts';
import { Events } from './events/events.svelte.ts';
import { Clock } from './tempo/clock.svelte.ts';
import { Tracks } from './tracks/tracks.svelte.ts';
import { Words } from './words/words.svelte.ts';
import { ViewSettings } from './view-settings.svelte.ts';

export const SAMPLE_ADDRESS = '/samples/arirang.mp3';

/** The dialogs of notes by what asks for them. */
const NOTE_QUESTIONS = {
	'ask-quantize': 'quantize',
	'ask-transpose': 'transpose',
	'ask-scale': 'scale',
	'ask-velocity': 'velocity',
	'ask-humanise': 'humanise'
} as const satisfies Partial<Record<HostCommand, NoteDialog>>;
const isNoteQuestion = (name: HostCommand): name is keyof typeof NOTE_QUESTIONS => name in NOTE_QUESTIONS;

/** A file's name without what says its kind. */
const stemOf = (name: string): string => name.replace(/\.[^.]{1,5}$/, '');

interface Source {
	readonly file: Blob;
	readonly name: string;
}

export class Studio {
	readonly document: DocumentView;
	readonly lanes: Lanes;
	readonly listening: Listening;
	readonly roll: RollView;
	readonly clock: Clock;
	readonly versions: Versions;
	readonly pitch: PitchView;
	readonly parts: Parts;
	readonly tracks: Tracks;
	readonly events: Events;
	readonly importing: Importing;
	readonly words: Words;
	readonly microphone = new Microphone();
	readonly people = new People();
	readonly playing = new Playing();
	readonly soundFile = new SoundFile();
	readonly tools = new NoteTools();
	readonly view = new ViewSettings();
	readonly keys = new KeySettings();
	readonly spectrogram = new SpectrogramView();
	readonly theme = new Theme();
	/** A recording that waits for the answer to "take the place of the present one?" */
	offered: Source | null = $state.raw(null);
	/** By part: what is on its way in one goes on while another is shown. */
	readonly #recordings = new Map<number, RecordingView>();

	/** `isExisting`: a document is going to be opened, so nothing is shown as empty before it is here. */
	constructor(isExisting: boolean) {
		this.document = new DocumentView(isExisting);
		this.listening = new Listening(this.document);
		this.lanes = new Lanes(this.document, this.listening);
		this.roll = new RollView(this.document);
		this.clock = new Clock(this.document, this.roll);
		this.parts = new Parts(this.document);
		this.words = new Words(this.document, this.roll, () => this.tracks.active);
		this.tracks = new Tracks(this.document);
		this.events = new Events(this.document, this.roll, this.tracks);
		this.importing = new Importing(this.document, {
			getPosition: () => this.playing.getPosition(),
			getTrack: () => this.tracks.active,
			onRecording: (recording, name) => this.#offerRecording(recording, name),
			onDone: () => this.roll.fitContent()
		});
		this.versions = new Versions(this.document);
		this.pitch = new PitchView(this.document, this.view);
	}

	/** Starts the engines over a document's keeper; the answer ends them. Browser only. */
	start(keeper: Keeper, session: Session | null = null): () => void {
		const scope = new Scope();
		scope.own(keeper);
		scope.defer(this.document.start(keeper, session));
		scope.defer(this.people.start(keeper));
		scope.defer(() => this.#recordings.forEach((recording) => recording.cancel()));
		scope.defer(this.playing.start());
		scope.defer(() => this.microphone.discard());
		return () => scope.dispose();
	}

	/** The recording of the part that is shown. */
	get recording(): RecordingView {
		const { part } = this.document;
		const known = this.#recordings.get(part);
		if (known) return known;
		const made = new RecordingView(this.document, part);
		this.#recordings.set(part, made);
		return made;
	}

	/** Nothing to see yet and nothing on its way. */
	get isEmpty(): boolean {
		const { document, recording } = this;
		return document.isLoaded && !document.notes.length && !document.clip && !recording.stage && !recording.sound;
	}

	/** What the document goes by: its title, or the name of its recording; empty when it has neither. */
	get name(): string {
		const { meta, clip } = this.document;
		return meta.title || stemOf(clip?.name || (this.recording.sound ? this.recording.name : ''));
	}

	/** Length of everything there is to hear. */
	get seconds(): Seconds {
		const { tempo, notes, clip } = this.document;
		const ticks = notes.reduce((last, note) => Math.max(last, note.start + note.duration), 0);
		return Math.max(
			tempo.toSeconds(ticks),
			(clip?.offset ?? 0) + Math.max(this.recording.seconds, this.listening.curve?.seconds ?? 0)
		);
	}

	/** Takes the notes of a file, or listens to it; asks first when something would give way. */
	async offer(file: Blob, name: string): Promise<void> {
		if (this.document.isReadonly || (await this.importing.take(file, name))) return;
		this.#offerRecording(file, name);
	}

	#offerRecording(file: Blob, name: string): void {
		if (this.document.clip) this.offered = { file, name };
		else void this.recording.add(file, name);
	}

	/** The answer to what was {@link offered}. */
	answer(isAccepted: boolean): void {
		const source = this.offered;
		this.offered = null;
		if (!source || !isAccepted) return;
		const { score, part } = this.document;
		this.document.edit([removeRecordings(score, part)]);
		void this.recording.add(source.file, source.name);
	}

	async offerSample(name: string): Promise<void> {
		try {
			const response = await fetch(SAMPLE_ADDRESS);
			if (!response.ok) throw new Error(`The sample answered ${response.status}.`);
			await this.offer(await response.blob(), `${name}.mp3`);
		} catch (thrown) {
			this.recording.refuse(thrown, 'recording');
		}
	}

	async toggleMicrophone(takeName: string): Promise<void> {
		try {
			if (this.microphone.isRecording) {
				const file = await this.microphone.finish();
				if (file) await this.offer(file, `${takeName}.flac`);
			} else {
				this.playing.pause();
				if (this.playing.sound.hasCountIn && !(await this.playing.player?.countIn())) return;
				await this.microphone.begin();
			}
		} catch (thrown) {
			this.recording.refuse(thrown, 'microphone');
		}
	}

	/** Gives the player the recording; called again when it changes. */
	supplyRecording(): void {
		this.playing.player?.setRecording(this.recording.sound, this.document.clip?.offset ?? 0);
	}

	/** Gives the player the notes and what they bend along; called again whenever some of it changes. */
	supplyNotes(): void {
		const { notes, tempo } = this.document;
		this.playing.tuning = tuningOf(this.document.key.a4);
		this.playing.player?.setNotes(notes, tempo, this.notesSound);
	}

	/** What the notes bend along, how loud each is, and their tuning. */
	get notesSound(): NotesSound {
		return { bend: this.pitch.sung, gainOf: this.tracks.gainOf, tuning: tuningOf(this.document.key.a4) };
	}

	async togglePlay(): Promise<void> {
		try {
			await this.playing.toggle();
		} catch (thrown) {
			this.recording.refuse(thrown, 'sound');
		}
	}

	/** Plays the selected notes once, or the loop, or from here; or pauses. */
	async playSelection(): Promise<void> {
		const range = this.selectedRange ?? this.playing.loop;
		try {
			await (range ? this.playing.toggleRange(range) : this.playing.toggle());
		} catch (thrown) {
			this.recording.refuse(thrown, 'sound');
		}
	}

	/** Repeats the selected notes, what was repeated last, or everything; or stops repeating. */
	toggleLoop(): void {
		this.playing.toggleLoop(this.selectedRange, { start: 0, end: this.seconds });
	}

	seek(seconds: Seconds): void {
		this.playing.seek(seconds);
		this.roll.showTime(seconds);
	}

	/** What the roll's keys and the page's keys ask for. */
	command(name: HostCommand): void {
		if (this.playing.command(name) || this.pitch.command(name) || this.tracks.command(name)) return;
		if (this.events.command(name)) return;
		if (name === 'toggle-play') void this.togglePlay();
		else if (name === 'play-selection') void this.playSelection();
		else if (name === 'toggle-loop') this.toggleLoop();
		else if (name === 'follow') this.view.stepFollow();
		else if (name === 'loop-selection' || name === 'loop-start' || name === 'loop-end') this.#setLoop(name);
		else if (name === 'previous-marker' || name === 'next-marker') this.#goToMarker(name === 'next-marker' ? 1 : -1);
		else if (name === 'help') this.view.isKeySheetOpen = true;
		else if (name === 'undo') this.document.undo();
		else if (name === 'redo') this.document.redo();
		else if (this.document.isReadonly) return;
		else if (name === 'snap-toggle' || name === 'snap-coarser' || name === 'snap-finer')
			this.view.changeSnap(name, this.roll.grid);
		else if (isNoteQuestion(name)) this.#ask(name);
		else if (name === 'ask-lyrics') this.words.asked = 'lyrics';
		else if (name === 'ask-phonemes') this.words.asked = 'phonemes';
		else if (name === 'ask-dictionary') this.words.asked = 'dictionary';
		else if (name === 'add-tempo') this.clock.askAt(this.playing.getPosition(), 'tempo');
		else if (name === 'add-meter') this.clock.askAt(this.playing.getPosition(), 'meter');
		else if (name === 'add-marker') this.clock.askAt(this.playing.getPosition(), 'marker');
		else if (name === 'tool-select') this.view.tool = 'select';
		else if (name === 'tool-draw') this.view.tool = 'draw';
		else this.view.tool = 'erase';
	}

	#goToMarker(direction: 1 | -1): void {
		const seconds = this.clock.findMarkerTime(this.playing.getPosition(), direction);
		if (seconds !== null) this.seek(seconds);
	}

	/** Puts an end of the loop to the playhead, or the whole of it around the selected notes. */
	#setLoop(name: 'loop-selection' | 'loop-start' | 'loop-end'): void {
		const now = this.playing.getPosition();
		const { start, end } = this.playing.loop ?? { start: 0, end: this.seconds };
		if (name === 'loop-selection') this.playing.setLoop(this.selectedRange ?? this.playing.loop);
		else if (name === 'loop-start') this.playing.setLoop({ start: now, end: end > now ? end : this.seconds });
		else this.playing.setLoop({ start: start < now ? start : 0, end: now });
	}

	/** Opens a dialog for the selected notes; without any there is nothing to ask. */
	#ask(name: keyof typeof NOTE_QUESTIONS): void {
		if (this.roll.selectedNotes.length) this.tools.ask(NOTE_QUESTIONS[name], this.roll.grid, this.document.key);
	}

	/** From the first to the last of the selected notes. */
	get selectedRange(): LoopRange | null {
		const notes = this.roll.selectedNotes;
		const { tempo } = this.document;
		if (!notes.length) return null;
		return {
			start: tempo.toSeconds(Math.min(...notes.map((note) => note.start))),
			end: tempo.toSeconds(Math.max(...notes.map((note) => note.start + note.duration)))
		};
	}
}

/** The studio of this roll. */
export const [useStudio, provideStudio] = createContext<Studio>();
