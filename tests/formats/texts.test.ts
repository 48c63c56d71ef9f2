/** LAB, mir_eval and tables of notes: what stands in a file, what is written, and what comes back. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { findFormat, FORMATS, readFile, recogniseFormat, type ReadContent } from '#lib/formats/index.ts';
import { add, FIRST_PART, Score, type FieldsOf, type Note } from '#lib/score/index.ts';
import { makeScore } from './content.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const write = (id: string, score: Score): string =>
	new TextDecoder().decode(findFormat(id)?.write?.({ score, part: FIRST_PART, analysis: null }));

/** Of what a file holds: onset, offset, pitch, cents, velocity and lyric. */
function rowsOf({ score }: Pick<ReadContent, 'score'>, part: number = FIRST_PART) {
	const map = score.tempoMapOf(part);
	return score
		.notesOf(part)
		.map((note) => [
			Number(map.toSeconds(note.start).toFixed(2)),
			Number(map.toSeconds(note.start + note.duration).toFixed(2)),
			note.pitch,
			note.cents,
			note.velocity,
			note.lyric
		]);
}

function read(id: string, text: string): ReadContent {
	const { format, content } = readFile(bytesOf(text));
	expect(format.id).toBe(id);
	return content;
}

describe('LAB', () => {
	test('of 100 ns whose labels name pitches holds notes, and rests are none', () => {
		const content = read('lab', '0 5000000 pau\n5000000 10000000 A4\n10000000 15000000 F#3\n15000000 15500000 br\n');
		expect(rowsOf(content)).toEqual([
			[0.5, 1, 69, 0, 100, ''],
			[1, 1.5, 54, 0, 100, '']
		]);
		expect(content).toMatchObject({ timing: 'seconds', leftOut: [] });
	});

	test.each([
		['seconds with a point', '0.5 1.25 C4\n'],
		['whole seconds', '0 1 sil\n1 2 C4\n'],
		['tabs and blank lines', '\n0.5\t1.0\tC4\n\n']
	])('in %s', (_, text) => expect(rowsOf(read('lab', text))).toHaveLength(1));

	test('is written without gaps', () => {
		const score = makeScore([
			{ start: 960, duration: 960, pitch: 61 },
			{ start: 1920, duration: 480, lyric: '안녕' }
		]);
		expect(write('lab', score)).toBe('0 5000000 pau\n5000000 10000000 C#4\n10000000 12500000 안녕\n');
	});
});

describe('mir_eval', () => {
	test('frequencies and MIDI numbers are told apart', () => {
		expect(rowsOf(read('mir-eval', '# onset offset hz\n0.50 1.00 440.0\n1.0,1.5,452.0\n'))).toEqual([
			[0.5, 1, 69, 0, 100, ''],
			[1, 1.5, 69, 47, 100, '']
		]);
		expect(rowsOf(read('mir-eval', '0 1 60\n1 2 62\n'))).toEqual([
			[0, 1, 60, 0, 100, ''],
			[1, 2, 62, 0, 100, '']
		]);
	});

	test('is written with tabs, in seconds and Hz', () =>
		expect(write('mir-eval', makeScore([{ start: 960, duration: 480, pitch: 69, cents: 50 }]))).toBe(
			'0.500000\t0.750000\t452.89298\n'
		));
});

describe('CSV of notes', () => {
	test('columns go by their names, in any order, with any of three delimiters', () => {
		for (const delimiter of [',', ';', '\t']) {
			const rows = [
				['Label', 'Start', 'Duration', 'Pitch', 'Velocity'],
				['"a ""b"""', '0.5', '0.5', 'C#4', '77'],
				['', '1', '1', '62.25', '']
			];
			expect(rowsOf(read('notes', rows.map((row) => row.join(delimiter)).join('\r\n')))).toEqual([
				[0.5, 1, 61, 0, 77, 'a "b"'],
				[1, 2, 62, 25, 100, '']
			]);
		}
	});

	test('what has a part is in that part', () => {
		const { score } = read('notes', 'onset,offset,hz,part\n0,1,440,Alto\n1,2,220,\n');
		expect(rowsOf({ score })).toEqual([[1, 2, 57, 0, 100, '']]);
		expect(score.parts).toMatchObject([{ name: 'Alto' }]);
		expect(rowsOf({ score }, score.parts[0]?.id)).toEqual([[0, 1, 69, 0, 100, '']]);
	});

	test('is written with a column of parts where there are several', () => {
		const score = makeScore([{ start: 960, duration: 960, cents: -5, lyric: 'a, "b"' }]);
		expect(write('notes', score)).toBe(
			'onset,offset,midi,cents,velocity,lyric\n0.500000,1.000000,60,-5,100,"a, ""b"""\n'
		);
		const part = score.nextId();
		score.transact('local', [add('part', part, { name: 'Alto' }), add('note', score.nextId(), { part })]);
		expect(write('notes', score)).toContain('0.000000,0.125000,60,0,100,,Alto\n');
	});

	test('tracks, phonemes, vibrato and the name of the first part have columns where they are, and come back', () => {
		const score = makeScore(
			[
				{ start: 0, phoneme: 'h a', vibrato: '65,180,35,20,20,0,0' },
				{ start: 960, pitch: 40 }
			],
			{ partName: 'Lead', trackName: 'Voice' }
		);
		const [bass, alto] = [score.nextId(), score.nextId()];
		score.transact('local', [
			add('track', bass, { name: 'Bass, low' }),
			add('note', score.nextId(), { track: bass, pitch: 30 }),
			add('part', alto, { name: 'Alto' }),
			add('note', score.nextId(), { part: alto, pitch: 80 })
		]);
		const text = write('notes', score);
		expect(text.split('\n')[0]).toBe('onset,offset,midi,cents,velocity,lyric,part,track,phoneme,vibrato');
		expect(text).toContain(',60,0,100,,Lead,Voice,h a,"65,180,35,20,20,0,0"\n');
		const { score: back } = read('notes', text);
		expect(back.meta).toMatchObject({ partName: 'Lead', trackName: 'Voice' });
		expect(back.all('track')).toMatchObject([{ name: 'Bass, low', part: FIRST_PART }]);
		const tell = ({ pitch, phoneme, vibrato }: Note) => [pitch, phoneme, vibrato];
		expect(back.notesOf(FIRST_PART).map(tell)).toEqual(score.notesOf(FIRST_PART).map(tell));
		expect(back.notesOf(FIRST_PART).find(({ pitch }) => pitch === 30)?.track).toBe(back.all('track')[0]?.id);
		expect(back.notesOf(back.parts[0]?.id ?? 0).map(tell)).toEqual([[80, '', '']]);
		expect(write('notes', back)).toBe(text);
	});
});

test.each([
	['lab', '0 100 a\n200 100 b\n', 'line 2 ends before it begins'],
	['lab', `0 1 a\n${'9'.repeat(400)} 1 a\n`, 'Line 2'],
	['mir-eval', '0 1 440.5\n1 0.5 440\n', 'line 2 ends before it begins'],
	['mir-eval', '0 1 440.5\n1 2 -3.5\n', 'Line 2 has the pitch -3.5 Hz'],
	['notes', 'onset,offset,midi\n0,1,60\n0,1\n', 'Line 3 has "" for a number'],
	['notes', 'onset,offset,midi\n0,x,60\n', 'Line 2 has "x" for a number']
])('damage in %s is answered with its line', (id, text, sentence) => {
	expect(recogniseFormat(bytesOf(text))?.id).toBe(id);
	expect(() => readFile(bytesOf(text))).toThrow(expect.objectContaining({ code: 'damaged' }));
	expect(() => readFile(bytesOf(text))).toThrow(sentence);
});

test.each(['do re mi\n', '{"a": 1}', '[]', 'a b c', '1,2\n', '\0\0\0', 'RIFF....WAVE'])(
	'%j is nothing of ours',
	(text) => {
		expect(recogniseFormat(bytesOf(text))).toBeNull();
		expect(() => readFile(bytesOf(text))).toThrow(expect.objectContaining({ code: 'unsupported-format' }));
	}
);

test('a file without notes is not written', () => {
	for (const id of ['notes', 'lab', 'mir-eval'])
		expect(() => write(id, new Score())).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('more notes than are read are refused', () => {
	const rows = Array.from({ length: 100_001 }, (_, i) => `${i}.0 ${i}.5 C4`);
	expect(() => read('lab', rows.join('\n'))).toThrow(expect.objectContaining({ code: 'too-large' }));
});

describe('what is written comes back', () => {
	const anyNote: fc.Arbitrary<Partial<FieldsOf<'note'>>> = fc.record({
		start: fc.integer({ min: 0, max: 100_000 }),
		duration: fc.integer({ min: 1, max: 4000 }),
		pitch: fc.integer({ min: 0, max: 127 }),
		cents: fc.integer({ min: -49, max: 49 }),
		velocity: fc.integer({ min: 1, max: 127 }),
		lyric: fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/\p{C}|\p{Z}/gu, ''))
	});
	const keep = {
		notes: ['start', 'duration', 'pitch', 'cents', 'velocity', 'lyric'],
		'mir-eval': ['start', 'duration', 'pitch', 'cents']
	} as const;

	for (const [id, names] of Object.entries(keep))
		test(id, () => {
			const tell = (score: Score) => score.notes.map((note) => names.map((name) => note[name]).join(' ')).sort();
			fc.assert(
				fc.property(fc.array(anyNote, { minLength: 1, maxLength: 20 }), (notes) => {
					const score = makeScore(notes);
					expect(tell(read(id, write(id, score)).score)).toEqual(tell(score));
				}),
				{ seed: 7, numRuns: 200 }
			);
		});

	test('20,000 spoiled files give notes or faults, nothing else', () => {
		const score = makeScore([
			{ start: 0, lyric: 'la' },
			{ start: 960, cents: 7, lyric: 'a,"b' }
		]);
		const texts = FORMATS.filter(({ read: reader }) => reader).flatMap(({ id }) =>
			['midi', 'textgrid', 'csv'].includes(id) ? [] : write(id, score)
		);
		let random = 4711;
		const next = (below: number): number => (random = (random * 48_271) % 2_147_483_647) % below;
		const signs = '0123456789.,-+e"{}[]: \n\tnull#';
		for (let i = 0; i < 20_000; i++) {
			const text = texts[i % texts.length] ?? '';
			const at = next(text.length);
			const put = Array.from({ length: next(4) }, () => signs[next(signs.length)] ?? '').join('');
			const bytes = bytesOf(text.slice(0, at) + put + text.slice(at + next(6)));
			try {
				expect(readFile(bytes).content.score.notes.length).toBeLessThan(10);
			} catch (thrown) {
				if (!(thrown instanceof Fault) || thrown.code === 'internal') throw thrown;
			}
		}
	});
});
