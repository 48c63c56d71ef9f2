/** Keeps the analyses that documents ask for and the work that is under way the same, whatever happened in between. */

import { Fault, toFault, type FaultCode } from '#lib/fault.ts';
import type { Analysis, RecordId } from '#lib/score/index.ts';
import { analysisKey, type AnalysisPool, type Models } from '#server/analysis/index.ts';
import type { LiveDocument, LiveDocuments } from '#server/documents/index.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics/index.ts';
import type { AudioFiles, ChunkStore, DocumentStore } from '#server/store/index.ts';
import { NoteWriter } from './note-writer.ts';

/** After this many breakdowns on one recording it is not tried again by itself. */
const CRASHES_MAX = 3;

export interface AnalysisJobs {
	/** The key of what a record of the document asks for, or null when it asks for nothing that can be heard. */
	keyOf(document: LiveDocument, analysis: number): string | null;
	/** Hears of every key whose stored frames, or whose end, have changed. */
	subscribe(listener: (key: string) => void): () => void;
	/** Compares what the document wants with what is being done; call it when its audio has arrived. */
	reconcile(document: LiveDocument): void;
	/** Takes up what a stopped server left undone. */
	resume(): void;
	readonly runningCount: number;
	close(): void;
}

export interface JobDependencies {
	readonly store: DocumentStore;
	readonly chunks: ChunkStore;
	readonly files: AudioFiles;
	readonly documents: LiveDocuments;
	readonly models: Models;
	readonly pool: AnalysisPool;
	readonly log: Log;
	readonly metrics: Pick<Metrics, 'analysisEnded'>;
}

/** One document that waits for a key. */
interface Wanter {
	readonly writer: NoteWriter;
	readonly release: () => void;
}

/** All that is being done about one key. */
interface Job {
	readonly key: string;
	readonly audio: string;
	readonly model: string;
	readonly wanters: Map<string, Wanter>;
	readonly controller: AbortController;
}

export function createAnalysisJobs(deps: JobDependencies): AnalysisJobs {
	const { store, chunks, files, documents, models, pool, log, metrics } = deps;
	const jobs = new Map<string, Job>();
	const listeners = new Set<(key: string) => void>();
	let isClosed = false;
	const tell = (key: string): void => {
		for (const listener of listeners) listener(key);
	};

	const modelOf = (record: Analysis) => models.list().find((model) => model.id === record.analyser) ?? null;

	const targetOf = (document: LiveDocument, analysis: number): { key: string; audio: string; model: string } | null => {
		const record = document.analysis(analysis);
		const clip = record && document.clip(record.clip);
		const entry = record && modelOf(record);
		if (!clip || !entry || !store.holdsAudio(document.id, clip.audio)) return null;
		return { key: analysisKey(clip.audio, entry), audio: clip.audio, model: entry.id };
	};

	const unwant = (job: Job, name: string): void => {
		const wanter = job.wanters.get(name);
		if (!wanter) return;
		wanter.writer.stop();
		job.wanters.delete(name);
		wanter.release();
		if (job.wanters.size > 0) return;
		jobs.delete(job.key);
		job.controller.abort();
	};

	const want = (document: LiveDocument, analysis: number): void => {
		const record = document.analysis(analysis);
		if (record && !modelOf(record)) return markFailed(document, analysis, 'unknown-model');
		const target = targetOf(document, analysis);
		if (!target) return;
		const name = nameOf(document.id, analysis);
		const known = jobs.get(target.key);
		if (known?.wanters.has(name)) return;
		const writer = new NoteWriter({ document, analysis, key: target.key, chunks, store });
		const { release } = documents.open(document.id);
		const job: Job = known ?? { ...target, wanters: new Map(), controller: new AbortController() };
		job.wanters.set(name, { release, writer });
		jobs.set(target.key, job);
		if (known) advance(job);
		else void run(job);
	};

	/** What cannot be written now stays wanted, and is taken up again when the server starts or someone asks. */
	const giveUp = (job: Job, name: string, wanter: Wanter, error: unknown): void => {
		if (job.wanters.get(name) !== wanter) return;
		log.error('notes', error);
		unwant(job, name);
	};

	const advance = (job: Job): void => {
		tell(job.key);
		for (const [name, wanter] of job.wanters)
			wanter.writer.advance().catch((error: unknown) => giveUp(job, name, wanter, error));
	};

	/** Never rejects. */
	const run = async (job: Job): Promise<void> => {
		try {
			await hear(job);
		} catch (thrown) {
			if (isClosed) return;
			metrics.analysisEnded(job.controller.signal.aborted ? 'cancelled' : 'failed');
			if (job.controller.signal.aborted) return;
			const fault = toFault(thrown);
			if (fault.code === 'internal') log.error('analysis', thrown);
			else log.warn('analysis', { code: fault.code });
			return fail(job, fault);
		}
		await finish(job);
	};

	/** Hears the recording to its end; what breaks down is tried again, also by a server that went down with it. */
	const hear = async (job: Job): Promise<void> => {
		const status = chunks.find(job.key)?.status;
		if (status === 'done') return;
		if (status === 'failed') chunks.reopen(job.key);
		const attempt = chunks.beginAttempt(job.key);
		try {
			if (attempt > CRASHES_MAX)
				throw new Fault('crashed', `Listening broke down ${CRASHES_MAX} times on this recording.`);
			log.info('analysis starts', { key: job.key, model: job.model, attempt });
			const task = { key: job.key, path: files.pathOf(job.audio), model: job.model };
			await pool.analyse(task, { signal: job.controller.signal, isAlone: attempt > 1, onStored: () => advance(job) });
		} catch (thrown) {
			if (toFault(thrown).code !== 'crashed' || attempt >= CRASHES_MAX) {
				chunks.endAttempt(job.key);
				throw thrown;
			}
			log.warn('analysis crashed', thrown);
			return hear(job);
		}
		chunks.endAttempt(job.key);
		metrics.analysisEnded('done');
	};

	/** Writes the last notes; whoever has come to want the key meanwhile is served too. */
	const finish = async (job: Job): Promise<void> => {
		for (let [next] = job.wanters; next; [next] = job.wanters) {
			const [name, wanter] = next;
			const { document, analysis } = wanter.writer.options;
			try {
				await wanter.writer.finish();
				// while it wrote, the wish may have been taken back, and made again by another job
				if (job.wanters.get(name) !== wanter) continue;
				store.dropWanted(document.id, analysis);
				unwant(job, name);
			} catch (error) {
				giveUp(job, name, wanter, error);
			}
		}
		tell(job.key);
	};

	const fail = (job: Job, fault: Fault): void => {
		for (const [name, { writer }] of [...job.wanters]) {
			markFailed(writer.options.document, writer.options.analysis, fault.code);
			unwant(job, name);
		}
		tell(job.key);
	};

	const markFailed = (document: LiveDocument, analysis: number, code: FaultCode): void => {
		const author = `analysis-state:${analysis}`;
		try {
			const { lastN } = store.openClient(document.id, author);
			document.submit({ cid: author, role: 'edit' }, [
				{
					n: lastN + 1,
					edits: [{ kind: 'set', id: analysis as RecordId, fields: { state: 'failed', fault: code } }]
				}
			]);
		} catch (error) {
			log.error('analysis state', error);
		}
	};

	const reconcile = (document: LiveDocument): void => {
		if (isClosed) return;
		try {
			const wanted = store.wantedIn(document.id);
			for (const job of [...jobs.values()])
				for (const [name, { writer }] of [...job.wanters]) {
					const { document: itsDocument, analysis } = writer.options;
					if (itsDocument === document && !(wanted.includes(analysis) && targetOf(document, analysis)))
						unwant(job, name);
				}
			for (const analysis of wanted) want(document, analysis);
		} catch (error) {
			// the row that led here is written and must reach everyone, whatever becomes of the work
			log.error('reconcile', error);
		}
	};

	const stop = documents.subscribe((document, row) => {
		if (row.concernsAudio) reconcile(document);
	});

	return {
		keyOf: (document, analysis) => targetOf(document, analysis)?.key ?? null,
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		reconcile,
		resume: () => {
			for (const doc of new Set(store.allWanted().map((wanted) => wanted.doc))) {
				try {
					const { document, release } = documents.open(doc);
					reconcile(document);
					release();
				} catch (error) {
					// one document that cannot be read keeps no other from being served
					log.error('resume', error);
				}
			}
		},
		get runningCount() {
			return jobs.size;
		},
		close: () => {
			isClosed = true;
			stop();
			for (const job of [...jobs.values()]) for (const name of [...job.wanters.keys()]) unwant(job, name);
		}
	};
}

const nameOf = (doc: string, analysis: number): string => `${doc}/${analysis}`;
