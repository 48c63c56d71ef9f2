/** The dialogs that change the selected notes: which is open, and how each was set last. */

import {
	changeVelocities,
	quantize,
	scaleOf,
	snapToScale,
	transpose,
	type Edit,
	type Key,
	type Note,
	type TempoMap
} from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Ticks } from '#lib/units.ts';
import { FIRST_VELOCITY_SETTING, toVelocityChange, type VelocitySetting } from './velocity-tool.ts';

export type NoteDialog = 'quantize' | 'transpose' | 'scale' | 'velocity';
export type Way = 'nearest' | 'up' | 'down';

export class NoteTools {
	asked: NoteDialog | null = $state(null);
	quantizing = $state({ grid: TICKS_PER_QUARTER / 4, strength: 1, swing: 0.5, ends: false });
	transposing = $state({ semitones: 0, cents: 0 });
	/** `scale` is as in the record of a part, without ''. */
	scale: { tonic: number; scale: string; way: Way } = $state({ tonic: 0, scale: 'major', way: 'nearest' });
	velocity: VelocitySetting = $state({ ...FIRST_VELOCITY_SETTING });

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
		if (this.asked === 'transpose') return transpose(notes, this.transposing);
		return this.asked ? snapToScale(notes, scaleOf(this.scale), this.scale.way) : [];
	}
}
