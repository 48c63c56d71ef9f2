/** How musical values are written and read: bar.beat.tick, minutes and seconds. The same in every language. */

import type { SnapStep } from '#lib/roll/index.ts';
import type { TempoMap } from '#lib/score/index.ts';
import type { Cents, Seconds, Ticks } from '#lib/units.ts';

/** Cents with their sign, by a true minus: +12, −8, 0. */
export const signCents = (cents: Cents): string => {
	const rounded = Math.round(cents);
	return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0';
};

/** Bar, beat and tick of a place in the score, counted from 1.1.000. */
export function placeText(tempo: TempoMap, ticks: Ticks): string {
	const { bar, beat, tick } = tempo.toBarPosition(Math.max(0, ticks));
	return `${bar}.${beat}.${String(Math.floor(tick)).padStart(3, '0')}`;
}

/** Bar and beat of a place, as in 5.1: as much as is said of what stands on a beat. */
export function beatText(tempo: TempoMap, ticks: Ticks): string {
	const { bar, beat } = tempo.toBarPosition(Math.max(0, ticks));
	return `${bar}.${beat}`;
}

/** The tick that “5.1” or “5” means, counted from 1.1; null when it means none. */
export function parseBeat(tempo: TempoMap, text: string): Ticks | null {
	const [, bar, beat = '1'] = /^\s*(\d{1,7})(?:[.,:](\d{1,2}))?\s*$/.exec(text) ?? [];
	if (bar === undefined || Number(bar) < 1 || Number(beat) < 1) return null;
	const bars = Number(bar) - 1;
	const meter = tempo.meters.findLast((span) => span.bars <= bars) ?? tempo.meterAt(0);
	return Number(beat) > meter.beatsPerBar
		? null
		: meter.tick + (bars - meter.bars) * meter.ticksPerBar + (Number(beat) - 1) * meter.ticksPerBeat;
}

/** Bars, beats and ticks of a length in the meter at `start`, counted from 0.0.000. */
export function lengthText(tempo: TempoMap, start: Ticks, ticks: Ticks): string {
	const { ticksPerBar, ticksPerBeat } = tempo.meterAt(start);
	const bars = Math.floor(ticks / ticksPerBar);
	const beats = Math.floor((ticks - bars * ticksPerBar) / ticksPerBeat);
	const rest = Math.floor(ticks - bars * ticksPerBar - beats * ticksPerBeat);
	return `${bars}.${beats}.${String(rest).padStart(3, '0')}`;
}

/** Minutes, seconds and `digits` decimals: 0:04.512. */
export function timeText(seconds: Seconds, digits = 3): string {
	const scale = 10 ** digits;
	const steps = Math.floor(Math.max(0, seconds) * scale + 1e-6);
	const minutes = Math.floor(steps / (60 * scale));
	const rest = ((steps - minutes * 60 * scale) / scale).toFixed(digits);
	return `${minutes}:${rest.padStart(digits ? digits + 3 : 2, '0')}`;
}

/** A grid as musicians write it: 1/8, 1/8. with a dot, 1/8T for a triplet. */
export const snapText = ({ parts, kind }: SnapStep): string =>
	(parts === 1 ? '1' : `1/${parts}`) + { straight: '', dotted: '.', triplet: 'T' }[kind];
