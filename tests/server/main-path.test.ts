import { afterAll, beforeAll, expect, test } from 'vitest';
import { centsBetween, midiToHz } from '#lib/units.ts';
import { add, type RecordId } from '#lib/score/index.ts';
import {
	makeDocument,
	makeTones,
	makeWav,
	putAudio,
	sha256,
	startTestServer,
	TestClient,
	type Address,
	type TestServer
} from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startTestServer();
});
afterAll(() => server.close());

const MELODY = [60, 62, 64, 67, 64, 62, 60, 55];
const WAV = makeWav(makeTones(MELODY.map(midiToHz)));

/** Uploads the recording and asks for it to be heard, as the page does. */
async function drop(client: TestClient, address: Address, wav = WAV): Promise<RecordId> {
	expect((await putAudio(server.url, address, wav)).status).toBe(201);
	await client.until(() => client.has('welcome'), 'welcome');
	const clip = client.score.nextId();
	const analysis = client.score.nextId();
	client.edit([add('clip', clip, { audio: sha256(wav), name: 'melody.wav' }), add('analysis', analysis, { clip })]);
	client.follow(analysis);
	return analysis;
}

const starts = (): number => server.log.filter((line) => line['event'] === 'analysis starts').length;

test('a recording becomes a curve and notes; opening it again shows both without computing', async () => {
	const address = await makeDocument(server.url);
	const client = new TestClient(server.url, address);
	const analysis = await drop(client, address);
	await client.until(() => client.hasEnded, 'the end of the analysis');
	expect(client.score.notes.map((note) => note.pitch)).toEqual(MELODY);
	expect(client.score.notes.every((note) => note.source === analysis)).toBe(true);
	expect(client.curve.length).toBe(Math.ceil(0.65 * MELODY.length * 100));
	expect(Math.abs(centsBetween(midiToHz(60), client.curve.hzAt(25)))).toBeLessThan(3);
	expect(client.curve.hzAt(58)).toBeLessThanOrEqual(0);
	client.close();

	const started = starts();
	const later = new TestClient(server.url, address, 'another-client', 0);
	await later.until(() => later.score.notes.length === MELODY.length, 'the notes');
	later.follow(analysis);
	await later.until(() => later.hasEnded, 'the stored curve');
	expect(later.curve.length).toBe(client.curve.length);

	const other = await makeDocument(server.url);
	const fresh = new TestClient(server.url, other);
	await drop(fresh, other);
	await fresh.until(
		() => fresh.hasEnded && fresh.score.notes.length === MELODY.length,
		'the same notes in another document'
	);
	expect(fresh.score.notes.map((note) => note.pitch)).toEqual(MELODY);
	expect(starts()).toBe(started);
	later.close();
	fresh.close();
});

test('a note that a person deleted while it was heard stays deleted', async () => {
	const address = await makeDocument(server.url);
	const client = new TestClient(server.url, address);
	const wav = makeWav(makeTones([...MELODY, ...MELODY, ...MELODY, ...MELODY].map(midiToHz)));
	await drop(client, address, wav);
	await client.until(() => client.score.notes.length > 0, 'the first note');
	const [first] = client.score.notes;
	if (first) client.edit([{ kind: 'delete', ids: [first.id] }]);
	// the acknowledgement may come after the last note: both are waited for
	const rest = 4 * MELODY.length - 1;
	const isDone = (): boolean => client.hasEnded && client.unsaved === 0 && client.score.notes.length === rest;
	await client.until(isDone, 'all other notes, and the edit on disk');
	expect(first && client.score.get(first.id)).toBe(null);
	client.close();
});

test('cancelling stops the work, and listening again goes on where it was', async () => {
	const address = await makeDocument(server.url);
	const client = new TestClient(server.url, address);
	const long = makeWav(makeTones(Array.from({ length: 120 }, (_, i) => midiToHz(55 + (i % 12)))));
	const analysis = await drop(client, address, long);
	await client.until(() => client.curve.length > 0, 'the first frames');
	client.edit([{ kind: 'set', id: analysis, fields: { state: 'cancelled' } }]);
	await client.until(
		() => client.frames.some((frame) => frame.kind === 'end' && frame.status === 'cancelled'),
		'the cancelled end'
	);
	const whole = Math.ceil((long.length - 44) / 2 / 160);
	expect(client.curve.length).toBeLessThan(whole);
	client.edit([{ kind: 'set', id: analysis, fields: { state: 'wanted' } }]);
	client.follow(analysis);
	await client.until(() => client.curve.length === whole && client.score.notes.length === 120, 'the whole after all');
	expect(client.score.notes.map((note) => note.pitch)).toEqual(Array.from({ length: 120 }, (_, i) => 55 + (i % 12)));
	client.close();
});

test('a second client on the same link sees edits live, and each edit is durable when it is acknowledged', async () => {
	const address = await makeDocument(server.url);
	const first = new TestClient(server.url, address);
	const second = new TestClient(server.url, address, 'second-client', 0);
	await second.until(() => second.has('welcome'), 'welcome');
	await first.until(() => first.has('welcome'), 'welcome');
	const note = first.score.nextId();
	first.edit([add('note', note, { pitch: 61, lyric: '노래' })]);
	await second.until(() => second.score.notes.length === 1, 'the note');
	second.edit([{ kind: 'shift', ids: [note], ticks: 480, semitones: 1 }]);
	await first.until(() => first.score.notes[0]?.pitch === 62, 'the shift');
	expect(first.score.notes[0]).toMatchObject({ start: 480, pitch: 62, lyric: '노래' });
	await second.until(() => second.unsaved === 0, 'the acknowledgement');
	first.close();
	second.close();
});
