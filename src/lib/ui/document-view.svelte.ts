/** The document as the page sees it: its keeper's score and state, heard by runes; before there is one, an empty score. */

import type { Refused, Session } from '#lib/client/index.ts';
import type { Fault } from '#lib/fault.ts';
import {
	FIRST_PART,
	keyOf,
	META_ID,
	Score,
	type Analysis,
	type Change,
	type Clip,
	type Edit,
	type FieldsOf,
	type Key,
	type Meta,
	type Note,
	type RecordKind,
	type RecordOf,
	type RecordId,
	type TempoMap
} from '#lib/score/index.ts';
import type { Role } from '#lib/wire/index.ts';
import { Bell } from './bell.ts';
import type { Keeper } from './keeper.ts';
import { findPartsOf, findShownParts, type PartOnPage } from './parts/shown-parts.ts';

export class DocumentView {
	readonly #empty = new Score();
	readonly #scoreBell = new Bell();
	readonly #statusBell = new Bell();
	readonly #curveBell = new Bell();
	/** It had an address from the start. */
	readonly isExisting: boolean;
	#keeper: Keeper | null = $state.raw(null);
	#session: Session | null = $state.raw(null);
	/** Nobody edits it here, whatever the keeper would allow. */
	isLocked = $state(false);
	/** What is shown instead of the document as it is. */
	#past: Score | null = $state.raw(null);
	#chosenPart: number | null = $state(null);
	/** The analysis that this visitor chose as the main one; null leaves it at the newest that yields notes. */
	mainAnalysis: number | null = $state(null);

	// the same object until it is edited, so that what follows from it is not computed again at every note
	readonly #meta = $derived((this.#scoreBell.hear(), this.score.meta));
	readonly #parts = $derived((this.#scoreBell.hear(), findShownParts(this.score, this.#limit)));
	readonly #part = $derived(this.#findPart(this.#chosenPart));
	readonly #key = $derived((this.#scoreBell.hear(), keyOf(this.score, this.#part)));
	readonly #tempo = $derived((this.#scoreBell.hear(), this.score.tempoMapOf(this.#part)));

	constructor(isExisting: boolean) {
		this.isExisting = isExisting;
	}

	/** Follows a keeper until the answer is called; `session` is the same one, where it is one. */
	start(keeper: Keeper, session: Session | null = null): () => void {
		this.#keeper = keeper;
		this.#session = session;
		return keeper.subscribe((event) => {
			if (event === 'score') this.#scoreBell.ring();
			else if (event === 'curve') this.#curveBell.ring();
			else if (event === 'status') this.#statusBell.ring();
		});
	}

	get keeper(): Keeper | null {
		return this.#keeper;
	}

	/** What keeps links and versions; null for a document of this page alone. */
	get session(): Session | null {
		return this.#session;
	}

	/** The score itself; reading it does not listen to its changes. */
	get score(): Score {
		return this.#past ?? this.#keeper?.score ?? this.#empty;
	}

	/** Shows what the document was, without a way to edit it; null shows it as it is. Whatever others do goes on underneath. */
	showPast(score: Score | null): void {
		this.#past = score;
	}

	get isPast(): boolean {
		return this.#past !== null;
	}

	/** The link is not limited to some parts. */
	get isWhole(): boolean {
		return this.#limit === null;
	}

	get meta(): Meta {
		return this.#meta;
	}

	get notes(): readonly Note[] {
		this.#scoreBell.hear();
		return this.score.notesOf(this.#part);
	}

	/** All records of a kind but notes, of all parts and in no order. */
	allOf<K extends Exclude<RecordKind, 'note'>>(kind: K): RecordOf<K>[] {
		this.#scoreBell.hear();
		return this.score.all(kind);
	}

	/** Those that this page may see, in the order of their making. */
	get parts(): readonly PartOnPage[] {
		return this.#parts;
	}

	/** The part that is shown: the one chosen, or the first. */
	get part(): number {
		return this.#part;
	}

	/** Nothing happens while there is no such part; it is shown when it comes. */
	showPart(part: number): void {
		this.#chosenPart = part;
	}

	/** Key and tuning of the part that is shown. */
	get key(): Key {
		return this.#key;
	}

	/** Notes in all parts. */
	get noteCount(): number {
		this.#scoreBell.hear();
		return this.score.notes.length;
	}

	/** The parts that the link opens are not there any more. */
	get isGone(): boolean {
		return this.isLoaded && this.#parts.length === 0;
	}

	get tempo(): TempoMap {
		return this.#tempo;
	}

	/** The recording that is shown: the newest one. */
	get clip(): Clip | null {
		this.#scoreBell.hear();
		return this.score.clips.findLast((clip) => clip.part === this.#part) ?? null;
	}

	/** All wishes to have that recording heard. */
	get analyses(): readonly Analysis[] {
		const clip = this.clip;
		return this.score.analyses.filter((analysis) => analysis.clip === clip?.id);
	}

	/** The main one of them: the one that was chosen, the newest that yields notes, or the newest. */
	get analysis(): Analysis | null {
		const all = this.analyses;
		const chosen = all.find(({ id }) => id === this.mainAnalysis);
		return chosen ?? all.findLast(({ yields }) => yields === 'notes') ?? all.at(-1) ?? null;
	}

	/** The curve of that analysis and how far it is; heard again with every chunk. */
	get analysisView() {
		const analysis = this.analysis;
		this.#curveBell.hear();
		this.#statusBell.hear();
		return analysis ? (this.#keeper?.analysisView(analysis.id) ?? null) : null;
	}

	/** The same of any analysis. */
	analysisViewOf(id: RecordId) {
		this.#curveBell.hear();
		this.#statusBell.hear();
		return this.#keeper?.analysisView(id) ?? null;
	}

	/** False while an existing document is on its way. */
	get isLoaded(): boolean {
		return this.#status?.isLoaded ?? !this.isExisting;
	}

	/** Known only once the document is here; until then the session refuses edits by itself. */
	get isReadonly(): boolean {
		return this.isPast || this.isLocked || (this.isLoaded && this.#status?.role === 'view') || this.isGone;
	}

	/** Whether tempo and meter may be changed: those of the first part are the document's, and not of whoever sees parts only. */
	get canSetClock(): boolean {
		return !this.isReadonly && (this.isWhole || this.#part !== FIRST_PART);
	}

	/** What this page may do; nothing is known of an existing document before it is here. */
	get role(): Role {
		return this.#status?.role ?? (this.isExisting ? 'view' : 'own');
	}

	get connection() {
		return this.#status?.connection ?? 'idle';
	}

	/** Whether there is a copy on the server, or the wish for one. */
	get isKept(): boolean {
		return (this.#status?.doc ?? null) !== null;
	}

	get id(): string | null {
		return this.#status?.doc ?? null;
	}

	get link(): string | null {
		return this.#status?.link ?? null;
	}

	/** Edits that the server has not acknowledged. */
	get unsaved(): number {
		return this.#status?.unsaved ?? 0;
	}

	/** Why the document cannot be had at all. */
	get fault(): Fault | null {
		return this.#status?.fault ?? null;
	}

	/** Whether this browser has on its disk what is unsaved. */
	get isUnsavedKept(): boolean {
		return this.#status?.isUnsavedKept ?? true;
	}

	/** Edits that the server would not take; they were rolled back here. */
	get refused(): Refused | null {
		return this.#status?.refused ?? null;
	}

	dismissRefused(): void {
		this.#keeper?.dismissRefused();
	}

	get canUndo(): boolean {
		this.#scoreBell.hear();
		return this.#status?.history.canUndo ?? false;
	}

	get canRedo(): boolean {
		this.#scoreBell.hear();
		return this.#status?.history.canRedo ?? false;
	}

	undo(): void {
		if (!this.isReadonly) this.#showChange(this.#keeper?.history.undo());
	}

	redo(): void {
		if (!this.isReadonly) this.#showChange(this.#keeper?.history.redo());
	}

	/** One gesture. */
	edit(edits: readonly Edit[]): void {
		if (edits.length && !this.isReadonly) this.#keeper?.edit(edits);
	}

	setMeta(fields: Partial<FieldsOf<'meta'>>): void {
		this.edit([{ kind: 'set', id: META_ID, fields }]);
	}

	get #limit(): readonly number[] | null {
		return this.#status?.parts ?? null;
	}

	#findPart(chosen: number | null): number {
		const isThere = this.#parts.some(({ id }) => id === chosen);
		return (isThere ? chosen : this.#parts[0]?.id) ?? this.#limit?.[0] ?? FIRST_PART;
	}

	/** What is undone in another part is undone before her eyes. */
	#showChange(change: Change | null | undefined): void {
		const changed = change ? findPartsOf(change, this.score) : [];
		const seen = changed.filter((part) => this.#parts.some(({ id }) => id === part));
		if (seen[0] !== undefined && !seen.includes(this.#part)) this.showPart(seen[0]);
	}

	get #status(): Keeper | null {
		this.#statusBell.hear();
		return this.#keeper;
	}
}
