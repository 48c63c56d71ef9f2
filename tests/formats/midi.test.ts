import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat, type Analysed } from '#lib/formats/index.ts';
import { add, TempoMap, tempoMapOf, type FieldsOf, type Score } from '#lib/score/index.ts';
import { hzToMidi, midiToHz } from '#lib/units.ts';
import { makeAnalysis, makeScore } from './content.ts';
import { parseMidi, type ParsedEvent, type ParsedMidi } from './parse-midi.ts';

const HEARD = 5;
const write = (score: Score, analysis: Analysed | null = null): ParsedMidi => {
	const bytes = findFormat('midi')?.write?.({ score, analysis });
	if (!bytes) throw new Error('no MIDI writer');
	return parseMidi(bytes);
};
const metas = (events: readonly ParsedEvent[] | undefined, meta: number) =>
	(events ?? []).filter((event) => event.meta === meta);
const bendsOf = (midi: ParsedMidi) => midi.tracks.flat().filter((event) => (event.status & 0xf0) === 0xe0);
const decode = (event: ParsedEvent | undefined) => new TextDecoder().decode(event?.data);

test('an empty score is a file of two tracks in 960 ticks a quarter', () => {
	const midi = write(makeScore([]));
	expect([midi.format, midi.division, midi.tracks.length, midi.notes.length]).toEqual([1, 960, 2, 0]);
});

test.each([
	[500_000, 4, 4, [4, 2, 24, 8]],
	[1_000_001, 3, 4, [3, 2, 24, 8]],
	[60_000, 12, 8, [12, 3, 12, 8]],
	[16_777_215, 64, 32, [64, 5, 3, 8]]
])('a tempo of %i microseconds and a meter of %i/%i are in the first track', (tempo, beatsPerBar, beatUnit, meter) => {
	const midi = write(makeScore([{ start: 960, duration: 1 }], { tempo, beatsPerBar, beatUnit }));
	expect([...(metas(midi.tracks[0], 0x58)[0]?.data ?? [])]).toEqual(meter);
	expect(midi.notes[0]?.startSeconds).toBeCloseTo(tempo / 1e6, 9);
});

test('every change of tempo and meter is in the first track, where it is', () => {
	const score = makeScore([{ start: 5760, duration: 1 }]);
	score.transact('local', [
		add('tempo', score.nextId(), { tick: 1920, tempo: 250_000 }),
		add('tempo', score.nextId(), { tick: 4800, tempo: 1_000_000 }),
		add('meter', score.nextId(), { tick: 3840, beatsPerBar: 6, beatUnit: 8 })
	]);
	const midi = write(score);
	expect(metas(midi.tracks[0], 0x51).map(({ tick }) => tick)).toEqual([0, 1920, 4800]);
	expect(metas(midi.tracks[0], 0x58).map(({ tick, data }) => [tick, data[0], data[1]])).toEqual([
		[0, 4, 2],
		[3840, 6, 3]
	]);
	expect(midi.notes[0]?.startSeconds).toBeCloseTo(tempoMapOf(score, 0).toSeconds(5760), 9);
});

test('a part has a track of its own, by the clock of the first', () => {
	const score = makeScore([{ start: 960 }], { title: 'song' });
	const part = score.nextId();
	score.transact('local', [
		add('part', part, { name: 'alto', tempo: 1_000_000 }),
		add('tempo', score.nextId(), { tick: 480, tempo: 250_000 }),
		add('note', score.nextId(), { part, start: 960, duration: 480, pitch: 50 })
	]);
	const midi = write(score);
	expect(midi.tracks.map((track) => decode(metas(track, 0x03)[0]))).toEqual(['song', 'song', 'alto']);
	const note = midi.notes.find(({ key }) => key === 50);
	expect(note?.startSeconds).toBeCloseTo(1, 3);
	expect(midi.tracks[2]?.filter(({ status }) => (status & 0xf0) === 0x90).length).toBe(1);
});

test('every track has one of its own with its name; those without one are called as the piece', () => {
	const score = makeScore([{ start: 0 }], { title: 'song' });
	const [alto, bass] = [score.nextId(), score.nextId()];
	score.transact('local', [
		add('track', alto, { name: 'Alto' }),
		add('track', bass, {}),
		add('note', score.nextId(), { track: alto, pitch: 50 }),
		add('note', score.nextId(), { track: bass, pitch: 40 }),
		add('note', score.nextId(), { track: bass, pitch: 41 })
	]);
	const midi = write(score);
	expect(midi.tracks.map((track) => decode(metas(track, 0x03)[0]))).toEqual(['song', 'song', 'Alto', 'song 3']);
	const strikes = midi.tracks.map((track) => track.filter(({ status }) => (status & 0xf0) === 0x90).length);
	expect(strikes).toEqual([0, 1, 1, 2]);
});

test('a tempo that three bytes cannot hold is refused', () =>
	expect(() => write(makeScore([], { tempo: 16_777_216 }))).toThrow('3.58'));

test('both tracks are named after the title, else the recording', () => {
	const names = (midi: ParsedMidi) => midi.tracks.map((track) => decode(metas(track, 0x03)[0]));
	expect(names(write(makeScore([], { title: '봄날 🎹' })))).toEqual(['봄날 🎹', '봄날 🎹']);
	expect(names(write(makeScore([]), makeAnalysis([])))).toEqual(['song.mp3', 'song.mp3']);
	expect(names(write(makeScore([])))).toEqual(['Melograph', 'Melograph']);
	expect(names(write(makeScore([], { partName: 'Lead' })))).toEqual(['Melograph', 'Lead']);
});

test('a lyric is a UTF-8 lyric event just before its note', () => {
	const { tracks } = write(makeScore([{ start: 480, lyric: '노래' }, { start: 960 }]));
	const [lyric, ...others] = metas(tracks[1], 0x05);
	expect([lyric?.tick, decode(lyric), others.length]).toEqual([480, '노래', 0]);
	const order = (tracks[1] ?? [])
		.filter((event) => event.tick === 480)
		.map((event) => (event.meta < 0 ? event.status : event.meta));
	expect(order).toEqual([0x05, 0x90]);
});

test('a rest longer than a delta time can hold is bridged', () => {
	const start = 2 ** 31 - 1000;
	expect(write(makeScore([{ start, duration: 10 }])).notes[0]).toMatchObject({ start, end: start + 10 });
});

test('notes that do not bend share one channel and send no bend', () => {
	const midi = write(makeScore([60, 64, 67].map((pitch) => ({ pitch, start: 0, duration: 960 }))));
	expect(midi.notes.map(({ channel, key }) => [channel, key])).toEqual([60, 64, 67].map((key) => [0, key]));
	expect(midi.tracks.flat().filter((event) => event.status >= 0xb0 && event.status < 0xff)).toEqual([]);
});

test('two overlapping notes of one key end each at its own time', () => {
	const { notes } = write(
		makeScore([
			{ start: 0, duration: 960 },
			{ start: 480, duration: 960 }
		])
	);
	expect(notes.map(({ start, end }) => [start, end])).toEqual([
		[0, 960],
		[480, 1440]
	]);
});

test('a melody of bent notes stays on one channel, and is straight again after each note', () => {
	const notes = [-40, 30, 0, 12].map((cents, i) => ({ start: i * 480, duration: 480, cents }));
	const midi = write(makeScore(notes));
	expect(new Set(midi.notes.map(({ channel }) => channel))).toEqual(new Set([0]));
	for (const [i, { cents }] of notes.entries())
		expect(midi.notes[i]?.pitchAt(i * 480 + 100)).toBeCloseTo(60 + cents / 100, 2);
	expect([...(bendsOf(midi).at(-1)?.data ?? [])]).toEqual([0, 64]);
});

test('fifteen overlapping bent notes have a channel each, never channel 10, and a sixteenth still sounds', () => {
	const notes = Array.from({ length: 16 }, (_, i) => ({ start: i, duration: 960, pitch: 40 + i, cents: i + 1 }));
	const midi = write(makeScore(notes));
	const channels = midi.notes.map(({ channel }) => channel);
	expect(channels.slice(0, 15)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]);
	expect(midi.notes).toHaveLength(16);
	for (let i = 1; i < 15; i++) expect(midi.notes[i]?.pitchAt(900)).toBeCloseTo(40 + i + (i + 1) / 100, 2);
});

describe('a heard note bends with the f0 inside it', () => {
	/** Vibrato of half a semitone, 6 Hz, around MIDI 69.2; unvoiced around it. */
	const vibrato = Array.from({ length: 100 }, (_, i) => midiToHz(69.2 + 0.5 * Math.sin((2 * Math.PI * 6 * i) / 100)));
	const frames = [...Array<number>(20).fill(-300), ...vibrato, ...Array<number>(20).fill(0)];
	const tempo = new TempoMap({ tempo: 500_000, beatsPerBar: 4, beatUnit: 4 });
	const heard = { start: tempo.toTicks(0.2), duration: tempo.toTicks(1), pitch: 69, cents: 20, source: HEARD };
	const tickOf = (frame: number, offset = 0) => tempo.toTicks(frame / 100 + offset) + 1;

	test('within a cent at every frame', () => {
		const [note] = write(makeScore([heard]), makeAnalysis(frames)).notes;
		for (let i = 20; i < 119; i++)
			expect(Math.abs((note?.pitchAt(tickOf(i)) ?? 0) - hzToMidi(frames[i] ?? 0))).toBeLessThan(0.01);
	});

	test('when the recording begins later in the score, too', () => {
		const start = heard.start + tempo.toTicks(2.5);
		const [note] = write(makeScore([{ ...heard, start }]), makeAnalysis(frames, { offset: 2.5 })).notes;
		for (let i = 20; i < 119; i++)
			expect(Math.abs((note?.pitchAt(tickOf(i, 2.5)) ?? 0) - hzToMidi(frames[i] ?? 0))).toBeLessThan(0.01);
	});

	test('at most every 10 ms, and only when it changes by a cent', () => {
		const midi = write(makeScore([heard]), makeAnalysis(frames));
		const bends = bendsOf(midi);
		const ticks = bends.slice(0, -1).map(({ tick }) => midi.toSeconds(tick));
		for (const [i, seconds] of ticks.entries())
			if (i > 0) expect(seconds - (ticks[i - 1] ?? 0)).toBeGreaterThan(0.0094);
		const flat = write(makeScore([{ ...heard, cents: 0 }]), makeAnalysis(Array<number>(140).fill(440.1)));
		expect(bendsOf(flat)).toHaveLength(0);
	});

	test('and keeps its shape when a person moves it', () => {
		const [note] = write(makeScore([{ ...heard, pitch: 74 }]), makeAnalysis(frames)).notes;
		for (let i = 20; i < 119; i++)
			expect(Math.abs((note?.pitchAt(tickOf(i)) ?? 0) - hzToMidi(frames[i] ?? 0) - 5)).toBeLessThan(0.03);
	});

	test('and crosses unvoiced frames and octave errors in a straight line', () => {
		const broken = frames.map((hz, i) => (i >= 50 && i < 56 ? hz * 2 : i >= 80 && i < 90 ? -hz : hz));
		const [note] = write(makeScore([heard]), makeAnalysis(broken)).notes;
		const pitchAt = (frame: number) => note?.pitchAt(tickOf(frame)) ?? 0;
		for (const [first, next] of [
			[50, 56],
			[80, 90]
		] as const) {
			const step = (pitchAt(next) - pitchAt(first - 1)) / (next - first + 1);
			for (let i = first; i < next; i++)
				expect(Math.abs(pitchAt(i) - pitchAt(first - 1) - step * (i - first + 1))).toBeLessThan(0.02);
		}
	});

	test('voiced is what the threshold says', () => {
		const doubtful = makeAnalysis(
			frames.map((hz) => [hz, 0.5]),
			{ threshold: 0.6 }
		);
		expect(write(makeScore([heard]), doubtful).notes[0]?.pitchAt(tickOf(24))).toBeCloseTo(69.2, 2);
		expect(write(makeScore([heard]), { ...doubtful, threshold: 0.4 }).notes[0]?.pitchAt(tickOf(24))).toBeCloseTo(
			69.7,
			1
		);
	});

	test('the bend range is as wide as a slide needs, up to two octaves', () => {
		for (const [semitones, range] of [
			[1.5, 2],
			[4, 4],
			[11, 11],
			[30, 24]
		] as const) {
			const slide = Array.from({ length: 200 }, (_, i) => midiToHz(50 + (semitones * Math.max(0, i - 150)) / 49));
			const midi = write(makeScore([{ start: 0, duration: 3840, pitch: 50, source: HEARD }]), makeAnalysis(slide));
			expect((midi.tracks[1] ?? []).find(({ status, data }) => status === 0xb0 && data[0] === 6)?.data[1]).toBe(range);
			const end = midi.notes[0]?.pitchAt(3839) ?? 0;
			expect(Math.abs(end - 50 - Math.min(24, semitones))).toBeLessThan(0.01);
		}
	});

	test('a note drawn by hand far from what was sung does not bend', () => {
		const { source: _, ...byHand } = heard;
		expect(bendsOf(write(makeScore([{ ...byHand, pitch: 60, cents: 0 }]), makeAnalysis(frames)))).toHaveLength(0);
		expect(bendsOf(write(makeScore([byHand]), makeAnalysis(frames))).length).toBeGreaterThan(50);
	});
});

test('any score comes back note by note: time within half a tick, pitch within a cent while it sounds', () => {
	const anyNote: fc.Arbitrary<Partial<FieldsOf<'note'>>> = fc.record({
		start: fc.integer({ min: 0, max: 20_000 }),
		duration: fc.integer({ min: 1, max: 2_000 }),
		pitch: fc.integer({ min: 0, max: 127 }),
		cents: fc.integer({ min: -100, max: 100 }),
		velocity: fc.integer({ min: 1, max: 127 })
	});
	const anyTempo = fc.integer({ min: 60_000, max: 16_777_215 });
	fc.assert(
		// up to 15 notes: more of them bent at once than there are channels is its own test
		fc.property(fc.array(anyNote, { maxLength: 15 }), anyTempo, (notes, tempo) => {
			const score = makeScore(notes, { tempo });
			const map = new TempoMap(score.meta);
			const { notes: read } = write(score);
			const rows = (list: readonly (readonly number[])[]) => list.map((row) => row.join(' ')).sort();
			expect(rows(read.map(({ start, end, key, velocity }) => [start, end, key, velocity]))).toEqual(
				rows(score.notes.map(({ start, duration, pitch, velocity }) => [start, start + duration, pitch, velocity]))
			);
			const halfTick = map.toSeconds(1) / 2;
			for (const note of score.notes) {
				const match = read.find(
					(one) =>
						Math.abs(one.startSeconds - map.toSeconds(note.start)) < halfTick &&
						Math.abs(one.endSeconds - map.toSeconds(note.start + note.duration)) < halfTick &&
						Math.abs(one.pitchAt(one.start) - note.pitch - note.cents / 100) < 0.01 &&
						Math.abs(one.pitchAt(one.end - 1) - note.pitch - note.cents / 100) < 0.01
				);
				expect(match).toBeDefined();
			}
		}),
		{ seed: 20, numRuns: 200 }
	);
});
