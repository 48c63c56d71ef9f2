/** What the roll knows at one moment; gestures and commands change it, layers read it. Long, because it is one state. */

import {
	BY_HAND,
	FIRST_PART,
	followChange,
	idsOf,
	NO_SELECTION,
	select,
	type Change,
	type Note,
	type RecordId,
	type Selection,
	type TempoMap
} from '#lib/score/index.ts';
import { HOP_SECONDS, type Midi, type Seconds, type Ticks } from '../units.ts';
import { computePeakLevels, CurveSummary } from './decimate.ts';
import { draftEdits, hiddenBy, type Draft } from './draft.ts';
import { computeFlagBoxes, FlagList, type FlagBox, type FlagDraft } from './flags.ts';
import type { HitScene } from './hit-test.ts';
import { PartKey, type RowInKey } from './part-key.ts';
import { LaneState } from './lanes/lane-state.ts';
import { computeLayout, type Layout, type Rect } from './layout.ts';
import type { NoteIndex } from './note-index.ts';
import { noteName } from './note-name.ts';
import { findPlace, PeopleMarks } from './people.ts';
import { PitchState } from './pitch-state.ts';
import { findChord, previewKey } from './preview.ts';
import { computeGrid, floorToGrid } from './snap.ts';
import type { Theme } from './theme.ts';
import { TrackNotes } from './tracks.ts';
import type { RollAnnouncement, RollEvents } from './events.ts';
import type { RollInput, WaveformPeaks } from './types.ts';
import {
	bringIntoView,
	clampView,
	fitPitch,
	fitTime,
	shiftPitch,
	shownSeconds,
	shownSemitones,
	toMidi,
	toSeconds,
	toViewport,
	type View
} from './viewport.ts';

/** What has to be drawn again. `all` is the still picture and what moves over it. */
export type Dirty = 'all' | 'overlay';

/** An empty score is shown as if it were this long. */
const EMPTY_SECONDS: Seconds = 30;
const OPENING_SECONDS_MAX: Seconds = 20;
const OPENING_SECONDS = { wide: 12, narrow: 4.5 };
const OPENING_MIDI: Midi = 60;
const ROW_HEIGHT = 24;
const ROW_HEIGHT_NARROW = 30;
/** Rows left free around what is sung when it is fitted. */
const PITCH_MARGIN = 3;
/** How long a note moved by key is heard. */
const BRIEF_MS = 220;

export class RollState implements HitScene {
	input: RollInput;
	readonly events: RollEvents;
	readonly #invalidate: (dirty: Dirty) => void;
	theme: Theme;
	layout: Layout = computeLayout(1, 1, []);
	view: View = {
		start: 0,
		top: OPENING_MIDI,
		pixelsPerSecond: 100,
		pixelsPerSemitone: ROW_HEIGHT,
		width: 0,
		height: 0
	};
	draft: Draft | null = null;
	/** Notes that the draft stands for. */
	hidden: ReadonlySet<RecordId> = new Set();
	/** In the roll's own pixels. */
	marquee: Rect | null = null;
	/** Where the pointer rests over the roll, in the host's pixels. */
	hover: { readonly x: number; readonly y: number; readonly note: Note | null } | null = null;
	/** Where a flag of the ruler is being dragged. */
	flagDraft: FlagDraft | null = null;
	/** The key that is held down on the keyboard. */
	pressedKey: Midi | null = null;
	hasFocusRing = false;
	/** When notes came in from elsewhere, for their fade. Emptied as they are done. */
	readonly arrivals = new Map<RecordId, number>();
	readonly summary = new CurveSummary();
	readonly pitch = new PitchState(this);
	/** Where others point, as it is drawn. */
	readonly people = new PeopleMarks();
	readonly lanes = new LaneState(this);
	isFollowSuspended = false;
	/** Rises when the notes change, for whoever keeps a picture of them. */
	notesVersion = 0;
	readonly #key = new PartKey();
	readonly #flags = new FlagList();
	#isPitchChosen = false;
	#tracks: TrackNotes | null = null;
	#selection: Selection = NO_SELECTION;
	#levelsOf: WaveformPeaks | null = null;
	#levels: readonly WaveformPeaks[] = [];
	#previewTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(input: RollInput, events: RollEvents, theme: Theme, invalidate: (dirty: Dirty) => void) {
		this.input = input;
		this.events = events;
		this.theme = theme;
		this.#invalidate = invalidate;
	}

	/** The notes that are edited. */
	get notes(): NoteIndex {
		return this.tracks.edited;
	}

	get tracks(): TrackNotes {
		this.#tracks ??= new TrackNotes(this.input.score, this.part, this.input.tracks);
		return this.#tracks;
	}

	/** The part that is shown. */
	get part(): number {
		return this.input.part ?? FIRST_PART;
	}

	/** Where what was heard is drawn: by the A4 of the part it stands higher or lower than by 440 Hz. */
	get heardView(): View {
		return shiftPitch(this.view, this.#key.get(this.input.score, this.part, this.notesVersion).tuning);
	}

	/** Of each pitch class, from C up, how it is in the key of the part; null where there is none. */
	get rowsInKey(): readonly RowInKey[] | null {
		return this.#key.get(this.input.score, this.part, this.notesVersion).rows;
	}

	get tempo(): TempoMap {
		return this.input.score.tempoMapOf(this.part);
	}

	/** What begins where, as it stands in the lane under the ruler. */
	get flagBoxes(): readonly FlagBox[] {
		const { score } = this.input;
		return computeFlagBoxes(this.#flags.get(score, this.part, this.notesVersion), this.view, this.tempo);
	}

	/** The grid that gestures keep to now; 0 for none. */
	get grid(): Ticks {
		return computeGrid(this.input.snap, this.view, this.tempo);
	}

	get showsNotes(): boolean {
		return this.input.layers.notes;
	}

	/** The waveform at rising coarseness; computed once for each recording. */
	get peakLevels(): readonly WaveformPeaks[] {
		const peaks = this.input.waveform?.peaks ?? null;
		if (peaks !== this.#levelsOf) {
			this.#levelsOf = peaks;
			this.#levels = peaks ? computePeakLevels(peaks) : [];
		}
		return this.#levels;
	}

	/** Where the last of everything ends. */
	get contentEnd(): Seconds {
		const { curve, duration } = this.input;
		const heard = curve ? curve.offset + curve.curve.seconds : 0;
		return Math.max(this.tempo.toSeconds(this.tracks.end), heard, duration) || EMPTY_SECONDS;
	}

	invalidate(dirty: Dirty = 'all'): void {
		this.#invalidate(dirty);
	}

	/** The records changed. `change` is null when it is another score altogether. */
	scoreChanged(change: Change | null, now: number): void {
		this.#tracks = null;
		this.notesVersion++;
		this.#changeSelection(followChange(this.#selection, this.input.score.state, change ?? {}), false);
		this.lanes.follow(change);
		if (change && change.origin !== 'remote' && this.#touchesNotes(change)) this.#isPitchChosen = true;
		else this.#showPitchRange(this.#computeNoteRange());
		if (change?.origin === 'remote' && !this.theme.isMotionReduced)
			for (const edit of change.edits)
				if (edit.kind === 'add' && edit.record.kind === 'note' && edit.record.source !== BY_HAND)
					this.arrivals.set(edit.record.id, now);
		this.invalidate();
	}

	/** Another part is shown, at the time of the last one; what is in it comes into view. */
	partChanged(now: number): void {
		this.setSelection([], false);
		this.arrivals.clear();
		this.#isPitchChosen = false;
		this.scoreChanged(null, now);
		// no further than this part goes, and told by its clock
		this.setView(this.view);
	}

	/** Others of the tracks are edited or shown; what is not edited any more is not selected either. */
	tracksChanged(): void {
		this.#tracks = null;
		this.notesVersion++;
		this.setSelection(
			this.findSelected()
				.filter((note) => this.notes.has(note))
				.map(({ id }) => id),
			false
		);
		this.invalidate();
	}

	/** Whether a person worked on notes here, and so has chosen her place; a recording that comes is no such work. */
	#touchesNotes({ edits }: Change): boolean {
		return edits.some((edit) => idsOf(edit).some((id) => this.input.score.get(id)?.kind === 'note'));
	}

	/** More was heard: the summary follows, and until someone has chosen a pitch range the view shows what is sung. */
	curveChanged(): void {
		const { curve } = this.input;
		if (!curve) return;
		this.summary.follow(curve.curve, curve.threshold);
		this.#showPitchRange(this.summary.computePitchRange());
		this.invalidate();
	}

	/** Until someone has chosen a place, the view makes room for what comes in. */
	#showPitchRange(range: { low: Midi; high: Midi } | null): void {
		if (this.#isPitchChosen || !range || this.view.width === 0) return;
		const bottom = toMidi(this.view, this.view.height);
		if (range.low - 1 < bottom || range.high + 1 > this.view.top) this.setView(this.#fitContentPitch(this.view));
	}

	resize(width: number, height: number): void {
		const isFirst = this.view.width === 0;
		this.layout = computeLayout(width, height, this.lanes.findShown(width));
		this.events.onLayout?.(this.layout);
		const { roll, isNarrow } = this.layout;
		const view = { ...this.view, width: roll.width, height: roll.height };
		if (isFirst) {
			const seconds = isNarrow ? OPENING_SECONDS.narrow : OPENING_SECONDS.wide;
			const row = isNarrow ? ROW_HEIGHT_NARROW : ROW_HEIGHT;
			this.view = {
				...view,
				pixelsPerSecond: roll.width / seconds,
				pixelsPerSemitone: row,
				top: OPENING_MIDI + roll.height / row / 2
			};
			this.view = this.#fitContentPitch(this.view);
		} else
			this.view = { ...view, top: this.view.top + (view.height - this.view.height) / this.view.pixelsPerSemitone / 2 };
		this.setView(this.view);
	}

	/** Shows the nearest allowed view. */
	setView(view: View): void {
		this.view = clampView(view, this.contentEnd);
		this.events.onView?.(toViewport(this.view));
		this.invalidate();
	}

	/** The same by a person's hand: the view stops following the playhead, and the pitches that come in. */
	setViewByHand(view: View): void {
		const before = this.view;
		this.setView(view);
		if (this.view.start !== before.start) this.isFollowSuspended = true;
		if (this.view.top !== before.top || this.view.pixelsPerSemitone !== before.pixelsPerSemitone)
			this.#isPitchChosen = true;
	}

	/** See {@link Roll.fitContent}; with `isAll` the whole time. */
	fitContent(isAll: boolean): void {
		this.#isPitchChosen = false;
		const end = isAll ? this.contentEnd : Math.min(this.contentEnd, OPENING_SECONDS_MAX);
		const seconds = isAll ? end : Math.max(end, this.layout.isNarrow ? OPENING_SECONDS.narrow : 1);
		this.setView(
			this.#fitContentPitch(fitTime(this.view, 0, this.layout.isNarrow && !isAll ? OPENING_SECONDS.narrow : seconds))
		);
	}

	showTime(seconds: Seconds): void {
		const span = shownSeconds(this.view);
		if (seconds >= this.view.start && seconds < this.view.start + span) return;
		this.setView({ ...this.view, start: seconds - span * 0.1 });
	}

	/** See {@link Roll.showPerson}. */
	showPerson(who: number, now: number): void {
		const person = this.input.people?.find((each) => each.who === who);
		const place = person && findPlace(person, this.input.score);
		if (!place) return;
		const seconds = this.tempo.toSeconds(place.ticks);
		const next = bringIntoView(this.view, seconds, place.midi);
		if (next) this.setViewByHand(next);
		// so far behind the end reaches only a view as wide as hers
		const { from, to } = person.view ?? { from: 0, to: 0 };
		if (to > from && bringIntoView(this.view, seconds, null))
			this.setViewByHand(fitTime(this.view, this.tempo.toSeconds(from), this.tempo.toSeconds(to)));
		this.people.show(who, now);
		this.announce({ kind: 'person', name: person.name, position: this.tempo.toBarPosition(Math.max(0, place.ticks)) });
		this.invalidate('overlay');
	}

	/** Scrolls as little as shows the note. */
	showNote(note: Note): void {
		const { view, tempo } = this;
		const from = tempo.toSeconds(note.start);
		const to = tempo.toSeconds(note.start + note.duration);
		const span = shownSeconds(view);
		const rows = shownSemitones(view);
		const start = from < view.start || to - from > span ? from - span * 0.1 : Math.max(view.start, to - span * 0.9);
		const top = Math.max(note.pitch + 1.5, Math.min(view.top, note.pitch - 1.5 + rows));
		if (from < view.start || to > view.start + span || top !== view.top)
			this.setView({ ...view, top, start: from < view.start || to > view.start + span ? start : view.start });
	}

	/** The grid line before the playhead. */
	tickAtPlayhead(): Ticks {
		const ticks = this.tempo.toFractionalTicks(this.input.playhead());
		return floorToGrid(ticks, this.grid, this.tempo.meterAt(ticks).tick);
	}

	/** A point of the host in ticks (not rounded) and pitch. */
	pointAt(x: number, y: number): { ticks: number; midi: Midi; seconds: Seconds } {
		const seconds = toSeconds(this.view, x - this.layout.roll.x);
		return { seconds, ticks: this.tempo.toFractionalTicks(seconds), midi: toMidi(this.view, y - this.layout.roll.y) };
	}

	/** The frame of the curve at a time; -1 where there is none. */
	frameAt(seconds: Seconds): number {
		const { curve } = this.input;
		if (!curve) return -1;
		const frame = Math.round((seconds - curve.offset) / HOP_SECONDS);
		return frame >= 0 && frame < curve.curve.length ? frame : -1;
	}

	get selection(): ReadonlySet<RecordId> {
		return this.#selection.ids;
	}

	setSelection(ids: Iterable<RecordId>, isSpoken = true): void {
		this.#changeSelection(select(this.#selection, ids), isSpoken);
		if (this.selection.size > 0) this.lanes.setSelection([]);
	}

	#changeSelection(next: Selection, isSpoken: boolean): void {
		const before = this.#selection;
		this.#selection = next;
		if (next.ids === before.ids) return;
		this.events.onSelect(next.ids);
		if (isSpoken) this.announceSelection();
		this.invalidate();
	}

	/** The selected notes by start. */
	findSelected(): Note[] {
		const found: Note[] = [];
		for (const id of this.selection) {
			const record = this.input.score.get(id);
			if (record?.kind === 'note') found.push(record);
		}
		return found.sort((a, b) => a.start - b.start || a.pitch - b.pitch);
	}

	setDraft(draft: Draft | null): void {
		const before = this.hidden;
		this.draft = draft;
		this.events.onDraft?.(draft);
		this.hidden = hiddenBy(draft);
		const isSame = before.size === this.hidden.size && [...before].every((id) => this.hidden.has(id));
		this.invalidate(isSame ? 'overlay' : 'all');
	}

	/** Ends a gesture: the draft becomes one call of `onEdit`, and what it made becomes the selection. */
	commitDraft(): void {
		const { draft } = this;
		this.setDraft(null);
		if (!draft || this.input.isReadonly) return;
		const { edits, made } = draftEdits(draft, this.input.score, { part: this.part, track: this.tracks.active });
		const carried =
			draft.kind === 'move' && !draft.isCopy ? this.pitch.carry(draft.notes, draft.ticks, draft.semitones) : [];
		if (edits.length) this.events.onEdit([...edits, ...carried]);
		if (made.length) this.setSelection(made);
		if (draft.kind === 'erase' && edits.length) this.announce({ kind: 'deleted', count: draft.notes.length });
	}

	/** Lets a note be heard that was changed by key, with what is selected beside it, where no release will end it. */
	hearBriefly(note: Note): void {
		this.events.onPreview(
			findChord(note, this.findSelected()).map((heard) => previewKey(heard)),
			'notes'
		);
		clearTimeout(this.#previewTimer);
		this.#previewTimer = setTimeout(() => this.events.onPreviewEnd(), BRIEF_MS);
	}

	/** Ends what would end by itself. */
	dispose(): void {
		clearTimeout(this.#previewTimer);
	}

	/** Set by the door: speaks through the live region. */
	announce: (event: RollAnnouncement) => void = () => undefined;

	announceSelection(): void {
		const [note, ...others] = this.findSelected();
		if (!note || others.length) this.announce({ kind: 'selection', count: note ? others.length + 1 : 0 });
		else
			this.announce({
				kind: 'note',
				note,
				name: noteName(note.pitch, this.input.names),
				position: this.tempo.toBarPosition(note.start)
			});
	}

	/** The view over all pitches that are sung or written; unchanged where there are none. */
	#fitContentPitch(view: View): View {
		const { curve } = this.input;
		if (curve) this.summary.follow(curve.curve, curve.threshold);
		const sung = curve ? this.summary.computePitchRange() : null;
		const written = this.#computeNoteRange();
		const low = Math.min(sung?.low ?? Infinity, written?.low ?? Infinity);
		const high = Math.max(sung?.high ?? -Infinity, written?.high ?? -Infinity);
		if (high < low) return view;
		const row = this.layout.isNarrow ? ROW_HEIGHT_NARROW : ROW_HEIGHT;
		return fitPitch(view, low - PITCH_MARGIN, high + PITCH_MARGIN, row * 1.3);
	}

	#computeNoteRange(): { low: Midi; high: Midi } | null {
		let low = Infinity;
		let high = -Infinity;
		for (const { pitch } of this.notes.notes) {
			low = Math.min(low, pitch);
			high = Math.max(high, pitch);
		}
		return high < low ? null : { low, high };
	}
}
