/** Where a metronome clicks, by tempo map and meter. Pure. */

import type { MeterSpan, TempoMap } from '#lib/score/index.ts';
import { TICKS_PER_QUARTER, type Seconds, type Ticks } from '../units.ts';
import type { ClickTable, ClickWeight } from './click-track.ts';

/** Beats of a count-in, in seconds of the score before the music begins. */
export interface CountIn {
	/** How long before the first sound the bar begins. */
	readonly seconds: Seconds;
	readonly clicks: readonly { readonly before: Seconds; readonly weight: ClickWeight }[];
}

/** An hour of the fastest tempo has fewer; what is beyond stays silent. */
const CLICKS_MAX = 200_000;
/** Denominator from which a numerator that divides by three is a compound meter. */
const COMPOUND_UNIT = 8;

/** Every beat from the start up to `seconds`; each meter begins a bar. */
export function computeClicks(tempo: TempoMap, seconds: Seconds): ClickTable {
	const times: Seconds[] = [];
	const weights: ClickWeight[] = [];
	const last = tempo.toFractionalTicks(seconds);
	for (const [i, meter] of tempo.meters.entries()) {
		const end = Math.min(tempo.meters[i + 1]?.tick ?? Infinity, last);
		for (let beat = 0; times.length < CLICKS_MAX; beat++) {
			const tick = meter.tick + beat * meter.ticksPerBeat;
			if (tick >= end) break;
			times.push(tempo.toSeconds(tick));
			weights.push(weightOf(meter, beat));
		}
	}
	return { time: Float64Array.from(times), weight: Uint8Array.from(weights) };
}

/** One bar of the meter and tempo that hold at `from`, on the beats that would have come before it. */
export function computeCountIn(tempo: TempoMap, from: Seconds): CountIn {
	const ticks = tempo.toFractionalTicks(Math.max(0, from));
	const meter = tempo.meterAt(Math.floor(ticks + ROUNDING));
	const secondsPerTick = 60 / (tempo.bpmAt(Math.floor(ticks)) * TICKS_PER_QUARTER);
	const clicks: { before: Seconds; weight: ClickWeight }[] = [];
	const first = Math.ceil((ticks - meter.ticksPerBar - meter.tick) / meter.ticksPerBeat - ROUNDING);
	for (let beat = first; ; beat++) {
		const before = ticks - (meter.tick + beat * meter.ticksPerBeat);
		if (before <= ROUNDING) break;
		clicks.push({ before: before * secondsPerTick, weight: weightOf(meter, beat) });
	}
	return { seconds: meter.ticksPerBar * secondsPerTick, clicks };
}

/** Seconds become ticks and come back a little beside. */
const ROUNDING: Ticks = 1e-6;

function weightOf({ beatsPerBar, beatUnit }: MeterSpan, beat: number): ClickWeight {
	const inBar = ((beat % beatsPerBar) + beatsPerBar) % beatsPerBar;
	if (inBar === 0) return 2;
	return beatUnit >= COMPOUND_UNIT && beatsPerBar > 3 && beatsPerBar % 3 === 0 && inBar % 3 === 0 ? 1 : 0;
}
