/** The server without a port: everything that answers requests and sockets, made from settings. */

import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Scope } from '#lib/scope.ts';
import { DOCUMENT_LIMITS, SUBPROTOCOL, type DocumentLimits } from '#lib/wire/index.ts';
import { createAnalysisPool, openModels } from './analysis/index.ts';
import { createCompactor, TIDY_MS, tidyDocuments } from './compaction/index.ts';
import type { Settings } from './config/index.ts';
import { addressOf, createHealth, createRouter, createRoutes } from './http/index.ts';
import { createAnalysisJobs } from './jobs/index.ts';
import { AudioGrants, createCommitQueue, createLiveDocuments } from './documents/index.ts';
import {
	createHttpChannels,
	createLive,
	createOverload,
	GATHER_MS,
	RETRY_AFTER_SECONDS,
	webSocketChannel
} from './live/index.ts';
import type { Log } from './log.ts';
import { findFfmpeg } from './media/index.ts';
import { countErrors, createMetrics, measureStore } from './metrics/index.ts';
import { openAudioFiles, openChunkStore, openDocumentStore } from './store/index.ts';
import { loadVersion } from './version.ts';

/** Where sockets are opened. */
export const SOCKET_PATH = '/api/live';
const ORPHAN_CHECK_MS = 600_000;
const FIRST_TIDY_MS = 60_000;

export interface App {
	/** Answers a request under /api/, to /healthz or to /metrics; false leaves it to others. */
	handle(request: IncomingMessage, response: ServerResponse): boolean;
	/** Takes an upgrade to the socket path; false leaves it to others. */
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
	/** Settles when every worker has its model open: the first recording then waits for nothing. */
	ready(): Promise<void>;
	close(): Promise<void>;
}

export async function createApp(settings: Settings, lines: Log): Promise<App> {
	const scope = new Scope();
	const metrics = createMetrics();
	const log = countErrors(lines, metrics);
	await mkdir(settings.dataDir, { recursive: true });
	const models = await openModels(settings.modelsDir);
	models.get(settings.model);
	const chunksFile = path.join(settings.dataDir, 'chunks.sqlite');
	const documentsFile = path.join(settings.dataDir, 'documents.sqlite');
	const store = measureStore(openDocumentStore(documentsFile), metrics);
	scope.defer(() => store.close());
	const chunks = openChunkStore(chunksFile);
	scope.defer(() => chunks.close());
	const files = await openAudioFiles(path.join(settings.dataDir, 'audio'), settings.uploadLimitBytes);
	const pool = createAnalysisPool(
		settings.analysisWorkers || Math.max(1, availableParallelism() - 1),
		{
			chunksFile,
			modelsDir: settings.modelsDir,
			model: settings.model,
			ffmpeg: await findFfmpeg(settings.ffmpeg),
			maxSeconds: settings.durationLimitSeconds,
			maxChannels: settings.channelLimit
		},
		{ onDeath: (cause) => log.error('worker died', cause) }
	);
	const compactor = createCompactor({
		file: documentsFile,
		log,
		keepRows: settings.keptRows,
		onDone: (_doc, seq) => void (seq !== null && metrics.snapshotWritten())
	});
	const documents = createLiveDocuments(store, {
		onLong: (doc) => compactor.request(doc),
		limits: documentLimits(settings),
		snapshotEdits: settings.snapshotEdits
	});
	const overload = createOverload({
		lagMs: settings.overloadLagMs,
		now: () => performance.now(),
		every: (milliseconds, run) => {
			const timer = setInterval(run, milliseconds);
			return () => clearInterval(timer);
		}
	});
	scope.own(overload);
	const commits = createCommitQueue(store, {
		delayMs: () => (overload.level >= 2 ? Math.max(GATHER_MS, settings.commitDelayMs) : settings.commitDelayMs),
		most: settings.commitOps,
		schedule: (delayMs, run) => void setTimeout(run, delayMs),
		onFault: (error) => log.error('storage', error)
	});
	const jobs = createAnalysisJobs({ store, chunks, files, documents, models, pool, log, metrics });
	scope.own({ dispose: () => jobs.close() });
	const sockets = new WebSocketServer({
		noServer: true,
		maxPayload: settings.frameLimitBytes,
		perMessageDeflate: false,
		handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false)
	});
	const grants = new AudioGrants();
	const live = createLive({
		grants,
		overload,
		settings,
		store,
		chunks,
		documents,
		commits,
		jobs,
		log,
		metrics
	});
	sockets.on('connection', (socket, request) =>
		live.accept(webSocketChannel(socket, addressOf(request, settings.trustProxy)))
	);
	const closeLink = (doc: string, link: string): void => live.closeLink(doc, link);
	const removeOrphans = (): void => {
		try {
			for (const sha256 of store.findOrphanAudio(settings.orphanAudioHours)) {
				files.remove(sha256).catch((error: unknown) => log.error('orphan', error));
				store.dropAudio(sha256);
			}
		} catch (error) {
			log.error('orphan', error);
		}
	};
	removeOrphans();
	scope.every(ORPHAN_CHECK_MS, removeOrphans);
	const tidy = (): void => {
		try {
			tidyDocuments(store, compactor);
		} catch (error) {
			log.error('tidy', error);
		}
	};
	// also by a server that never runs for a whole day, but not while it starts
	const firstTidy = setTimeout(tidy, FIRST_TIDY_MS);
	scope.defer(() => clearTimeout(firstTidy));
	scope.every(TIDY_MS, tidy);
	jobs.resume();
	void pool.ready().then(() => log.info('workers are ready', { count: pool.size }));
	metrics.watch('openDocuments', () => documents.openCount);
	metrics.watch('waitingCommits', () => commits.length);
	metrics.watch('overload', () => overload.level);
	metrics.watch('runningAnalyses', () => jobs.runningCount);
	metrics.watch('waitingAnalyses', () => pool.waitingCount);
	const version = loadVersion();
	const health = createHealth({ version, store, pool, documents, jobs, sockets: live, log });
	return {
		handle: createRouter(
			[
				...createHttpChannels(settings, overload, (channel) => live.accept(channel)),
				...createRoutes({ grants, settings, store, files, documents, jobs, pool, models, health, closeLink, metrics })
			],
			log,
			metrics
		),
		upgrade: (request, socket, head) => {
			if ((request.url ?? '').split('?', 1)[0] !== SOCKET_PATH) return false;
			const origin = request.headers.origin;
			if (settings.allowedOrigins.length > 0 && !(origin && settings.allowedOrigins.includes(origin)))
				refuseUpgrade(socket, '403 Forbidden');
			else if (overload.level === 3)
				refuseUpgrade(socket, `503 Service Unavailable\r\nRetry-After: ${RETRY_AFTER_SECONDS}`);
			else sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
			return true;
		},
		ready: () => pool.ready(),
		close: async () => {
			const goodbyes = live.close();
			sockets.close();
			jobs.close();
			await Promise.all([pool.close(), goodbyes]);
			commits.flush();
			await compactor.close();
			scope.dispose();
		}
	};
}

function refuseUpgrade(socket: Duplex, answer: string): void {
	// nobody else listens here: a peer that is gone already would otherwise end the process
	socket.on('error', () => socket.destroy());
	socket.end(`HTTP/1.1 ${answer}\r\nConnection: close\r\n\r\n`);
}

const documentLimits = (settings: Settings): DocumentLimits => ({
	...DOCUMENT_LIMITS,
	editsPerOp: settings.editsPerOp,
	samples: settings.samplesPerDocument,
	records: {
		...DOCUMENT_LIMITS.records,
		note: settings.notesPerDocument,
		clip: settings.clipsPerDocument,
		analysis: settings.analysesPerDocument,
		curve: settings.curvesPerDocument,
		part: settings.partsPerDocument
	}
});
