/** What happens in a server, as those tell it to whom it happens. Nothing here knows how it is counted or shown. */

import type { NoCode } from '#lib/wire/index.ts';

/** How a page is connected. */
export type Transport = 'websocket' | 'http';
export type AnalysisEnd = 'done' | 'failed' | 'cancelled';
/** What is not counted but looked at, when somebody asks. */
export type Gauge = 'overload' | 'openDocuments' | 'waitingCommits' | 'waitingAnalyses' | 'runningAnalyses';

export interface Metrics {
	socketOpened(transport: Transport): void;
	/** `code`: of the close frame, or what stands for it where there is none (1005, 1006). */
	socketClosed(transport: Transport, code: number): void;
	/** Bytes of one frame, without what the transport adds. */
	frameReceived(bytes: number): void;
	frameSent(bytes: number): void;
	opCommitted(): void;
	/** It had been committed before, and was sent again. */
	opDone(): void;
	opRefused(code: NoCode): void;
	/** A transaction of so many rows of a log is on the disk; from its begin to its return. */
	appended(seconds: number, rows: number): void;
	snapshotWritten(): void;
	/** Somebody's cursor was not sent, because there was more important to send. */
	presenceDropped(): void;
	analysisEnded(end: AnalysisEnd): void;
	/** `route` is the pattern of an address, never an address. */
	requestAnswered(route: string, status: number, seconds: number): void;
	/** `where` is one of few words, never what a visitor has said. */
	errorHappened(where: string): void;
	/** Asks `read` for the value of a gauge from now on. */
	watch(gauge: Gauge, read: () => number): void;
	/** Everything in the text format of Prometheus. */
	describe(): Promise<string>;
	/** The media type of that text. */
	readonly contentType: string;
}
