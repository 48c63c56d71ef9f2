/** The figures that the operator sees: each out of two readings of the server, one after the other. */

import { quantileBetween, sumOf, type Exposition } from './exposition.ts';

/** What the server said, and when: in milliseconds of any clock. */
export interface Reading {
	readonly time: number;
	readonly figures: Exposition;
}

export type FigureUnit = 'count' | 'perSecond' | 'bytes' | 'bytesPerSecond' | 'seconds' | 'fraction';
export type FigureGroup = 'people' | 'hearing' | 'machine';

export interface Figure {
	readonly id: string;
	readonly group: FigureGroup;
	readonly unit: FigureUnit;
	/** The value at `now`; null where it cannot be told yet, or there is nothing to tell. */
	compute(now: Reading, before: Readings): number | null;
}

/** What came before: the last reading, and the oldest of about half a minute. */
export interface Readings {
	readonly last: Reading | null;
	readonly oldest: Reading | null;
}

/** The library measures the event loop in steps of 10 ms, and tells the step along. */
const EVENT_LOOP_STEP_SECONDS = 0.01;

const level =
	(name: string, where?: Readonly<Record<string, string>>): Figure['compute'] =>
	({ figures }) =>
		sumOf(figures, name, where);

/** How fast a counter has grown since the last reading; null also when it began anew, with its server. */
const rate =
	(name: string, where?: Readonly<Record<string, string>>): Figure['compute'] =>
	(now, { last }) => {
		if (!last || now.time <= last.time) return null;
		const grown = sumOf(now.figures, name, where) - sumOf(last.figures, name, where);
		return grown < 0 ? null : (grown * 1000) / (now.time - last.time);
	};

/** Every figure, in the order of the page. */
export const FIGURES = [
	{ id: 'sockets', group: 'people', unit: 'count', compute: level('melograph_sockets') },
	{ id: 'documents', group: 'people', unit: 'count', compute: level('melograph_open_documents') },
	{ id: 'edits', group: 'people', unit: 'perSecond', compute: rate('melograph_ops_total', { outcome: 'committed' }) },
	{
		id: 'append',
		group: 'people',
		unit: 'seconds',
		compute: (now, { oldest }) =>
			oldest && quantileBetween(oldest.figures, now.figures, { name: 'melograph_append_seconds', fraction: 0.99 })
	},
	{ id: 'sent', group: 'people', unit: 'bytesPerSecond', compute: rate('melograph_sent_bytes_total') },
	{ id: 'received', group: 'people', unit: 'bytesPerSecond', compute: rate('melograph_received_bytes_total') },
	{ id: 'hearing', group: 'hearing', unit: 'count', compute: level('melograph_jobs') },
	{
		id: 'waiting',
		group: 'hearing',
		unit: 'count',
		compute: level('melograph_queue_length', { queue: 'analyses' })
	},
	{ id: 'memory', group: 'machine', unit: 'bytes', compute: level('process_resident_memory_bytes') },
	{ id: 'processor', group: 'machine', unit: 'fraction', compute: rate('process_cpu_seconds_total') },
	{
		id: 'delay',
		group: 'machine',
		unit: 'seconds',
		compute: ({ figures }) => Math.max(0, sumOf(figures, 'nodejs_eventloop_lag_p99_seconds') - EVENT_LOOP_STEP_SECONDS)
	},
	{ id: 'requests', group: 'machine', unit: 'perSecond', compute: rate('melograph_http_request_seconds_count') }
] as const satisfies readonly Figure[];

export type FigureId = (typeof FIGURES)[number]['id'];

/** One line of what has happened since the server started. */
export interface Tally {
	/** What was counted: a value of the label that tells the samples apart. */
	readonly what: string;
	readonly count: number;
}

/** The samples of a counter that are not 0, largest first, named after one of their labels. */
export function tally(figures: Exposition, name: string, label: string): Tally[] {
	const counts = new Map<string, number>();
	for (const { labels, value } of figures.get(name) ?? []) {
		const what = labels[label];
		if (what && value > 0) counts.set(what, (counts.get(what) ?? 0) + value);
	}
	return [...counts].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count);
}

const CLOSED_CODES = [
	'1000',
	'1001',
	'1005',
	'1006',
	'1009',
	'1011',
	'4001',
	'4003',
	'4004',
	'4008',
	'4009',
	'4029',
	'4400',
	'4503'
] as const;

/** Whether there are words for a close code. */
export const isClosedCode = (code: string): code is (typeof CLOSED_CODES)[number] =>
	CLOSED_CODES.some((known) => known === code);
