/** Tempo and meter of the shown part: what is being asked about them, and the edits that follow from the answers. */

import type { RulerFlag } from '#lib/roll/index.ts';
import {
	changeMeter,
	changeTempo,
	deleteChange,
	moveChange,
	roundToMeter,
	type ChangeKind,
	type FieldsOf,
	type Keeps
} from '#lib/score/index.ts';
import type { Seconds, Ticks } from '#lib/units.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import type { RollView } from '../roll-view.svelte.ts';

export const BPM_MIN = 10;
export const BPM_MAX = 400;
const MICROSECONDS_PER_MINUTE = 60e6;

/** What is asked for in a popover on the ruler. */
export interface Question {
	readonly kind: ChangeKind;
	readonly tick: Ticks;
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

	/** Whether what begins at a tick may be changed: what the first part begins with is not everybody's. */
	canChange(tick: Ticks): boolean {
		return tick > 0 ? !this.#document.isReadonly : this.#document.canSetClock;
	}

	/** From the ruler: a flag, or a place for another one. */
	ask(tick: Ticks, flag: RulerFlag | null): void {
		if (flag) this.#ask(flag.kind, flag.tick, false);
		else this.#ask('tempo', tick, true);
	}

	/** From the keyboard: a change at a time, of which the nearest beat or bar is taken. */
	askAt(seconds: Seconds, kind: ChangeKind): void {
		this.#ask(kind, this.#document.tempo.toFractionalTicks(seconds), false);
	}

	/** The same question about another kind. */
	choose(kind: ChangeKind): void {
		if (this.#question?.isOpen) this.#ask(kind, this.#question.tick, true);
	}

	/** Asks about one that is there, and brings it into view. */
	askListed({ kind, tick }: ListedChange): void {
		this.#roll.showTime(this.#document.tempo.toSeconds(tick));
		this.#ask(kind, tick, false);
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

	move({ kind, tick }: ListedChange, to: Ticks): void {
		const { part, score } = this.#document;
		this.#document.edit(moveChange(score, { kind, part, tick }, to, this.keeps));
	}

	remove({ kind, tick }: ListedChange): void {
		const { part, score } = this.#document;
		this.#document.edit(deleteChange(score, { kind, part, tick }, this.keeps));
	}

	#ask(kind: ChangeKind, at: number, isOpen: boolean): void {
		const { part, score, tempo } = this.#document;
		const isAt = (tick: Ticks): boolean =>
			tick === 0 || score.all(kind).some((change) => change.part === part && change.tick === tick);
		const tick = isAt(at) ? at : roundToMeter(tempo, at, kind === 'meter' ? 'bar' : 'beat');
		const anchor = this.#roll.placeOnRuler(tick);
		if (anchor && this.canChange(tick)) this.#question = { kind, tick, isThere: isAt(tick), isOpen, anchor };
	}
}
