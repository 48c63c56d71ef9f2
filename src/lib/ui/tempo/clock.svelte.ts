/** Tempo, meter and markers of the shown part: what is being asked about them, and the edits that follow from the answers. */

import type { RulerFlag } from '#lib/roll/index.ts';
import {
	addMarker,
	changeMarker,
	changeMeter,
	changeTempo,
	deleteChange,
	deleteMarker,
	findMarker,
	markersOf,
	moveChange,
	roundToMeter,
	type ChangeKind,
	type FieldsOf,
	type Keeps,
	type Marker,
	type RecordId
} from '#lib/score/index.ts';
import type { Seconds, Ticks } from '#lib/units.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import type { RollView } from '../roll-view.svelte.ts';

const BPM_MIN = 10;
const BPM_MAX = 400;
const MICROSECONDS_PER_MINUTE = 60e6;

export type FlagKind = ChangeKind | 'marker';
export const FLAG_KINDS: readonly FlagKind[] = ['tempo', 'meter', 'marker'];

/** What is asked for in a popover on the ruler. */
export interface Question {
	readonly kind: FlagKind;
	readonly tick: Ticks;
	/** Of a marker that is there. */
	readonly id: RecordId | null;
	/** It begins there already; else it is to be made. */
	readonly isThere: boolean;
	/** Of what kind it is to be may still be chosen. */
	readonly isOpen: boolean;
	/** In pixels of the window. */
	readonly anchor: { readonly x: number; readonly y: number };
}

/** One change of the part, as it is listed. */
export interface ListedChange {
	readonly kind: ChangeKind;
	readonly tick: Ticks;
}

export class Clock {
	readonly #document: DocumentView;
	readonly #roll: RollView;
	#chosen: Keeps | null = $state(null);
	#question: Question | null = $state.raw(null);

	constructor(document: DocumentView, roll: RollView) {
		this.#document = document;
		this.#roll = roll;
	}

	/** What stays under a new tempo: what was chosen last on this page; before that the times of a recording. */
	get keeps(): Keeps {
		return this.#chosen ?? (this.#document.clip ? 'times' : 'beats');
	}

	set keeps(keeps: Keeps) {
		this.#chosen = keeps;
	}

	/** Whether there is anything that could stay or move. */
	get hasChoice(): boolean {
		return this.#document.notes.length > 0;
	}

	get question(): Question | null {
		return this.#question;
	}

	/** The changes of the part by tick, without what it begins with. */
	get changes(): readonly ListedChange[] {
		const { part, score, tempo } = this.#document;
		// heard by way of the map, which is another when one of them changes
		const isLater = (change: { part: number; tick: Ticks }): boolean => change.part === part && change.tick > 0;
		return (['meter', 'tempo'] as const)
			.flatMap((kind) => {
				const ticks = new Set(score.all(kind).flatMap((change) => (isLater(change) ? change.tick : [])));
				return [...ticks].map((tick) => ({ kind, tick }));
			})
			.sort((a, b) => tempo.toSeconds(a.tick) - tempo.toSeconds(b.tick));
	}

	/** Of the part, by tick. */
	get markers(): readonly Marker[] {
		// heard by way of the notes, which are read again after every change
		void this.#document.notes;
		return markersOf(this.#document.score, this.#document.part);
	}

	/** Where the next marker before or after a time is; null for none. */
	findMarkerTime(from: Seconds, direction: 1 | -1): Seconds | null {
		const { tempo } = this.#document;
		const found = findMarker(this.markers, tempo.toFractionalTicks(from), direction);
		return found && tempo.toSeconds(found.tick);
	}

	/** Whether what begins at a tick may be changed: what the first part begins with is not everybody's. */
	canChange(tick: Ticks): boolean {
		return tick > 0 ? !this.#document.isReadonly : this.#document.canSetClock;
	}

	/** From the ruler: a flag, or a place for another one. */
	ask(tick: Ticks, flag: RulerFlag | null): void {
		if (flag) this.#ask(flag.kind, flag.tick, false, flag.id);
		else this.#ask('tempo', tick, true);
	}

	/** From the keyboard: a change at a time, of which the nearest beat or bar is taken. */
	askAt(seconds: Seconds, kind: FlagKind): void {
		this.#ask(kind, this.#document.tempo.toFractionalTicks(seconds), false);
	}

	/** The same question about another kind. */
	choose(kind: FlagKind): void {
		if (this.#question?.isOpen) this.#ask(kind, this.#question.tick, true);
	}

	/** Asks about one that is there, and brings it into view. */
	askListed({ kind, tick }: ListedChange): void {
		this.#roll.showTime(this.#document.tempo.toSeconds(tick));
		this.#ask(kind, tick, false);
	}

	/** The same for a marker. */
	askMarker({ id, tick }: Marker): void {
		this.#roll.showTime(this.#document.tempo.toSeconds(tick));
		this.#ask('marker', tick, false, id);
	}

	dismiss(): void {
		this.#question = null;
	}

	/** `from`: where it stood until now. */
	setTempo(bpm: number, tick: Ticks, from = tick): void {
		const { part, score } = this.#document;
		if (!Number.isFinite(bpm) || !this.canChange(tick)) return;
		const tempo = Math.round(MICROSECONDS_PER_MINUTE / Math.min(BPM_MAX, Math.max(BPM_MIN, bpm)));
		this.#document.edit(changeTempo(score, { part, tick, from }, tempo, this.keeps));
	}

	setMeter(fields: Pick<FieldsOf<'meter'>, 'beatsPerBar' | 'beatUnit'>, tick: Ticks, from = tick): void {
		const { part, score } = this.#document;
		if (this.canChange(tick)) this.#document.edit(changeMeter(score, { part, tick, from }, fields));
	}

	/** Names and places a marker, or makes one. */
	setMarker(id: RecordId | null, label: string, tick: Ticks): void {
		const { part, score } = this.#document;
		this.#document.edit(id === null ? addMarker(score, part, tick, label) : changeMarker(id, { tick, label }));
	}

	move({ kind, tick, id }: Pick<Question, 'kind' | 'tick' | 'id'>, to: Ticks): void {
		const { part, score } = this.#document;
		if (kind === 'marker') return id === null ? undefined : this.#document.edit(changeMarker(id, { tick: to }));
		this.#document.edit(moveChange(score, { kind, part, tick }, to, this.keeps));
	}

	remove({ kind, tick, id }: Pick<Question, 'kind' | 'tick' | 'id'>): void {
		const { part, score } = this.#document;
		if (kind === 'marker') return id === null ? undefined : this.#document.edit(deleteMarker(id));
		this.#document.edit(deleteChange(score, { kind, part, tick }, this.keeps));
	}

	#ask(kind: FlagKind, at: number, isOpen: boolean, id: RecordId | null = null): void {
		if (kind === 'marker') return this.#askMarker(at, isOpen, id);
		const { part, score, tempo } = this.#document;
		const isAt = (tick: Ticks): boolean =>
			tick === 0 || score.all(kind).some((change) => change.part === part && change.tick === tick);
		const tick = isAt(at) ? at : roundToMeter(tempo, at, kind === 'meter' ? 'bar' : 'beat');
		const anchor = this.#roll.placeOnRuler(tick);
		if (anchor && this.canChange(tick)) this.#question = { kind, tick, id, isThere: isAt(tick), isOpen, anchor };
	}

	/** One that is there is asked about by its id, or found where it stands; another goes to the grid. */
	#askMarker(at: number, isOpen: boolean, id: RecordId | null): void {
		const { tempo, isReadonly } = this.#document;
		const { grid } = this.#roll;
		const { tick: origin } = tempo.meterAt(at);
		const placed = grid > 0 ? origin + Math.round((at - origin) / grid) * grid : Math.round(at);
		const there = this.markers.find((marker) => marker.id === id) ?? this.markers.find(({ tick }) => tick === placed);
		const tick = there?.tick ?? placed;
		const anchor = this.#roll.placeOnRuler(tick);
		if (anchor && !isReadonly)
			this.#question = { kind: 'marker', tick, id: there?.id ?? null, isThere: there !== undefined, isOpen, anchor };
	}
}
