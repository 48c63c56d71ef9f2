import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { findFormat, readFile, type ReadContent } from '#lib/formats/index.ts';
import { add, findTracks, FIRST_PART, FIRST_TRACK, META_ID, Score, type FieldsOf } from '#lib/score/index.ts';
import { meta, midiFile, text, type Message } from './midi-bytes.ts';

function read(bytes: Uint8Array): ReadContent {
	const { format, content } = readFile(bytes);
	expect(format.id).toBe('midi');
	return content;
}

const notesOf = ({ score }: ReadContent, track = FIRST_TRACK) =>
	score.notes
		.filter((note) => note.track === track)
		.map(({ start, duration, pitch, cents, velocity, lyric }) => ({
			start,
			duration,
			pitch,
			cents,
			velocity,
			lyric
		}));
const NOTE = { cents: 0, velocity: 100, lyric: '' };
const on = (delta: number, key = 60, channel = 0): Message => [delta, 0x90 | channel, key, 100];
const off = (delta: number, key = 60, channel = 0): Message => [delta, 0x80 | channel, key, 64];

describe('what a file says is what is read', () => {
	test('running status, and a note on without velocity ends a note', () => {
		const content = read(midiFile(0, 480, [[on(0), [480, 60, 0], [0, 62, 80], [240, 62, 0]]]));
		expect(notesOf(content)).toEqual([
			{ ...NOTE, start: 0, duration: 960, pitch: 60 },
			{ ...NOTE, start: 960, duration: 480, pitch: 62, velocity: 80 }
		]);
		expect(content.leftOut).toEqual([]);
	});

	test('tracks are tracks of one part, by one clock with all its changes', () => {
		const { score } = read(
			midiFile(1, 96, [
				[
					text(0, 3, 'Song'),
					meta(0, 0x51, 0x09, 0x27, 0xc0),
					meta(0, 0x58, 6, 3, 24, 8),
					meta(96, 0x51, 0x07, 0xa1, 0x20),
					meta(96, 0x58, 3, 2, 24, 8)
				],
				[text(0, 3, 'Soprano'), on(0), off(96)],
				[text(0, 3, 'Alto'), on(0, 55), off(96, 55)]
			])
		);
		expect(score.meta).toMatchObject({ title: 'Song', tempo: 600_000, beatsPerBar: 6, beatUnit: 8 });
		expect(score.parts).toEqual([]);
		expect(findTracks(score, FIRST_PART)).toMatchObject([
			{ name: 'Soprano', colour: 0, count: 1 },
			{ name: 'Alto', colour: 1, count: 1 }
		]);
		const map = score.tempoMapOf(FIRST_PART);
		expect(map.tempos.map(({ tick, tempo }) => [tick, tempo])).toEqual([
			[0, 600_000],
			[960, 500_000]
		]);
		expect(map.meterAt(1920)).toMatchObject({ tick: 1920, beatsPerBar: 3, beatUnit: 4 });
	});

	test('format 0: each channel is a track, and the name is that of the piece', () => {
		const { score } = read(
			midiFile(0, 960, [[text(0, 3, 'Duo'), on(0, 60, 3), on(0, 48, 1), off(960, 60, 3), off(0, 48, 1)]])
		);
		const [first, second] = findTracks(score, FIRST_PART);
		expect(score.meta).toMatchObject({ title: 'Duo', trackName: '' });
		expect(score.notes.map(({ pitch, track }) => [pitch, track])).toEqual([
			[48, first?.id],
			[60, second?.id]
		]);
	});

	test('a single track that is called like the piece needs no name', () => {
		const { score } = read(midiFile(1, 960, [[text(0, 3, 'Song')], [text(0, 3, 'Song'), on(0), off(960)]]));
		expect(score.meta).toMatchObject({ title: 'Song', trackName: '' });
	});

	test('format 2: each track has a tempo of its own', () => {
		const { score } = read(
			midiFile(2, 960, [
				[meta(0, 0x51, 0x03, 0xd0, 0x90), on(0), off(10)],
				[meta(0, 0x51, 0x0f, 0x42, 0x40), on(0), off(10)]
			])
		);
		expect([score.meta.tempo, score.parts[0]?.tempo]).toEqual([250_000, 1_000_000]);
	});

	test.each([
		[0xe7_28, 25 * 40],
		[0xe8_50, 24 * 80],
		[0xe2_50, 30 * 80],
		[0xe3_64, (30_000 / 1001) * 100]
	])('by SMPTE time (division %i) a second is a second, whatever the tempo', (division, ticksPerSecond) => {
		const second = Math.round(ticksPerSecond);
		const content = read(midiFile(1, division, [[meta(0, 0x51, 0x03, 0xd0, 0x90), on(second), off(second)]]));
		expect(content.timing).toBe('seconds');
		const [note] = content.score.notes;
		expect(content.score.tempoMapOf(FIRST_PART).toSeconds(note?.start ?? 0)).toBeCloseTo(1, 2);
		expect(content.score.tempoMapOf(FIRST_PART).toSeconds(note?.duration ?? 0)).toBeCloseTo(1, 2);
	});

	test('a bend that stays is cents; one further than a semitone is another key', () => {
		const bend = (delta: number, value: number): Message => [delta, 0xe0, value & 127, value >> 7];
		const content = read(midiFile(0, 960, [[bend(0, 8192 + 1024), on(0), off(960), bend(0, 0), on(0), off(960)]]));
		expect(notesOf(content)).toMatchObject([
			{ pitch: 60, cents: 25 },
			{ pitch: 58, cents: 0 }
		]);
		expect(content.leftOut).toEqual([]);
	});

	test('the bend range counts; a bend that moves is its mean, and that is said', () => {
		const range: Message[] = [
			[0, 0xb0, 101, 0],
			[0, 0xb0, 100, 0],
			[0, 0xb0, 6, 12]
		];
		const content = read(midiFile(0, 960, [[...range, on(0), [480, 0xe0, 0, 64 + 4], off(480), [0, 0xe0, 0, 64]]]));
		expect(notesOf(content)).toMatchObject([{ pitch: 60, cents: 38 }]);
		expect(content.leftOut).toEqual(['bends']);
	});

	test('words go to the notes where they are, also from a track of their own, in UTF-8 or Shift-JIS', () => {
		const own = read(midiFile(0, 960, [[text(0, 5, '안'), on(0), off(960), text(0, 5, '녕'), on(0), off(960)]]));
		expect(notesOf(own).map(({ lyric }) => lyric)).toEqual(['안', '녕']);
		const words = [meta(0, 5, 0x82, 0xa0), meta(500, 5, 0x82, 0xa2)];
		const apart = read(midiFile(1, 960, [words, [on(0), off(960)]]));
		expect(notesOf(apart).map(({ lyric }) => lyric)).toEqual(['あ']);
		expect(apart.leftOut).toEqual(['lyrics']);
	});

	test('a key struck twice sounds twice; what is never released ends with its track', () => {
		const content = read(midiFile(0, 960, [[on(0), on(480), off(480), off(480), on(0, 72), meta(960, 1)]]));
		expect(notesOf(content).map(({ start, duration }) => [start, duration])).toEqual([
			[0, 960],
			[480, 960],
			[1440, 960]
		]);
		expect(content.leftOut).toEqual(['ends']);
	});

	test('unknown chunks, system messages and a RIFF envelope are passed over', () => {
		const file = midiFile(0, 960, [[[0, 0xf0, 2, 1, 0xf7], on(0), off(960)]]);
		const odd = [...new TextEncoder().encode('XFIH'), 0, 0, 0, 1, 9];
		const riff = new TextEncoder().encode('RIFF\0\0\0\0RMIDdata\0\0\0\0');
		expect(
			notesOf(read(Uint8Array.from([...riff, ...file.subarray(0, 14), ...odd, ...file.subarray(14)])))
		).toHaveLength(1);
	});
});

describe('damage is answered with the byte', () => {
	const whole = midiFile(0, 480, [[on(0), off(480)]]);
	const changed = (at: number, ...bytes: number[]): Uint8Array => {
		const copy = Uint8Array.from(whole);
		copy.set(bytes, at);
		return copy;
	};
	test.each([
		['an unknown format', changed(9, 7), 'damaged', 'byte 8'],
		['no ticks', changed(12, 0, 0), 'damaged', 'byte 12'],
		['an impossible frame rate', changed(12, 0x81, 4), 'damaged', 'byte 12'],
		['no track', whole.subarray(0, 14), 'damaged', 'byte 14'],
		['a cut header', whole.subarray(0, 9), 'truncated', 'byte 9'],
		['a cut track', whole.subarray(0, 26), 'truncated', 'byte 26'],
		['a message without a status', changed(23, 0x10), 'damaged', 'byte 23'],
		['a value with its top bit', changed(24, 0x80), 'damaged', 'byte 24'],
		['a real-time status', changed(23, 0xf8), 'damaged', 'byte 23'],
		['a quantity that goes on', changed(22, 0x81, 0x82, 0x83, 0x84, 0x85), 'damaged', 'byte 22']
	])('%s', (_, bytes, code, place) => {
		expect(() => read(bytes)).toThrow(expect.objectContaining({ code }));
		expect(() => read(bytes)).toThrow(place);
	});

	test('more notes or messages than are read', () => {
		const notes: Message[] = Array.from({ length: 100_001 }, () => on(0));
		expect(() => read(midiFile(0, 480, [notes]))).toThrow(expect.objectContaining({ code: 'too-large' }));
		const silence = new Uint8Array(14 + 8 + 4 * 2_000_001);
		silence.set(midiFile(0, 480, [[]]).subarray(0, 18));
		new DataView(silence.buffer).setUint32(18, silence.length - 22);
		for (let at = 22; at < silence.length; at += 4) silence.set([0, 0xb0, 1, 1], at);
		expect(() => read(silence)).toThrow('2000000 messages');
	});
});

test('20,000 spoiled files give notes or faults, nothing else, and soon', () => {
	const score = new Score();
	const part = score.nextId();
	const notes = Array.from({ length: 6 }, (_, i) => ({ start: i * 500, pitch: 50 + i, cents: i * 9, lyric: 'la' }));
	score.transact('local', [
		add('part', part, { name: 'Alto' }),
		...notes.map((fields) => add('note', score.nextId(), { ...fields, part: fields.start % 1000 ? part : FIRST_PART }))
	]);
	const whole = findFormat('midi')?.write?.({ score, analysis: null }) ?? new Uint8Array();
	let random = 12_345;
	const next = (below: number): number => (random = (random * 48_271) % 2_147_483_647) % below;
	const began = performance.now();
	let faults = 0;
	for (let i = 0; i < 20_000; i++) {
		const bytes = Uint8Array.from(whole.subarray(0, next(8) === 0 ? next(whole.length) : whole.length));
		for (let change = 1 + next(4); change > 0; change--) bytes[next(Math.max(1, bytes.length))] = next(256);
		bytes.set(whole.subarray(0, Math.min(4, bytes.length)));
		try {
			expect(readFile(bytes).content.score.notes.length).toBeLessThan(1000);
		} catch (thrown) {
			if (!(thrown instanceof Fault) || thrown.code === 'internal') throw thrown;
			faults++;
		}
	}
	expect(faults).toBeGreaterThan(1000);
	expect(performance.now() - began).toBeLessThan(30_000);
});

describe('what we write is what we read', () => {
	const anyNote: fc.Arbitrary<Partial<FieldsOf<'note'>>> = fc.record({
		duration: fc.integer({ min: 1, max: 2000 }),
		pitch: fc.integer({ min: 0, max: 127 }),
		cents: fc.integer({ min: -100, max: 100 }),
		velocity: fc.integer({ min: 1, max: 127 }),
		lyric: fc.constantFrom('', 'la', '안', 'あ', 'two words')
	});
	const anyVoice = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), anyNote), { minLength: 1, maxLength: 12 });
	const anyTempos = fc.array(
		fc.record({ tick: fc.integer({ min: 1, max: 30_000 }), tempo: fc.integer({ min: 60_000, max: 16_777_215 }) }),
		{ maxLength: 5 }
	);
	const anyMeter = fc.record({
		beatsPerBar: fc.integer({ min: 1, max: 64 }),
		beatUnit: fc.constantFrom(1, 2, 4, 8, 16, 32)
	});

	test('notes, words, cents, tracks and the clock', () => {
		fc.assert(
			fc.property(anyVoice, anyVoice, anyTempos, anyMeter, (first, second, tempos, meter) => {
				const score = new Score();
				const track = score.nextId();
				const voice = (notes: typeof first, of: number) => {
					let start = 0;
					return notes.map(([gap, fields]) => {
						const note = add('note', score.nextId(), { ...fields, start: start + gap, track: of });
						start += gap + (fields.duration ?? 0);
						return note;
					});
				};
				score.transact('local', [
					{ kind: 'set', id: META_ID, fields: { title: 'Song', trackName: 'Soprano', ...meter } },
					add('track', track, { name: 'Alto', colour: 1 }),
					...tempos.map((change) => add('tempo', score.nextId(), change)),
					...voice(first, FIRST_TRACK),
					...voice(second, track)
				]);
				const content = read(findFormat('midi')?.write?.({ score, analysis: null }) ?? new Uint8Array());
				const again = { score, analysis: null, timing: 'beats', leftOut: [] } as const;
				const [alto] = content.score.all('track');
				expect(content.score.meta).toEqual(score.meta);
				expect(alto).toMatchObject({ name: 'Alto', colour: 1 });
				expect(notesOf(content)).toEqual(notesOf(again));
				expect(notesOf(content, alto?.id)).toEqual(notesOf(again, track));
				expect(content.score.tempoMapOf(FIRST_PART).tempos).toEqual(score.tempoMapOf(FIRST_PART).tempos);
				expect(content.score.tempoMapOf(FIRST_PART).meters).toEqual(score.tempoMapOf(FIRST_PART).meters);
			}),
			{ seed: 4, numRuns: 300 }
		);
	});
});
