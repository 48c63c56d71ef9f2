/** Pitch as this visitor sees and edits it: the main analysis with what was drawn over it, the others beside it, the brush. */

import {
	ANALYSES_MAX,
	drawEdits,
	EditedCurve,
	findDrawn,
	takeShown,
	type Curve,
	type FrameRange
} from '#lib/pitch/index.ts';
import type { HostCommand, OtherCurve, PitchBrush, PitchSpan, RollCurve, RollPitch } from '#lib/roll/index.ts';
import { add, type Analysis, type RecordId } from '#lib/score/index.ts';
import type { DocumentView } from '../document-view.svelte.ts';
import { getKept, keep } from '../kept.ts';
import type { ViewSettings } from '../view-settings.svelte.ts';

/** An analysis of the recording as it is listed. */
export interface ListedAnalysis {
	readonly record: Analysis;
	/** 0 for the main one; otherwise its colour and dash on the roll. */
	readonly look: number;
	readonly isMain: boolean;
	readonly isShown: boolean;
}

export class PitchView {
	readonly #document: DocumentView;
	readonly #view: ViewSettings;
	brush: PitchBrush = $state('pencil');
	/** Notes take their f0 along when they are moved. */
	isCarried = $state(false);
	showsVibrato = $state(false);
	/** The stretch that was chosen on the roll. */
	span: PitchSpan | null = $state.raw(null);
	/** What the server can listen with; empty until it was asked. */
	analysers: readonly string[] = $state.raw([]);
	#hidden: ReadonlySet<number> = $state.raw(new Set());
	readonly #heard: Curve | null = $derived.by(() => this.#document.analysisView?.curve ?? null);
	readonly #edited = $derived(this.#heard && new EditedCurve(this.#heard));
	readonly #all = $derived.by(() => this.#list());
	#last: RollCurve | null = null;
	#lastFrames = -1;

	constructor(document: DocumentView, view: ViewSettings) {
		this.#document = document;
		this.#view = view;
	}

	/** The curve that is shown, played, measured and exported; another object whenever something of it has changed. */
	get sung(): RollCurve | null {
		const { clip, analysisView } = this.#document;
		const edited = this.#edited;
		if (!clip || !edited || !analysisView) return (this.#last = null);
		const hasNews = edited.update(findDrawn(this.#document.score, clip.id));
		const { offset } = clip;
		const isActive = analysisView.status === 'waiting' || analysisView.status === 'listening';
		const next: RollCurve = {
			curve: edited.curve,
			offset,
			edge: isActive ? offset + analysisView.curve.seconds : null,
			threshold: this.#view.threshold,
			drawn: edited.drawn,
			clip: clip.id
		};
		const last = this.#last;
		const isSame =
			!hasNews &&
			this.#lastFrames === edited.curve.length &&
			last?.curve === next.curve &&
			last.offset === offset &&
			last.edge === next.edge &&
			last.threshold === next.threshold &&
			last.drawn === next.drawn &&
			last.clip === next.clip;
		if (isSame) return last;
		this.#lastFrames = edited.curve.length;
		return (this.#last = next);
	}

	/** Analyses of the recording, the main one first. */
	get all(): readonly ListedAnalysis[] {
		return this.#all;
	}

	/** What the roll is told beside the curve. */
	get roll(): RollPitch {
		const others = this.all.flatMap(({ record, look, isMain, isShown }): OtherCurve[] => {
			const curve = isMain || !isShown ? undefined : this.#document.analysisViewOf(record.id)?.curve;
			return curve ? [{ curve, look }] : [];
		});
		const { brush, isCarried, showsVibrato } = this;
		return { brush, isCarried, showsVibrato, others, heard: this.#heard };
	}

	/** Analysers that have not heard the recording yet; none when there is no room for another. */
	get unused(): readonly string[] {
		if (!this.#document.clip || this.all.length === 0 || this.all.length >= ANALYSES_MAX) return [];
		const used = new Set(this.all.map(({ record }) => record.analyser));
		return this.analysers.filter((id) => !used.has(id));
	}

	async loadAnalysers(): Promise<void> {
		this.analysers = (await this.#document.session?.loadAnalysers()) ?? [];
	}

	/** Has the recording heard by another analyser too; its notes stay as they are. */
	listenAlso(analyser: string): void {
		const { clip, score } = this.#document;
		if (clip) this.#document.edit([add('analysis', score.nextId(), { clip: clip.id, analyser, yields: 'pitch' })]);
	}

	/** Shows an analysis as the one that is played, measured and drawn over. */
	makeMain(id: RecordId): void {
		this.#document.mainAnalysis = id;
		const doc = this.#document.id;
		if (doc) keep(`analysis:${doc}`, String(id));
	}

	show(id: RecordId, isShown: boolean): void {
		const hidden = new Set(this.#hidden);
		if (isShown) hidden.delete(id);
		else hidden.add(id);
		this.#hidden = hidden;
	}

	remove(id: RecordId): void {
		this.#document.edit([{ kind: 'delete', ids: [id] }]);
	}

	/** Writes what an analysis heard in a stretch over the clip. */
	take(id: RecordId, { from, to }: FrameRange): void {
		const { clip, score } = this.#document;
		const curve = this.#document.analysisViewOf(id)?.curve;
		if (!clip || !curve) return;
		const range = { from, to: Math.min(to, curve.length) };
		this.#document.edit(drawEdits(score, clip.id, [takeShown(curve, range, this.#view.threshold)]));
	}

	/** Takes up what was kept for a document. */
	useDocument(doc: string | null): void {
		const kept = doc === null ? null : getKept(`analysis:${doc}`);
		if (kept !== null) this.#document.mainAnalysis = Number(kept);
	}

	/** What a key asks; answers whether it was meant for this. */
	command(name: HostCommand): boolean {
		if (name === 'toggle-carry') this.isCarried = !this.isCarried;
		else if (name === 'toggle-vibrato') this.showsVibrato = !this.showsVibrato;
		else if (name === 'tool-pitch') this.#view.tool = 'pitch';
		else return false;
		return true;
	}

	#list(): ListedAnalysis[] {
		const main = this.#document.analysis;
		if (!main) return [];
		const others = this.#document.analyses.filter(({ id }) => id !== main.id).slice(-(ANALYSES_MAX - 1));
		return [main, ...others].map((record, look) => ({
			record,
			look,
			isMain: look === 0,
			isShown: look === 0 || !this.#hidden.has(record.id)
		}));
	}
}
