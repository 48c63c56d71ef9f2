/** What the roll knows of its lanes at one moment: which has the keys, what is chosen in them, and what is being drawn. */

import {
	apply,
	followChange,
	idsOf,
	NO_SELECTION,
	select,
	type AnyRecord,
	type Change,
	type Curve,
	type Edit,
	type RecordId,
	type Score,
	type Segment,
	type Selection
} from '#lib/score/index.ts';
import { NARROW_WIDTH, type LaneBox, type Layout } from '../layout.ts';
import type { RollEvents } from '../events.ts';
import type { RollInput } from '../types.ts';
import { findLane, LaneContents, type SegmentIndex } from './contents.ts';
import type { RollLane } from './lane.ts';

/** What of the roll lanes look at. */
export interface LaneScene {
	readonly input: RollInput;
	readonly events: RollEvents;
	readonly layout: Layout;
	readonly notesVersion: number;
	readonly selection: ReadonlySet<RecordId>;
	setSelection(ids: Iterable<RecordId>, isSpoken?: boolean): void;
	invalidate(dirty?: 'all' | 'overlay'): void;
}

/** A value beside the pointer, in the host's pixels. */
export interface Reading {
	readonly x: number;
	readonly y: number;
	readonly text: string;
}

/** What a gesture in a lane would leave. */
export type LaneDraft =
	| {
			readonly kind: 'segments';
			readonly lane: RecordId;
			readonly edits: readonly Edit[];
			/** These are not drawn where they were. */
			readonly hidden: ReadonlySet<RecordId>;
			readonly after: readonly Segment[];
	  }
	/** Samples that are written over the lane's curve. */
	| { readonly kind: 'curve'; readonly lane: RecordId; readonly start: number; readonly values: Int16Array };

const NOTHING: ReadonlySet<RecordId> = new Set();

export class LaneState {
	readonly #scene: LaneScene;
	readonly #contents = new LaneContents();
	#active: string | null = null;
	#selection: Selection = NO_SELECTION;
	#draft: LaneDraft | null = null;
	#reading: Reading | null = null;

	constructor(scene: LaneScene) {
		this.#scene = scene;
	}

	/** The lanes that a host of this width shows: a narrow one has room for one. */
	findShown(width: number): readonly RollLane[] {
		const { lanes = [], narrowLane = null } = this.#scene.input;
		return width < NARROW_WIDTH ? lanes.filter(({ key }) => key === narrowLane) : lanes;
	}

	/** The lane that has the keys; null while they go to the notes. */
	get active(): LaneBox | null {
		return this.#scene.layout.lanes.find(({ lane }) => lane.key === this.#active) ?? null;
	}

	activate(key: string | null): void {
		if (key === this.#active) return;
		this.#active = key;
		this.#scene.invalidate('overlay');
	}

	get draft(): LaneDraft | null {
		return this.#draft;
	}

	setDraft(draft: LaneDraft | null): void {
		if (draft === this.#draft) return;
		this.#draft = draft;
		this.#scene.invalidate();
	}

	/** Shows segments as edits would leave them. */
	draftSegments(lane: RecordId, edits: readonly Edit[]): void {
		this.setDraft(edits.length ? computeSegmentDraft(lane, edits, this.#scene.input.score) : null);
	}

	/** Ends a gesture: its edits are made at once. */
	commit(edits: readonly Edit[]): void {
		this.setDraft(null);
		if (edits.length && !this.#scene.input.isReadonly) this.#scene.events.onEdit(edits);
	}

	get reading(): Reading | null {
		return this.#reading;
	}

	/** Shows a value beside the pointer; null hides it. */
	read(reading: Reading | null): void {
		if (!reading && !this.#reading) return;
		this.#reading = reading;
		this.#scene.invalidate('overlay');
	}

	segmentsOf(lane: RecordId): SegmentIndex {
		this.#follow();
		return this.#contents.segmentsOf(lane);
	}

	curveOf(lane: RecordId): Curve | null {
		this.#follow();
		return this.#contents.curveOf(lane);
	}

	/** Selected segments. */
	get selection(): ReadonlySet<RecordId> {
		return this.#selection.ids;
	}

	/** Chooses segments; notes are then not chosen, so that each key means one thing. */
	setSelection(ids: Iterable<RecordId>): void {
		const next = select(this.#selection, ids);
		if (next === this.#selection) return;
		this.#selection = next;
		if (next.ids.size > 0 && this.#scene.selection.size > 0) this.#scene.setSelection([], false);
		this.#scene.events.onSelectSegments?.(next.ids);
		this.#scene.invalidate();
	}

	/** The selected segments of a lane by time. */
	findSelected(lane: RecordId): Segment[] {
		return this.segmentsOf(lane).segments.filter(({ id }) => this.selection.has(id));
	}

	/** The records changed; `change` is null when it is another score altogether. */
	follow(change: Change | null): void {
		if (!change) this.setDraft(null);
		if (this.#selection === NO_SELECTION) return;
		const next = followChange(this.#selection, this.#scene.input.score.state, change ?? {});
		if (next.ids !== this.#selection.ids) this.#scene.events.onSelectSegments?.(next.ids);
		this.#selection = next;
	}

	#follow(): void {
		this.#contents.update(this.#scene.input.score, this.#scene.notesVersion);
	}
}

function computeSegmentDraft(lane: RecordId, edits: readonly Edit[], score: Score): LaneDraft {
	const records = new Map<RecordId, AnyRecord>();
	const owner = findLane(score, lane);
	if (owner) records.set(owner.id, owner);
	const hidden = new Set<RecordId>();
	for (const id of edits.flatMap(idsOf)) {
		const record = score.get(id);
		if (record?.kind !== 'segment') continue;
		records.set(id, record);
		hidden.add(id);
	}
	const state = { records };
	apply(state, edits);
	const after = [...state.records.values()].filter((record) => record.kind === 'segment');
	return { kind: 'segments', lane, edits, hidden, after };
}

/** Segments that are drawn through the draft, or not at all. */
export const hiddenSegments = (draft: LaneDraft | null): ReadonlySet<RecordId> =>
	draft?.kind === 'segments' ? draft.hidden : NOTHING;
