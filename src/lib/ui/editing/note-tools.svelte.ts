/** The dialogs that change the selected notes: which is open, and how each was set last. */

import { untrack } from 'svelte';
import {
	changeVelocities,
	HUMAN,
	humanise,
	quantize,
	scaleOf,
	snapToScale,
	transpose,
	type Edit,
	type Key,
	type Note,
	type TempoMap
} from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Seconds, type Ticks } from '#lib/units.ts';
import { keep } from '../kept.ts';
import { oneOf, readKept } from '../kept-values.ts';
import { FIRST_VELOCITY_SETTING, toVelocityChange, type VelocitySetting } from './velocity-tool.ts';

export type NoteDialog = 'quantize' | 'transpose' | 'scale' | 'velocity' | 'humanise';
const WAYS = ['nearest', 'up', 'down'] as const;
export type Way = (typeof WAYS)[number];

/** More is no longer a hand. */
export const HUMANISE_SECONDS_MAX: Seconds = 0.1;

/** Under this name the browser keeps how the dialogs were set. */
const KEPT_NAME = 'tools';

export class NoteTools {
	asked: NoteDialog | null = $state(null);
	quantizing = $state({ grid: TICKS_PER_QUARTER / 4, strength: 1, swing: 0.5, ends: false });
	transposing = $state({ semitones: 0, cents: 0 });
	/** `scale` is as in the record of a part, without ''. */
	scale: { tonic: number; scale: string; way: Way } = $state({ tonic: 0, scale: 'major', way: 'nearest' });
	velocity: VelocitySetting = $state({ ...FIRST_VELOCITY_SETTING });
	humanising = $state({ ...HUMAN, seed: 1 });

	/** Takes up what was kept and keeps what changes, as long as the effect that it is called in. Browser only. */
	start(): void {
		untrack(() => {
			const { strength, swing, ends, way, seconds, share } = readKept(KEPT_NAME);
			if (typeof strength === 'number' && strength >= 0 && strength <= 1) this.quantizing.strength = strength;
			if (typeof swing === 'number' && swing >= 0.5 && swing <= 0.75) this.quantizing.swing = swing;
			if (typeof seconds === 'number' && seconds >= 0 && seconds <= HUMANISE_SECONDS_MAX)
				this.humanising.seconds = seconds;
			if (typeof share === 'number' && share >= 0 && share <= 1) this.humanising.share = share;
			if (typeof ends === 'boolean') this.quantizing.ends = ends;
			this.scale = { ...this.scale, way: oneOf(WAYS, way) ?? this.scale.way };
		});
		$effect(() => {
			const { strength, swing, ends } = this.quantizing;
			const { seconds, share } = this.humanising;
			keep(KEPT_NAME, JSON.stringify({ strength, swing, ends, way: this.scale.way, seconds, share }));
		});
	}

	/** Opens a dialog; it begins with the grid that the roll has, with no interval, and in the key of the part if there is one. */
	ask(dialog: NoteDialog, grid: Ticks, { tonic, scale }: Pick<Key, 'tonic' | 'scale'>): void {
		if (scale !== '') this.scale = { ...this.scale, tonic, scale };
		if (grid > 0) this.quantizing.grid = grid;
		this.transposing = { semitones: 0, cents: 0 };
		Object.assign(this.velocity, { factor: 1, by: 0 });
		this.asked = dialog;
	}

	/** What the open dialog would do to the notes. */
	computeEdits(notes: readonly Note[], tempo: TempoMap): Edit[] {
		if (this.asked === 'quantize') return quantize(notes, tempo, this.quantizing);
		if (this.asked === 'velocity') return changeVelocities(notes, toVelocityChange(this.velocity));
		if (this.asked === 'humanise') return humanise(notes, tempo, this.humanising);
		if (this.asked === 'transpose') return transpose(notes, this.transposing);
		return this.asked ? snapToScale(notes, scaleOf(this.scale), this.scale.way) : [];
	}
}
