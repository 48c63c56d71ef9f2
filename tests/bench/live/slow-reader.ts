/** What it costs the server that somebody does not read. */

import { createHash } from 'node:crypto';
import { makeLongMp3 } from '../recordings.ts';
import { startServerProcess, type ServerProcess } from '../server-process.ts';
import { startClient } from './client-process.ts';
import { round, type Sizes } from './sizes.ts';
import { makeDocument, type Address } from './socket.ts';
import type { BulkResult } from './tasks.ts';

export async function measureSlowReader(sizes: Sizes) {
	const server = await startServerProcess([], { isWeighed: true });
	const calm: Weighed[] = [];
	for (let i = 0; i < sizes.calmRounds; i++) calm.push(await weigh(server, `calm-${'o'.repeat(i)}`, true, sizes));
	const slow = await weigh(server, 'slow', false, sizes);
	await server.stop();
	const base = calm.at(-1)?.mostMb ?? NaN;
	return { growthMb: round(slow.mostMb - base), calmMb: calm.map(({ mostMb }) => mostMb), slow };
}

interface Weighed extends BulkResult {
	/** The most that the server weighed, settled. */
	readonly mostMb: number;
}

async function weigh(
	server: ServerProcess,
	name: string,
	isReading: boolean,
	{ bulkSeconds, recordingSeconds, settleRounds }: Sizes
): Promise<Weighed> {
	const address = await makeDocument(server.url, `writer-${name}`);
	// another length is another recording: none has been heard already
	const audio = await putRecording(address, await makeLongMp3(recordingSeconds + name.length));
	const client = startClient('bulk', { address, audio, seconds: bulkSeconds, isReading, name });
	await client.ready;
	client.go();
	let isOver = false;
	const result = client.result.finally(() => (isOver = true));
	let mostMb = 0;
	while (!isOver) mostMb = Math.max(mostMb, await server.settledMb(settleRounds));
	return { ...(await result), mostMb: round(mostMb) };
}

async function putRecording({ url, doc, token }: Address, bytes: Buffer): Promise<string> {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const response = await fetch(`${url}/api/documents/${doc}/audio/${sha256}`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${token}` },
		body: new Uint8Array(bytes)
	});
	if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
	return sha256;
}
