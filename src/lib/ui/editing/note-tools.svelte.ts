/** The dialogs that change the selected notes: which is open, and how each was set last. */

import {
	quantize,
	SCALES,
	snapToScale,
	transpose,
	type Edit,
	type Note,
	type ScaleName,
	type TempoMap
} from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Ticks } from '#lib/units.ts';

export type NoteDialog = 'quantize' | 'transpose' | 'scale';
export type Way = 'nearest' | 'up' | 'down';

export class NoteTools {
	asked: NoteDialog | null = $state(null);
	quantizing = $state({ grid: TICKS_PER_QUARTER / 4, strength: 1, swing: 0.5, ends: false });
	transposing = $state({ semitones: 0, cents: 0 });
	scale: { key: number; name: ScaleName; way: Way } = $state({ key: 0, name: 'major', way: 'nearest' });

	/** Opens a dialog; it begins with the grid that the roll has, and with no interval. */
	ask(dialog: NoteDialog, grid: Ticks): void {
		if (grid > 0) this.quantizing.grid = grid;
		this.transposing = { semitones: 0, cents: 0 };
		this.asked = dialog;
	}

	/** What the open dialog would do to the notes. */
	computeEdits(notes: readonly Note[], tempo: TempoMap): Edit[] {
		const { key, name, way } = this.scale;
		if (this.asked === 'quantize') return quantize(notes, tempo, this.quantizing);
		if (this.asked === 'transpose') return transpose(notes, this.transposing);
		return this.asked ? snapToScale(notes, { key, steps: SCALES[name] }, way) : [];
	}
}
