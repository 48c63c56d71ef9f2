/** What can be asked over HTTP: documents, their recordings, models. Everything of a document needs its token. */

import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Fault } from '#lib/fault.ts';
import type { AnalysisPool, Models } from '#server/analysis/index.ts';
import type { Settings } from '#server/config/index.ts';
import type { AnalysisJobs } from '#server/jobs/index.ts';
import type { AudioGrants, LiveDocuments } from '#server/documents/index.ts';
import { tooLarge, type AudioFiles, type AudioRow, type DocumentStore } from '#server/store/index.ts';
import { createLinkRoutes } from './link-routes.ts';
import { createAudioQuota, type UploadAllowance } from './audio-quota.ts';
import type { Health } from './health.ts';
import { createOperatorRoutes, type OperatorRouteDependencies } from './operator-routes.ts';
import { createHourlyQuota } from './quota.ts';
import { readJson, replyEarly, replyJson } from './reply.ts';
import { addressOf, bearerOf, HEALTH_PATH, requireRole, type Route, type RouteContext } from './router.ts';
import { createVersionRoutes } from './version-routes.ts';

export interface RouteDependencies extends OperatorRouteDependencies {
	readonly settings: Settings;
	readonly store: DocumentStore;
	readonly files: AudioFiles;
	readonly documents: LiveDocuments;
	readonly jobs: AnalysisJobs;
	readonly pool: AnalysisPool;
	readonly models: Models;
	readonly grants: AudioGrants;
	/** Lets go every socket that came with a link. */
	closeLink(doc: string, link: string): void;
	readonly health: () => Health;
}

const NewDocument = z.strictObject({ cid: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) });
/** An upload of which nothing arrives for this long is given up. */
const STALLED_MS = 60_000;
const AUDIO_PATH = /^\/api\/documents\/(?<doc>[A-Za-z0-9_-]{22})\/audio\/(?<sha256>[0-9a-f]{64})$/;

export function createRoutes(deps: RouteDependencies): Route[] {
	const newDocuments = createHourlyQuota(deps.settings.documentsPerAddressPerHour);
	const letIn = createAudioQuota(deps.settings, deps.store);
	return [
		{
			method: 'POST',
			path: /^\/api\/documents$/,
			run: async ({ request, response }) => {
				const body = NewDocument.safeParse(await readJson(request));
				if (!body.success)
					throw new Fault(
						'bad-request',
						'A new document needs the id of its maker: {"cid": 8 to 64 letters, digits, - or _}.'
					);
				const address = addressOf(request, deps.settings.trustProxy);
				if (newDocuments.left(address) < 1)
					throw new Fault(
						'rate',
						`${deps.settings.documentsPerAddressPerHour} new documents an hour are the most from one address.`
					);
				newDocuments.spend(address, 1);
				replyJson(response, 201, { ...deps.store.create(body.data.cid), slot: 1 });
			}
		},
		...createLinkRoutes(deps),
		...createOperatorRoutes(deps),
		...createVersionRoutes(deps),
		{ method: 'PUT', path: AUDIO_PATH, run: (context) => putAudio(deps, letIn, context) },
		{ method: 'GET', path: AUDIO_PATH, run: (context) => getAudio(deps, context) },
		{
			method: 'GET',
			path: new RegExp(`${AUDIO_PATH.source.slice(0, -1)}/about$`),
			run: ({ request, response, parts: { doc = '', sha256 = '' } }) => {
				requireRole(deps.store, request, doc, ['view', 'edit', 'own']);
				const audio = maySee(deps, request, doc, sha256) ? deps.store.findAudio(sha256) : null;
				if (!audio) throw new Fault('not-found', 'This document has no such recording.');
				replyJson(response, 200, describe(audio));
			}
		},
		{
			method: 'GET',
			path: new RegExp(`^${HEALTH_PATH}$`),
			run: ({ response }) => {
				const health = deps.health();
				replyJson(response, health.status === 'ok' ? 200 : 503, health);
			}
		},
		{
			method: 'GET',
			path: /^\/api\/models$/,
			run: ({ response }) =>
				replyJson(response, 200, {
					default: deps.settings.model,
					models: deps.models
						.list()
						.map(({ id, version, name, kind, licence, rangeHz }) => ({ id, version, name, kind, licence, rangeHz }))
				})
		}
	];
}

async function putAudio(
	deps: RouteDependencies,
	letIn: ReturnType<typeof createAudioQuota>,
	{ request, response, parts }: RouteContext
): Promise<void> {
	const { settings, store, files } = deps;
	const { doc = '', sha256 = '' } = parts;
	requireRole(store, request, doc, ['edit', 'own']);
	request.setTimeout(STALLED_MS, () => request.destroy());
	// who sees some parts only must not find out what is in the others
	const isKnown =
		store.holdsAudio(doc, sha256) && (!partsOf(store, request, doc) || maySee(deps, request, doc, sha256));
	const known = isKnown ? store.findAudio(sha256) : null;
	if (known && (await files.size(sha256)) !== null) return replyEarly(request, response, 200, describe(known));
	const announcedBytes = Number(request.headers['content-length'] ?? 0);
	if (announcedBytes > settings.uploadLimitBytes) throw tooLarge(settings.uploadLimitBytes);
	const address = addressOf(request, settings.trustProxy);
	const allowance = await letIn({ doc, sha256, address, announcedBytes, isHeld: isKnown });
	try {
		replyJson(response, 201, describe(await takeAudio(deps, request, doc, sha256, allowance)));
	} finally {
		allowance.end();
	}
}

/** Receives a recording, and makes it the document's. */
async function takeAudio(
	{ store, files, documents, jobs, pool, grants }: RouteDependencies,
	request: IncomingMessage,
	doc: string,
	sha256: string,
	allowance: UploadAllowance
): Promise<AudioRow> {
	const check = async (file: string, bytes: number): Promise<AudioRow> => {
		const { format, sampleRate, channels, expectedSeconds } = await pool.probe(file);
		const audio: AudioRow = { sha256, bytes, format, sampleRate, channels, seconds: expectedSeconds };
		store.putAudio(audio);
		return audio;
	};
	const audio = await files.receive(sha256, request, check, (bytes) => allowance.take(bytes));
	// the link may have been revoked while the bytes came
	requireRole(store, request, doc, ['edit', 'own']);
	const link = store.findLink(doc, bearerOf(request));
	if (link?.parts) grants.grant(link.id, sha256);
	const { document, release } = documents.open(doc);
	try {
		// its record may have come before it
		store.holdAudio(
			doc,
			sha256,
			document.clips.some((clip) => clip.audio === sha256)
		);
		jobs.reconcile(document);
	} finally {
		release();
	}
	return audio;
}

async function getAudio(deps: RouteDependencies, { request, response, parts }: RouteContext): Promise<void> {
	const { doc = '', sha256 = '' } = parts;
	const { store, files } = deps;
	requireRole(store, request, doc, ['view', 'edit', 'own']);
	const size = maySee(deps, request, doc, sha256) ? await files.size(sha256) : null;
	if (size === null) throw new Fault('not-found', 'This document has no such recording.');
	response.writeHead(200, {
		'content-type': 'application/octet-stream',
		'content-length': size,
		'cache-control': 'private, max-age=31536000, immutable',
		'x-content-type-options': 'nosniff'
	});
	await pipeline(files.read(sha256), response).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
	});
}

/** The parts that the bearer's link is limited to; null for the whole document. */
const partsOf = (store: DocumentStore, request: IncomingMessage, doc: string): readonly number[] | null =>
	store.findLink(doc, bearerOf(request))?.parts ?? null;

/** Whether a record or a version names the recording; for a link to some parts, a record in these parts that is there now. */
function maySee(
	{ store, documents }: RouteDependencies,
	request: IncomingMessage,
	doc: string,
	sha256: string
): boolean {
	if (!store.namesAudio(doc, sha256)) return false;
	const parts = partsOf(store, request, doc);
	if (!parts) return true;
	const { document, release } = documents.open(doc);
	try {
		return document.clips.some((clip) => clip.audio === sha256 && parts.includes(clip.part));
	} finally {
		release();
	}
}

const describe = ({ sha256, bytes, format, sampleRate, channels, seconds }: AudioRow) => ({
	sha256,
	bytes,
	format,
	sampleRate,
	channels,
	seconds
});
