/** The only place that converts between score time (ticks) and recording time (seconds). */

import { assert } from '../fault.ts';
import { TICKS_PER_QUARTER, type Seconds, type Ticks } from '../units.ts';
import { DEFAULTS } from './fields.ts';
import { FIRST_PART, type AnyRecord, type Meta, type Meter, type Tempo } from './records.ts';

const MICROSECONDS = 1e6;
/** Ticks times microseconds a quarter in a second. */
const UNITS_PER_SECOND = TICKS_PER_QUARTER * MICROSECONDS;

/** Bar, beat and tick, counted from 1, 1 and 0 as musicians do. */
export interface BarPosition {
	readonly bar: number;
	readonly beat: number;
	readonly tick: Ticks;
}

/** From `tick` to the next change. */
export interface TempoSpan {
	readonly tick: Ticks;
	readonly seconds: Seconds;
	/** Microseconds per quarter note. */
	readonly tempo: number;
}

/** From `tick` to the next change; a bar begins with it. */
export interface MeterSpan {
	readonly tick: Ticks;
	/** Bars before it, the last perhaps cut short. */
	readonly bars: number;
	readonly beatsPerBar: number;
	readonly beatUnit: number;
	readonly ticksPerBeat: Ticks;
	readonly ticksPerBar: Ticks;
}

type Base = Pick<Meta, 'tempo' | 'beatsPerBar' | 'beatUnit'>;
export type TempoChange = Pick<Tempo, 'tick' | 'tempo'>;
export type MeterChange = Pick<Meter, 'tick' | 'beatsPerBar' | 'beatUnit'>;

/**
 * Tempo and meter of a part with all their changes. Conversions take O(log n) of n changes; whole ticks survive the way
 * to seconds and back, and later is never earlier.
 */
export class TempoMap {
	/** At least one; the first begins at 0. */
	readonly tempos: readonly TempoSpan[];
	readonly meters: readonly MeterSpan[];

	/** Changes in any order; of two at one tick the later in the list counts. */
	constructor(base: Base, tempos: readonly TempoChange[] = [], meters: readonly MeterChange[] = []) {
		this.tempos = computeTempos([{ tick: 0, tempo: base.tempo }, ...tempos]);
		this.meters = computeMeters([{ tick: 0, beatsPerBar: base.beatsPerBar, beatUnit: base.beatUnit }, ...meters]);
	}

	/** Quarter notes per minute at a tick. */
	bpmAt(ticks: Ticks): number {
		return (60 * MICROSECONDS) / this.tempoAt(ticks).tempo;
	}

	tempoAt(ticks: Ticks): TempoSpan {
		return findSpan(this.tempos, 'tick', ticks).span;
	}

	meterAt(ticks: Ticks): MeterSpan {
		return findSpan(this.meters, 'tick', ticks).span;
	}

	toSeconds(ticks: Ticks): Seconds {
		const { span, next } = findSpan(this.tempos, 'tick', ticks);
		const seconds = span.seconds + ((ticks - span.tick) * span.tempo) / UNITS_PER_SECOND;
		return next && seconds > next.seconds ? next.seconds : seconds;
	}

	/** The same for a column, into one as long. Each search goes on from the last: quick where ticks are near their neighbours. */
	fillSeconds(ticks: Float64Array, seconds: Float64Array): void {
		const { tempos } = this;
		let at = 0;
		for (let i = 0; i < ticks.length; i++) {
			const tick = ticks[i] ?? 0;
			while (at > 0 && (tempos[at]?.tick ?? 0) > tick) at--;
			while ((tempos[at + 1]?.tick ?? Infinity) <= tick) at++;
			const span = tempos[at];
			assert(span, 'a tempo map has a span from 0 on');
			const value = span.seconds + ((tick - span.tick) * span.tempo) / UNITS_PER_SECOND;
			seconds[i] = Math.min(value, tempos[at + 1]?.seconds ?? Infinity);
		}
	}

	/** Nearest tick; times before 0 answer 0. */
	toTicks(seconds: Seconds): Ticks {
		return Math.max(0, Math.round(this.toFractionalTicks(seconds)));
	}

	/** Not rounded: for drawing and hit tests only, never for the document. */
	toFractionalTicks(seconds: Seconds): number {
		const { span, next } = findSpan(this.tempos, 'seconds', seconds);
		const ticks = span.tick + ((seconds - span.seconds) * UNITS_PER_SECOND) / span.tempo;
		return next && ticks > next.tick ? next.tick : ticks;
	}

	toBarPosition(ticks: Ticks): BarPosition {
		const { tick, bars, ticksPerBar, ticksPerBeat } = this.meterAt(ticks);
		const bar = Math.floor((ticks - tick) / ticksPerBar);
		const inBar = ticks - tick - bar * ticksPerBar;
		const beat = Math.floor(inBar / ticksPerBeat);
		return { bar: bars + bar + 1, beat: beat + 1, tick: inBar - beat * ticksPerBeat };
	}
}

/** The tempo map of a part from the records of its document, in one pass. An unknown part has the default tempo and meter. */
export function computeTempoMap(records: Iterable<AnyRecord>, part: number): TempoMap {
	let base: Base = DEFAULTS.part;
	const tempos: Tempo[] = [];
	const meters: Meter[] = [];
	for (const record of records) {
		if (record.kind === 'note') continue;
		if (record.kind === 'meta' && part === FIRST_PART) base = record;
		else if (record.kind === 'part' && record.id === part) base = record;
		else if (record.kind === 'tempo' && record.part === part) tempos.push(record);
		else if (record.kind === 'meter' && record.part === part) meters.push(record);
	}
	return new TempoMap(
		base,
		tempos.sort((a, b) => a.id - b.id),
		meters.sort((a, b) => a.id - b.id)
	);
}

/** The last span that begins at or before `value`, or the first for what is before all; and the one after it. */
function findSpan<K extends string, S extends Readonly<Record<K, number>>>(
	spans: readonly S[],
	key: K,
	value: number
): { readonly span: S; readonly next: S | undefined } {
	let low = 0;
	for (let high = spans.length; high - low > 1;) {
		const middle = (low + high) >> 1;
		const at = spans[middle];
		if (at && at[key] <= value) low = middle;
		else high = middle;
	}
	const span = spans[low];
	assert(span, 'a tempo map has a span from 0 on');
	return { span, next: spans[low + 1] };
}

/** One change a tick, in order, and none that changes nothing. */
function inOrder<C extends { readonly tick: Ticks }>(changes: readonly C[], isSame: (a: C, b: C) => boolean): C[] {
	const byTick = new Map(changes.map((change) => [change.tick, change]));
	const sorted = [...byTick.values()].sort((a, b) => a.tick - b.tick);
	return sorted.filter((change, i) => {
		const last = sorted[i - 1];
		return !last || !isSame(last, change);
	});
}

function computeTempos(changes: readonly TempoChange[]): TempoSpan[] {
	// in whole units, and rounded once: the sums of 10,000 changes are over what a double holds
	let units = 0n;
	let last: TempoChange | undefined;
	return inOrder(changes, (a, b) => a.tempo === b.tempo).map((change) => {
		if (last) units += BigInt(change.tick - last.tick) * BigInt(last.tempo);
		last = change;
		const seconds =
			Number(units / BigInt(UNITS_PER_SECOND)) + Number(units % BigInt(UNITS_PER_SECOND)) / UNITS_PER_SECOND;
		return { tick: change.tick, seconds, tempo: change.tempo };
	});
}

function computeMeters(changes: readonly MeterChange[]): MeterSpan[] {
	let last: MeterSpan | undefined;
	// a change to the same meter still begins a bar
	return inOrder(changes, () => false).map(({ tick, beatsPerBar, beatUnit }) => {
		const ticksPerBeat = (TICKS_PER_QUARTER * 4) / beatUnit;
		const bars = last ? last.bars + Math.ceil((tick - last.tick) / last.ticksPerBar) : 0;
		last = { tick, bars, beatsPerBar, beatUnit, ticksPerBeat, ticksPerBar: ticksPerBeat * beatsPerBar };
		return last;
	});
}
