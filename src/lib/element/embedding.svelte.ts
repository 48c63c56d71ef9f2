/** What is inside an element: a document, live or of this page alone, the state of its shell, and what it tells the element's page. */

import { untrack } from 'svelte';
import { Fault, toFault } from '#lib/fault.ts';
import { readDocument, writeDocument } from '#lib/formats/document-json.ts';
import { isGradio, readGradio, writeGradio } from '#lib/formats/gradio.ts';
import { Scope } from '#lib/scope.ts';
import { Score, type Change } from '#lib/score/index.ts';
import {
	isThemeChoice,
	type Language,
	loadCatalogue,
	LocalDocument,
	Messages,
	pickLanguage,
	Studio,
	type ThemeChoice
} from '#lib/ui/shell.ts';
import type { Seconds } from '#lib/units.ts';
import { parseAddress } from './address.ts';
import type { Plain, ValueFormat } from './element-types.ts';
import { toPlainEdits } from './plain.ts';

/** Between two reports of the playhead while it moves. */
const TIME_MS = 250;

/** Tells the element's page of something. */
export type Tell = (type: string, detail?: unknown) => void;

export class Embedding {
	readonly messages: Messages;
	readonly #tell: Tell;
	#studio = $state.raw(new Studio(false));
	#local: LocalDocument | null = new LocalDocument();
	/** Counts what was asked to be opened; an answer that was overtaken is dropped. */
	#wish = 0;
	#language: Language = 'en';
	/** Nothing is shown before its words are there. */
	hasWords = $state(false);
	hasControls = $state(false);
	isReadonly = $state(false);
	isLooping = $state(false);
	isMuted = $state(false);
	volume = $state(1);
	playbackRate = $state(1);
	theme: ThemeChoice = $state('system');
	format: ValueFormat = 'document';
	/** A shared document: its address, and what opened it. */
	#address: { readonly doc: string; readonly token: string } | null = null;

	constructor(tell: Tell, language: string) {
		this.#tell = tell;
		this.messages = new Messages('en', {});
		this.setLanguage(language);
		this.#studio.view.isInspectorOpen = false;
	}

	get studio(): Studio {
		return this.#studio;
	}

	/** Fetches the words of the first language of a list that there is, and speaks it. */
	setLanguage(wishes: string): void {
		const language = pickLanguage(undefined, wishes);
		this.#language = language;
		loadCatalogue[language]()
			.then((catalogue) => {
				this.messages.add(language, catalogue);
				if (this.#language === language) this.messages.language = language;
				this.hasWords = true;
			})
			.catch((thrown: unknown) => this.fail(thrown));
	}

	setTheme(theme: string | null): void {
		this.theme = isThemeChoice(theme) ? theme : 'system';
	}

	get value(): Plain {
		const { score, part } = this.#studio.document;
		const write = this.format === 'gradio' ? writeGradio : writeDocument;
		return JSON.parse(new TextDecoder().decode(write({ score, part, analysis: null })));
	}

	/** JSON, or its text; throws a Fault for what is neither of the two formats. */
	set value(value: unknown) {
		const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
		this.#wish++;
		const score = readValue(text);
		// a page that hands back what it was told changes nothing
		if (JSON.stringify(this.value) !== text) this.#show(score);
	}

	/** Fetches a recording or a file of notes. */
	async loadFrom(address: string): Promise<void> {
		const wish = ++this.#wish;
		try {
			const response = await fetch(address).catch((cause: unknown) => {
				throw new Fault('unavailable', `${address} could not be fetched.`, { cause });
			});
			if (!response.ok) throw new Fault('not-found', `${address} answered ${response.status}.`);
			const file = await response.blob();
			if (wish === this.#wish) await this.load(file, nameIn(address));
		} catch (thrown) {
			this.fail(thrown);
		}
	}

	/** Shows a file of notes in any of the formats, or a recording, in place of what is there. */
	async load(file: Blob, name: string): Promise<void> {
		const wish = ++this.#wish;
		const { FILE_BYTES_MAX, mayBeReadable, readFile, recogniseFormat } = await import('#lib/formats/index.ts');
		const bytes = file.size > FILE_BYTES_MAX ? null : new Uint8Array(await file.arrayBuffer());
		if (wish !== this.#wish) return;
		const isNotes = bytes !== null && mayBeReadable(bytes.subarray(0, 4096)) && recogniseFormat(bytes) !== null;
		this.#show(isNotes ? readFile(bytes).content.score : new Score());
		if (!isNotes) await this.#studio.recording.add(file, name);
		this.#tell('ready');
	}

	/** Joins a shared document; null goes back to one of this page alone. */
	join(address: string | null, base: string): void {
		this.#wish++;
		try {
			this.#address = address === null ? null : parseAddress(address, base);
			this.#local = this.#address ? null : new LocalDocument();
			this.#studio = new Studio(this.#address !== null);
			this.#studio.view.isInspectorOpen = false;
		} catch (thrown) {
			this.fail(thrown);
		}
	}

	/** The document as a file of one of the formats. */
	async export(format: string): Promise<Blob> {
		const { findFormat } = await import('#lib/formats/index.ts');
		const found = findFormat(format);
		if (!found?.write) throw new Fault('unsupported-format', `There is no format “${format}” that is written here.`);
		const { score, part } = this.#studio.document;
		return new Blob([new Uint8Array(found.write({ score, part, analysis: null }))], { type: found.mime });
	}

	async play(): Promise<void> {
		const { player } = this.#studio.playing;
		if (!player) throw new Fault('unavailable', 'The roll is not on the page yet.');
		await player.play();
	}

	get duration(): Seconds {
		return this.#studio.seconds;
	}

	fail(thrown: unknown): void {
		const { code, message } = toFault(thrown);
		this.#tell('error', { code, message });
	}

	/** Opens the document for a shell that is on the page now, and reports from it; the answer ends both. */
	start(host: HTMLElement): () => void {
		const scope = new Scope();
		const studio = this.#studio;
		scope.defer(studio.theme.start(host));
		if (this.#local) scope.defer(studio.start(this.#local));
		else if (this.#address) void this.#connect(this.#address, studio, scope);
		this.#follow(studio, scope);
		if (this.#local) this.#tell('ready');
		return () => scope.dispose();
	}

	/** In place of whatever was there; nothing takes it back. */
	#show(score: Score): void {
		if (!this.#local) this.join(null, '');
		const studio = this.#studio;
		studio.playing.pause();
		studio.recording.cancel();
		this.#local?.load(score);
		studio.roll.fitContent();
	}

	async #connect(address: { doc: string; token: string }, studio: Studio, scope: Scope): Promise<void> {
		const { Session } = await import('#lib/client/index.ts');
		if (scope.isDisposed) return;
		const session = scope.own(new Session());
		scope.defer(studio.start(session, session));
		session.open(address.doc, address.token);
	}

	/** Reports what happens, as long as the component lives that this is called in. */
	#follow(studio: Studio, scope: Scope): void {
		$effect(() => {
			studio.document.isLocked = this.isReadonly;
		});
		$effect(() => {
			const { theme } = this;
			untrack(() => (studio.theme.choice = theme));
		});
		$effect(() => studio.playing.player?.setVolume(this.isMuted ? 0 : this.volume));
		// of the player itself: what a page sets is not kept for other visits, as what a visitor chooses is
		$effect(() => studio.playing.player?.setSpeed(this.playbackRate));
		$effect(() => {
			const range = this.isLooping ? { start: 0, end: studio.seconds } : null;
			untrack(() => studio.playing.setLoop(range));
		});
		$effect(() => this.#reportEdits(studio.document.score, studio));
		let before = '';
		$effect(() => {
			const notes = [...studio.roll.selection];
			if (before !== (before = notes.join())) this.#tell('select', { notes });
		});
		this.#followPlaying(studio, scope);
		scope.defer(
			studio.roll.draft.subscribe((draft) => {
				if (draft) this.#tell('input', { gesture: draft.kind, notes: draft.notes?.map(({ id }) => id) ?? [] });
			})
		);
		$effect(() => {
			const fault = studio.document.fault ?? studio.recording.fault ?? studio.importing.outcome?.fault;
			if (fault) this.fail(fault);
		});
		let isReady = this.#local !== null;
		$effect(() => {
			if (!studio.document.isLoaded || isReady) return;
			isReady = true;
			this.#tell('ready');
		});
	}

	#followPlaying({ playing }: Studio, scope: Scope): void {
		let wasPlaying = false;
		$effect(() => {
			const { isPlaying } = playing;
			if (isPlaying !== wasPlaying) this.#tell(isPlaying ? 'play' : 'pause');
			wasPlaying = isPlaying;
			if (!isPlaying) return undefined;
			const timer = setInterval(() => this.#tell('timeupdate', { currentTime: playing.getPosition() }), TIME_MS);
			return () => clearInterval(timer);
		});
		let isFirst = true;
		scope.defer(
			playing.sought.subscribe((currentTime) => {
				// a readout tells at once what it says already
				if (!isFirst) {
					this.#tell('seek', { currentTime });
					this.#tell('timeupdate', { currentTime });
				}
				isFirst = false;
			})
		);
	}

	#reportEdits(score: Score, { document }: Studio): () => void {
		return score.subscribe((change: Change) => {
			if (!document.isLoaded) return;
			const { edits, inverse, origin } = change;
			this.#tell('change', { edits: toPlainEdits(edits), inverse: toPlainEdits(inverse), origin });
			for (const edit of edits)
				if (edit.kind === 'set' && typeof edit.fields['lyric'] === 'string')
					this.#tell('lyric', { note: edit.id, lyric: edit.fields['lyric'], origin });
		});
	}
}

/** The score in a value of either format; an empty one for none. */
function readValue(text: string): Score {
	if (text === 'null' || text === '') return new Score();
	const bytes = new TextEncoder().encode(text);
	return (isGradio(bytes, text) ? readGradio(bytes) : readDocument(bytes)).score;
}

/** The last part of an address. */
function nameIn(address: string): string {
	const path = address.split(/[?#]/)[0] ?? '';
	try {
		return decodeURIComponent(path.split('/').at(-1) ?? '');
	} catch {
		return path; // its escapes are none
	}
}
