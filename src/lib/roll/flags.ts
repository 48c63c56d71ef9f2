/** What begins where: changes of tempo and meter, and markers, as flags in a lane under the ruler. Pure. */

import { markersOf, type Score, type TempoMap } from '#lib/score/index.ts';
import type { Ticks } from '../units.ts';
import type { RulerFlag } from './events.ts';
import { toX, type View } from './viewport.ts';

/** A flag and where it stands, in pixels from the left of the lane. */
export interface FlagBox {
	readonly flag: RulerFlag;
	readonly x: number;
	/** Less than its words need where the next flag stands close; 0 where only its line has room. */
	readonly width: number;
}

/** A flag that is being dragged, and where it would be put. */
export interface FlagDraft {
	readonly flag: RulerFlag;
	readonly tick: Ticks;
}

const PADDING = 6;
const GAP = 2;
/** Measured on Inter 600 at 11 px with tabular figures, rounded up. */
const LETTER = 7;
/** Of Korean, Chinese and Japanese, whose letters are as wide as high. */
const WIDE_LETTER = 11;
const FIRST_WIDE = '\u1100';
/** A marker ends in a point. */
const POINT = 4;
const WIDTH_MAX = 140;
/** Stands on a marker without a name. */
const MARK = '◆';
/** Narrower ones show their line only. */
const WIDTH_MIN = 12;
/** How far beside a flag it is still meant, in pixels. */
const REACH = { mouse: 2, touch: 12 };

/** The flags of a part by tick, kept until the score changes. */
export class FlagList {
	#flags: readonly RulerFlag[] = [];
	#key: readonly unknown[] = [];

	/** `version` rises with each change of the score. */
	get(score: Score, part: number, version: number): readonly RulerFlag[] {
		const key = [score, part, version];
		if (key.some((value, i) => value !== this.#key[i])) this.#flags = computeFlags(score, part);
		this.#key = key;
		return this.#flags;
	}
}

/** All flags of a part by tick, at one tick the meter first and markers last. A change that changes nothing has its flag, too. */
export function computeFlags(score: Score, part: number): RulerFlag[] {
	const tempo = score.tempoMapOf(part);
	const ticksOf = (kind: 'tempo' | 'meter'): Set<Ticks> =>
		new Set(
			score
				.all(kind)
				.filter((change) => change.part === part)
				.map(({ tick }) => tick)
		);
	const meters = [...ticksOf('meter').add(0)].map((tick): RulerFlag => {
		const { beatsPerBar, beatUnit } = tempo.meterAt(tick);
		return { kind: 'meter', id: null, tick, text: `${beatsPerBar}/${beatUnit}`, isChange: tick > 0 };
	});
	const tempos = [...ticksOf('tempo').add(0)].map((tick): RulerFlag => ({
		kind: 'tempo',
		id: null,
		tick,
		text: `♩=${bpmText(tempo.bpmAt(tick))}`,
		isChange: tick > 0
	}));
	const markers = markersOf(score, part).map(({ id, tick, label }): RulerFlag => ({
		kind: 'marker',
		id,
		tick,
		text: label || MARK,
		isChange: true
	}));
	return [...meters, ...tempos, ...markers].sort((a, b) => a.tick - b.tick);
}

/** Beats per minute with up to two decimals. */
const bpmText = (bpm: number): string => String(Math.round(bpm * 100) / 100);

/** Where the flags in view stand. Those of one tick stand side by side; each gives way to those of the next. */
export function computeFlagBoxes(flags: readonly RulerFlag[], view: View, tempo: TempoMap): FlagBox[] {
	const boxes: FlagBox[] = [];
	let free = -Infinity;
	let last: Ticks = -1;
	for (const flag of flags) {
		const at = toX(view, tempo.toSeconds(flag.tick));
		if (at > view.width) break;
		const x = flag.tick === last ? free : at;
		const width = widthOf(flag);
		free = x + width + GAP;
		last = flag.tick;
		if (free > 0) boxes.push({ flag, x, width });
	}
	return boxes.reduceRight<FlagBox[]>(giveWay, []).reverse();
}

/** Adds a box before those that are there, no wider than up to the next tick's. */
function giveWay(later: FlagBox[], box: FlagBox): FlagBox[] {
	const next = later.findLast(({ flag }) => flag.tick > box.flag.tick);
	const room = next ? next.x - box.x - GAP : Infinity;
	later.push({ ...box, width: room < WIDTH_MIN ? 0 : Math.min(box.width, room) });
	return later;
}

const widthOf = ({ text, kind }: RulerFlag): number => {
	const letters = [...text].reduce((sum, letter) => sum + (letter < FIRST_WIDE ? LETTER : WIDE_LETTER), 0);
	return Math.min(WIDTH_MAX, 2 * PADDING + letters + (kind === 'marker' ? POINT : 0));
};

/** The flag under `x`, in pixels of the lane; of two the later, which is drawn over the other. */
export function findFlag(boxes: readonly FlagBox[], x: number, isTouch: boolean): RulerFlag | null {
	const reach = isTouch ? REACH.touch : REACH.mouse;
	const isOn =
		(by: number) =>
		(box: FlagBox): boolean =>
			x >= box.x - by && x < box.x + box.width + by;
	return (boxes.findLast(isOn(0)) ?? boxes.findLast(isOn(reach)))?.flag ?? null;
}
