/** The tracks of the part that is shown: which is edited, which sound and are seen, and what can be done with them. */

import { computeTrackSigns, type HostCommand, type RollTracks } from '#lib/roll/index.ts';
import {
	addTrack,
	canAddTrack,
	changeTrack,
	deleteTrack,
	findTracks,
	FIRST_TRACK,
	moveToTrack,
	trackOfNote,
	type Note,
	type TrackInPart
} from '#lib/score/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import {
	FRESH_SETTINGS,
	FRESH_TRACKS,
	getKeptTracks,
	keepTracks,
	trackKey,
	type KeptTracks,
	type TrackSettings
} from './kept-tracks.ts';

/** How a new track is called, and the first one where that had no need of a name. */
export interface TrackNames {
	readonly name: string;
	readonly firstName: string;
}

/** What is said of a track that a key has changed. */
export type TrackNews = 'muted' | 'heard' | 'solo' | 'together' | 'edited' | 'ghosts' | 'noGhosts';

export class Tracks {
	readonly #document: DocumentView;
	#kept: KeptTracks = $state.raw(FRESH_TRACKS);
	#doc: string | null = null;
	/** What a key has just done to which track, for the ear. */
	said: { readonly what: TrackNews; readonly track: number } | null = $state.raw(null);
	/** The track that was deleted last, until something else is done. */
	removed: TrackInPart | null = $state.raw(null);
	#stopWaiting: (() => void) | null = null;

	readonly #list = $derived.by((): readonly TrackInPart[] => {
		void this.#document.notes;
		return findTracks(this.#document.score, this.#document.part);
	});
	readonly #ids = $derived(new Set(this.#list.map(({ id }) => id)));
	readonly #signs = $derived(computeTrackSigns(this.#list));
	readonly #active = $derived.by(() => {
		const chosen = this.#kept.active[String(this.#document.part)];
		return this.#list.find(({ id }) => id === chosen)?.id ?? this.#list[0]?.id ?? FIRST_TRACK;
	});
	/** In one text, so that what follows from them is computed when they change and not with every note. */
	readonly #hiddenIds = $derived(this.#idsWith('isHidden'));
	readonly #roll = $derived<RollTracks>({
		active: this.#active,
		isAll: this.#kept.isAll,
		hasGhosts: this.#kept.hasGhosts,
		hidden: new Set(this.#hiddenIds.split(' ').filter(Boolean).map(Number))
	});

	constructor(document: DocumentView) {
		this.#document = document;
	}

	/** Takes up what was kept for a document; a new document keeps what is set now. */
	useDocument(doc: string | null): void {
		if (doc === this.#doc || doc === null) return;
		this.#doc = doc;
		const kept = getKeptTracks(doc);
		if (kept) this.#kept = kept;
		else if (this.#kept !== FRESH_TRACKS) keepTracks(doc, this.#kept);
	}

	get list(): readonly TrackInPart[] {
		return this.#list;
	}

	get areSeveral(): boolean {
		return this.#list.length > 1;
	}

	/** The track that a note of the part is in. */
	idOf(note: Pick<Note, 'track'>): number {
		return trackOfNote(note, this.#ids);
	}

	/** What tells the track from the others without its colour. */
	signOf(track: number): string {
		return this.#signs[this.#list.findIndex(({ id }) => id === track)] ?? '';
	}

	/** Id of the track that is edited. */
	get active(): number {
		return this.#active;
	}

	/** How the roll is to show them. */
	get roll(): RollTracks {
		return this.#roll;
	}

	choose(track: number): void {
		if (track === this.#active) return;
		this.#change({ active: { ...this.#kept.active, [String(this.#document.part)]: track } });
		this.#say('edited');
	}

	/** All that are shown are edited at once. */
	get isAll(): boolean {
		return this.#kept.isAll;
	}

	set isAll(isAll: boolean) {
		this.#change({ isAll });
	}

	/** Whether the notes of other tracks show through. */
	get hasGhosts(): boolean {
		return this.#kept.hasGhosts;
	}

	set hasGhosts(hasGhosts: boolean) {
		this.#change({ hasGhosts });
	}

	settingsOf(track: number): TrackSettings {
		return this.#kept.settings[trackKey(this.#document.part, track)] ?? FRESH_SETTINGS;
	}

	set(track: number, change: Partial<TrackSettings>): void {
		const key = trackKey(this.#document.part, track);
		this.#change({ settings: { ...this.#kept.settings, [key]: { ...this.settingsOf(track), ...change } } });
	}

	/** Does what a key asks of the tracks; answers whether it was one of theirs. */
	command(name: HostCommand): boolean {
		const { isMuted, isSolo } = this.settingsOf(this.#active);
		if (name === 'toggle-ghosts') {
			this.hasGhosts = !this.hasGhosts;
			this.#say(this.hasGhosts ? 'ghosts' : 'noGhosts');
		} else if (name === 'track-mute') {
			this.set(this.#active, { isMuted: !isMuted });
			this.#say(isMuted ? 'heard' : 'muted');
		} else if (name === 'track-solo') {
			this.set(this.#active, { isSolo: !isSolo });
			this.#say(isSolo ? 'together' : 'solo');
		} else return false;
		return true;
	}

	/** Whether nothing of the track is heard now. */
	isSilent(track: number): boolean {
		const { isMuted, isSolo, gain } = this.settingsOf(track);
		return isMuted || gain === 0 || (!isSolo && this.#list.some(({ id }) => this.settingsOf(id).isSolo));
	}

	/** How loud each note of the part is played, 0 to 1. */
	get gainOf(): (note: Note) => number {
		const gains = new Map(this.#list.map(({ id }) => [id, this.isSilent(id) ? 0 : this.settingsOf(id).gain]));
		return (note) => gains.get(trackOfNote(note, gains)) ?? 1;
	}

	get canAdd(): boolean {
		return !this.#document.isReadonly && canAddTrack(this.#document.score);
	}

	/** The first track of the first part belongs to the document, so not to whoever sees some parts only. */
	canChange(track: number): boolean {
		return !this.#document.isReadonly && (track !== FIRST_TRACK || this.#document.canSetClock);
	}

	/** Adds an empty track, which is edited from now on; with notes it takes those. */
	add({ name, firstName }: TrackNames, notes: readonly Note[] = []): void {
		const names = { name, firstName: this.canChange(FIRST_TRACK) ? firstName : '' };
		const { edits, id } = addTrack(this.#document.score, this.#document.part, names);
		const seen = notes.filter(({ part }) => part === this.#document.part);
		this.#document.edit([...edits, ...moveToTrack(seen, id)]);
		this.choose(id);
	}

	change(track: number, fields: { readonly name?: string; readonly colour?: number }): void {
		this.#document.edit(changeTrack(this.#document.score, this.#document.part, track, fields));
	}

	remove(track: TrackInPart): void {
		this.#stopWaiting?.();
		this.#document.edit(deleteTrack(this.#document.score, this.#document.part, track.id));
		this.removed = track;
		const stop = this.#document.score.subscribe(() => this.#forget());
		this.#stopWaiting = stop;
	}

	/** Brings back what was deleted last. */
	restore(): void {
		this.#forget();
		this.#document.undo();
	}

	moveTo(notes: readonly Note[], track: number): void {
		this.#document.edit(moveToTrack(notes, track));
		this.choose(track);
	}

	#say(what: TrackNews): void {
		this.said = { what, track: this.#active };
	}

	#forget(): void {
		this.#stopWaiting?.();
		this.#stopWaiting = null;
		this.removed = null;
	}

	#idsWith(setting: 'isHidden'): string {
		return this.#list
			.filter(({ id }) => this.settingsOf(id)[setting])
			.map(({ id }) => id)
			.join(' ');
	}

	#change(change: Partial<KeptTracks>): void {
		this.#kept = { ...this.#kept, ...change };
		if (this.#doc) keepTracks(this.#doc, this.#kept);
	}
}
