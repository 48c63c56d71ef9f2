/** The lanes under the roll: which there are, how this viewer has arranged them, and what is asked about them. */

import {
	LANE_HEIGHT_MAX,
	LANE_HEIGHT_MIN,
	LANE_HEIGHTS,
	type LaneAxis,
	type LaneKind,
	type Layout,
	type Roll,
	type RollCommand,
	type RollLane
} from '#lib/roll/index.ts';
import { labelSegment, type Lane, type RecordId } from '#lib/score/index.ts';
import { Bell } from '../bell.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import { readKept } from '../kept-values.ts';
import { keep } from '../kept.ts';
import type { Listening } from '../listening.svelte.ts';
import { orderKeys, placeKey, readArrangement, USUAL_ARRANGEMENT, type Arrangement } from './arrangement.ts';
import type { LaneOnPage } from './lane-on-page.ts';
import { computeWholeAxis, findExtremes, firstAxis } from './lane-axes.ts';

export type LaneQuestion =
	| { readonly kind: 'add' }
	| { readonly kind: 'edit'; readonly lane: Lane }
	| { readonly kind: 'axis'; readonly key: string };

const SHOWN_AT_FIRST: Readonly<Record<LaneKind, boolean>> = {
	velocity: false,
	loudness: true,
	curve: true,
	segments: true
};

export class Lanes {
	readonly #document: DocumentView;
	readonly #listening: Listening;
	#arrangement: Arrangement = $state.raw(USUAL_ARRANGEMENT);
	#doc: string | null = null;
	#roll: Roll | null = null;
	/** Where the roll has put its parts. */
	layout: Layout | null = $state.raw(null);
	/** The menu of a lane is open there, in pixels of the window. */
	menu: { readonly key: string; readonly at: { readonly x: number; readonly y: number } } | null = $state.raw(null);
	question: LaneQuestion | null = $state.raw(null);
	/** The segment whose label is being written. */
	labelled: RecordId | null = $state.raw(null);
	/** Selected segments. */
	selection: ReadonlySet<RecordId> = $state.raw(new Set());
	readonly #view = new Bell();
	#last: { readonly text: string; readonly lanes: readonly RollLane[] } = { text: '[]', lanes: [] };

	readonly #isNarrow = $derived(this.layout?.isNarrow ?? false);
	readonly all = $derived.by(() => this.#findAll());
	readonly #shown = $derived.by(() => {
		const lanes = this.all
			.filter(({ key, isShown, hasContent }) => hasContent && (this.#isNarrow ? key === this.narrow : isShown))
			.map((lane) => this.#arrange(lane));
		const text = JSON.stringify(lanes);
		// the same list until it differs: an edit of notes must not lay out the roll again
		if (text !== this.#last.text) this.#last = { text, lanes };
		return this.#last.lanes;
	});

	constructor(document: DocumentView, listening: Listening) {
		this.#document = document;
		this.#listening = listening;
	}

	/** Speaks to this roll until the answer is called. */
	use(roll: Roll): () => void {
		this.#roll = roll;
		return () => {
			if (this.#roll === roll) this.#roll = null;
		};
	}

	/** Takes up what was kept for a document; a new document keeps what is arranged now. */
	useDocument(doc: string | null): void {
		if (doc === this.#doc || doc === null) return;
		const isFirst = this.#doc === null;
		this.#doc = doc;
		const kept = readKept(`lanes:${doc}`);
		if (Object.keys(kept).length > 0) this.#arrangement = readArrangement(kept);
		else if (isFirst) this.#change({});
		else this.#arrangement = USUAL_ARRANGEMENT;
	}

	/** Those that the roll shows, from the top. */
	get shown(): readonly RollLane[] {
		return this.#shown;
	}

	/** The one that a narrow roll shows; null for none. */
	get narrow(): string | null {
		return this.#arrangement.narrow;
	}

	set narrow(narrow: string | null) {
		this.#change({ narrow });
	}

	find(key: string): LaneOnPage | null {
		return this.all.find((lane) => lane.key === key) ?? null;
	}

	toggle(key: string): void {
		const lane = this.find(key);
		if (lane) this.#change({ shown: { ...this.#arrangement.shown, [key]: !lane.isShown } });
	}

	hide(key: string): void {
		if (this.layout?.isNarrow) this.narrow = null;
		else if (this.find(key)?.isShown) this.toggle(key);
	}

	/** Puts a lane before another, or last. */
	place(key: string, before: string | null): void {
		this.#change({ order: placeKey(this.#keys, key, before) });
	}

	/** Puts a lane one place up or down among those that are shown. */
	move(key: string, by: 1 | -1): void {
		const keys = this.all.filter((lane) => lane.isShown || lane.key === key).map((lane) => lane.key);
		const at = keys.indexOf(key);
		if (by < 0 && at > 0) this.place(key, keys[at - 1] ?? null);
		else if (by > 0 && at >= 0 && at < keys.length - 1) this.place(key, keys[at + 2] ?? null);
	}

	/** Sets heights in pixels. */
	resize(heights: Readonly<Record<string, number>>): void {
		const clean = Object.entries(heights).map(
			([key, height]) => [key, Math.max(LANE_HEIGHT_MIN, Math.min(LANE_HEIGHT_MAX, Math.round(height)))] as const
		);
		this.#change({ heights: { ...this.#arrangement.heights, ...Object.fromEntries(clean) } });
	}

	/** Gives one lane its usual height, or all. */
	resetHeights(key: string | null = null): void {
		const heights = Object.entries(this.#arrangement.heights).filter(([each]) => key !== null && each !== key);
		this.#change({ heights: Object.fromEntries(heights) });
	}

	get hasOwnHeights(): boolean {
		return Object.keys(this.#arrangement.heights).length > 0;
	}

	axisOf(lane: LaneOnPage): LaneAxis {
		return this.#arrangement.axes[lane.key] ?? firstAxis(lane);
	}

	setAxis(key: string, axis: LaneAxis): void {
		this.#change({ axes: { ...this.#arrangement.axes, [key]: axis } });
	}

	/** Shows what a lane shows at first. */
	forgetAxis(key: string): void {
		const axes = Object.entries(this.#arrangement.axes).filter(([each]) => each !== key);
		this.#change({ axes: Object.fromEntries(axes) });
	}

	/** All that a lane can show. */
	wholeOf(lane: LaneOnPage): LaneAxis {
		return computeWholeAxis(lane);
	}

	/** The least and the greatest value that a lane holds now; null where it holds none. */
	findExtremes(lane: LaneOnPage): { readonly low: number; readonly high: number } | null {
		return findExtremes(lane, this.#document, this.#listening.curve);
	}

	/** Lets the roll do something in a lane, as by its keys. */
	run(key: string, command: RollCommand): void {
		this.#roll?.activateLane(key);
		this.#roll?.run(command);
	}

	/** Writes the label that is asked for, and asks for that of a neighbour. */
	label(text: string, next: 1 | -1 | 0): void {
		const { score } = this.#document;
		const segment = this.labelled === null ? null : score.get(this.labelled);
		this.labelled = null;
		if (segment?.kind !== 'segment') return;
		this.#document.edit(labelSegment(segment, text.trim()));
		if (next === 0) return;
		this.#roll?.run(next > 0 ? 'select-next' : 'select-previous');
		const [chosen] = this.#roll?.selectedSegments ?? [];
		if (chosen !== undefined && chosen !== segment.id) this.labelled = chosen;
	}

	/** What stands over the roll goes along with it. */
	viewMoved(): void {
		if (this.labelled !== null) this.#view.ring();
	}

	/** Where the segment stands whose label is asked for; null while it is out of view. */
	get labelPlace() {
		this.#view.hear();
		void this.layout;
		return this.labelled === null ? null : (this.#roll?.placeSegment(this.labelled) ?? null);
	}

	get #keys(): readonly string[] {
		return this.all.map(({ key }) => key);
	}

	#findAll(): readonly LaneOnPage[] {
		const { shown, order } = this.#arrangement;
		const { part } = this.#document;
		const make = (key: string, kind: LaneKind, record: Lane | null): LaneOnPage => ({
			key,
			kind,
			record,
			isShown: shown[key] ?? SHOWN_AT_FIRST[kind],
			// an empty lane of what was heard is no use: it comes with the curve
			hasContent: kind !== 'loudness' || this.#listening.curve !== null
		});
		const own = this.#document
			.allOf('lane')
			.filter((lane) => lane.part === part)
			.sort((a, b) => a.id - b.id)
			.map((lane) => make(String(lane.id), lane.shape, lane));
		const all = new Map(
			[...own, make('velocity', 'velocity', null), make('loudness', 'loudness', null)].map((lane) => [lane.key, lane])
		);
		return orderKeys([...all.keys()], order).flatMap((key) => all.get(key) ?? []);
	}

	#arrange(lane: LaneOnPage): RollLane {
		const { key, kind, record } = lane;
		return {
			key,
			kind,
			record: record?.id ?? null,
			height: this.#arrangement.heights[key] ?? LANE_HEIGHTS[kind],
			axis: this.axisOf(lane)
		};
	}

	#change(change: Partial<Arrangement>): void {
		this.#arrangement = { ...this.#arrangement, ...change };
		if (this.#doc !== null) keep(`lanes:${this.#doc}`, JSON.stringify(this.#arrangement));
	}
}
