/** Recordings in a part of a document, over real sockets and HTTP: what is heard arrives in that part. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { add, FIRST_PART, makeId, META_ID, type RecordId } from '#lib/score/index.ts';
import { midiToHz } from '#lib/units.ts';
import { makeDocument, makeTones, makeWav, putAudio, sha256, startTestServer, TestClient } from './test-server.ts';
import type { Address, TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer();
});
afterAll(() => server.close());

const SOLO = makeId(1, 1);
const MELODY = [60, 62, 64, 67];
const WAV = makeWav(makeTones(MELODY.map(midiToHz)));
/** A minute's 96 beats, where the document has 120. */
const SOLO_TEMPO = 625_000;

async function makeSolo(): Promise<{ owner: TestClient; address: Address }> {
	const address = await makeDocument(server.url);
	const owner = new TestClient(server.url, address);
	await owner.until(() => owner.has('welcome'), 'welcome');
	owner.edit([
		add('part', SOLO, { name: 'Solo', tempo: SOLO_TEMPO }),
		add('note', makeId(1, 2), { lyric: 'elsewhere' })
	]);
	await owner.until(() => owner.unsaved === 0, 'the part');
	return { owner, address };
}

async function makeGuest({ doc, token }: Address): Promise<{ guest: TestClient; address: Address }> {
	const response = await fetch(`${server.url}/api/documents/${doc}/links`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}` },
		body: JSON.stringify({ role: 'edit', parts: [SOLO] })
	});
	const address = { doc, token: ((await response.json()) as { token: string }).token };
	const guest = new TestClient(server.url, address, 'guest-of-solo', 0);
	await guest.until(() => guest.has('snap'), 'the snapshot');
	return { guest, address };
}

/** As the page adds a recording to a part. */
async function drop(client: TestClient, address: Address): Promise<{ clip: RecordId; analysis: RecordId }> {
	expect((await putAudio(server.url, address, WAV)).status).toBe(201);
	const clip = client.score.nextId();
	const analysis = client.score.nextId();
	client.edit([
		add('clip', clip, { audio: sha256(WAV), name: 'solo.wav', part: SOLO }),
		add('analysis', analysis, { clip })
	]);
	client.follow(analysis);
	return { clip, analysis };
}

test('whoever came with a link to a part uploads into it, and its notes and curve arrive there by its own clock', async () => {
	const { owner, address } = await makeSolo();
	const { guest, address: guestAddress } = await makeGuest(address);
	const { analysis } = await drop(guest, guestAddress);
	await guest.until(() => guest.hasEnded && guest.score.notes.length === MELODY.length, 'the notes that were heard');
	expect(guest.score.notes.map(({ pitch, part, source }) => [pitch, part, source])).toEqual(
		MELODY.map((pitch) => [pitch, SOLO, analysis])
	);
	expect(guest.curve.length).toBeGreaterThan(200);
	// tones are 0.65 s apart: 998 ticks at 96 beats a minute
	const [first, second] = guest.score.notes;
	expect(Math.abs((second?.start ?? 0) - (first?.start ?? 0) - 998)).toBeLessThan(40);
	await owner.until(() => owner.score.notesOf(SOLO).length === MELODY.length, 'the notes at the owner');
	expect(owner.score.notesOf(FIRST_PART)).toHaveLength(1);
	expect(guest.frames.filter((frame) => frame.kind === 'no')).toEqual([]);
	const heard = await fetch(`${server.url}/api/documents/${guestAddress.doc}/audio/${sha256(WAV)}/about`, {
		headers: { authorization: `Bearer ${guestAddress.token}` }
	});
	expect(heard.status).toBe(200);
	guest.close();
	owner.close();
});

test('title, tempo and meter of the document are not theirs', async () => {
	const { owner, address } = await makeSolo();
	const { guest } = await makeGuest(address);
	for (const fields of [{ title: 'Mine' }, { tempo: 400_000 }, { beatsPerBar: 3 }])
		guest.edit([{ kind: 'set', id: META_ID, fields }]);
	guest.edit([{ kind: 'retime', part: FIRST_PART, edits: [{ kind: 'set', id: META_ID, fields: { tempo: 400_000 } }] }]);
	await guest.until(() => guest.unsaved === 0, 'the refusals');
	expect(guest.frames.flatMap((frame) => (frame.kind === 'no' ? [frame.code] : []))).toEqual(
		Array.from({ length: 4 }, () => 'outside')
	);
	guest.edit([{ kind: 'retime', part: SOLO, edits: [{ kind: 'set', id: SOLO, fields: { tempo: 400_000 } }] }]);
	await owner.until(() => owner.score.tempoMapOf(SOLO).bpmAt(0) === 150, 'the tempo of the part');
	expect(owner.score.meta).toMatchObject({ title: '', tempo: 500_000, beatsPerBar: 4 });
	guest.close();
	owner.close();
});

test('a part that is deleted takes its recording and what was heard along, also from those who see nothing else', async () => {
	const { owner, address } = await makeSolo();
	const { guest, address: guestAddress } = await makeGuest(address);
	await drop(guest, guestAddress);
	await owner.until(() => owner.score.notesOf(SOLO).length === MELODY.length, 'the notes');
	owner.edit([{ kind: 'delete', ids: [SOLO] }]);
	await guest.until(() => guest.score.parts.length === 0, 'the end of the part');
	expect([guest.score.notes, guest.score.clips, guest.score.analyses]).toEqual([[], [], []]);
	expect(owner.score.clips).toEqual([]);
	expect(owner.score.notes.map(({ lyric }) => lyric)).toEqual(['elsewhere']);
	guest.close();
	owner.close();
});
