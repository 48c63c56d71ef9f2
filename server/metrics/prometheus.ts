/** Metrics by prom-client, in a registry of their own: two servers in one process count apart. */

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CLOSE } from '#lib/wire/index.ts';
import type { Gauge as GaugeName, Metrics } from './metrics.ts';

const APPEND_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
const BATCH_ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120];
/** Codes of RFC 6455 that say something, and ours. Any other a peer has made up, and there are thousands. */
const KNOWN_CODES = new Set<number>([
	1000,
	1001,
	1002,
	1003,
	1005,
	1006,
	1007,
	1008,
	1009,
	1011,
	...Object.values(CLOSE)
]);

export function createMetrics(): Metrics {
	const register = new Registry();
	const registers = [register];
	collectDefaultMetrics({ register });
	return {
		...countTraffic(registers),
		...countEdits(registers),
		...countWork(registers),
		watch: createGauges(registers),
		describe: () => register.metrics(),
		contentType: register.contentType
	};
}

function countTraffic(
	registers: Registry[]
): Pick<Metrics, 'socketOpened' | 'socketClosed' | 'frameReceived' | 'frameSent' | 'requestAnswered'> {
	const sockets = new Gauge({
		name: 'melograph_sockets',
		help: 'Pages that are connected now.',
		labelNames: ['transport'],
		registers
	});
	for (const transport of ['websocket', 'http']) sockets.set({ transport }, 0);
	const closed = new Counter({
		name: 'melograph_closed_sockets_total',
		help: 'Connections that ended, by close code.',
		labelNames: ['code'],
		registers
	});
	const sent = new Counter({ name: 'melograph_sent_bytes_total', help: 'Bytes of frames sent to pages.', registers });
	const received = new Counter({
		name: 'melograph_received_bytes_total',
		help: 'Bytes of frames received from pages.',
		registers
	});
	const requests = new Histogram({
		name: 'melograph_http_request_seconds',
		help: 'HTTP requests to the API, by pattern of the address and status; until the answer was out.',
		labelNames: ['route', 'status'],
		buckets: REQUEST_SECONDS,
		registers
	});
	return {
		socketOpened: (transport) => sockets.inc({ transport }),
		socketClosed: (transport, code) => {
			sockets.dec({ transport });
			closed.inc({ code: KNOWN_CODES.has(code) ? String(code) : 'other' });
		},
		frameReceived: (bytes) => received.inc(bytes),
		frameSent: (bytes) => sent.inc(bytes),
		requestAnswered: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds)
	};
}

function countEdits(
	registers: Registry[]
): Pick<Metrics, 'opCommitted' | 'opDone' | 'opRefused' | 'appended' | 'snapshotWritten' | 'presenceDropped'> {
	const ops = new Counter({
		name: 'melograph_ops_total',
		help: 'Edits by outcome: committed, done (sent again), refused with its code.',
		labelNames: ['outcome', 'code'],
		registers
	});
	const committed = ops.labels('committed', '');
	const done = ops.labels('done', '');
	// what has not happened yet is told as 0
	for (const outcome of [committed, done]) outcome.inc(0);
	const seconds = new Histogram({
		name: 'melograph_append_seconds',
		help: 'How long one durable write to the logs took.',
		buckets: APPEND_SECONDS,
		registers
	});
	const rows = new Histogram({
		name: 'melograph_edit_batch_size',
		help: 'Rows of one durable write to the logs.',
		buckets: BATCH_ROWS,
		registers
	});
	const snapshots = new Counter({ name: 'melograph_snapshots_total', help: 'Snapshots written.', registers });
	const dropped = new Counter({
		name: 'melograph_presence_dropped_total',
		help: 'Cursors of others that were not sent to a slow page.',
		registers
	});
	return {
		opCommitted: () => committed.inc(),
		opDone: () => done.inc(),
		opRefused: (code) => ops.inc({ outcome: 'refused', code }),
		appended: (took, count) => {
			seconds.observe(took);
			rows.observe(count);
		},
		snapshotWritten: () => snapshots.inc(),
		presenceDropped: () => dropped.inc()
	};
}

function countWork(registers: Registry[]): Pick<Metrics, 'analysisEnded' | 'errorHappened'> {
	const analyses = new Counter({
		name: 'melograph_analyses_total',
		help: 'Analyses that came to an end, by how.',
		labelNames: ['end'],
		registers
	});
	for (const end of ['done', 'failed', 'cancelled']) analyses.inc({ end }, 0);
	const errors = new Counter({
		name: 'melograph_errors_total',
		help: 'Errors in the log, by event.',
		labelNames: ['where'],
		registers
	});
	return {
		analysisEnded: (end) => analyses.inc({ end }),
		errorHappened: (where) => errors.inc({ where })
	};
}

function createGauges(registers: Registry[]): Metrics['watch'] {
	const readers = new Map<GaugeName, () => number>();
	const read = (gauge: GaugeName): number => readers.get(gauge)?.() ?? 0;
	const documents = new Gauge({
		name: 'melograph_open_documents',
		help: 'Documents that are in memory.',
		registers,
		collect: () => {
			documents.set(read('openDocuments'));
		}
	});
	const overload = new Gauge({
		name: 'melograph_overload_level',
		help: 'What gives way: 0 nothing, 1 presence, 2 edits wait longer for each other, 3 nobody new comes in.',
		registers,
		collect: () => {
			overload.set(read('overload'));
		}
	});
	const queues = new Gauge({
		name: 'melograph_queue_length',
		help: 'What waits: edits to be committed, analyses for a thread.',
		labelNames: ['queue'],
		registers,
		collect: () => {
			queues.set({ queue: 'commits' }, read('waitingCommits'));
			queues.set({ queue: 'analyses' }, read('waitingAnalyses'));
		}
	});
	const jobs = new Gauge({
		name: 'melograph_jobs',
		help: 'Recordings that are being heard, or wait to be.',
		registers,
		collect: () => {
			jobs.set(read('runningAnalyses'));
		}
	});
	return (gauge, reader) => void readers.set(gauge, reader);
}
