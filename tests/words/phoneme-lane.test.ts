import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Score, type Segment } from '#lib/score/index.ts';
import { findPhonemeLane, layOutPhonemes, placePhonemes, type LayingOut } from '#lib/words/index.ts';
import { notesOf, QUARTER } from './notes.ts';

const written = (phonemes: string, from: number, to: number): string =>
	placePhonemes(phonemes.split(' '), from, to)
		.map((each) => `${each.label} ${each.from.toFixed(3)}-${each.to.toFixed(3)}`)
		.join(', ');

test('consonants take at most 80 ms, and the vowel the rest', () => {
	expect(written('n a', 1, 2)).toBe('n 1.000-1.080, a 1.080-2.000');
	expect(written('k u ŋ', 0, 1)).toBe('k 0.000-0.080, u 0.080-0.920, ŋ 0.920-1.000');
	expect(written('s t ɹ i t', 0, 0.2)).toBe(
		's 0.000-0.020, t 0.020-0.040, ɹ 0.040-0.060, i 0.060-0.150, t 0.150-0.200'
	);
	expect(written('a i', 0, 1)).toBe('a 0.000-0.500, i 0.500-1.000');
	expect(written('ɴ', 0, 1)).toBe('ɴ 0.000-1.000');
});

test('phonemes fill their note without gaps', () => {
	const symbols = fc.array(fc.constantFrom('a', 'oʊ', 'k', 's', 'ŋ'), { minLength: 1, maxLength: 9 });
	fc.assert(
		fc.property(symbols, fc.double({ min: 0.01, max: 20, noNaN: true }), (phonemes, seconds) => {
			const placed = placePhonemes(phonemes, 1, 1 + seconds);
			expect(placed[0]?.from).toBe(1);
			expect(placed.at(-1)?.to).toBe(1 + seconds);
			placed.forEach((each, at) => {
				expect(each.to).toBeGreaterThan(each.from);
				if (at > 0) expect(each.from).toBe(placed[at - 1]?.to);
			});
		}),
		{ seed: 4 }
	);
});

/** A score in which phonemes are laid out again and again. */
function makeLane(lyrics: string) {
	const score = new Score();
	score.useSlot(2, 1);
	const notes = notesOf(lyrics);
	const segments = (): Segment[] => score.all('segment').sort((a, b) => a.from - b.from);
	const lay = (phonemes: readonly string[], how: Partial<LayingOut> = {}): number => {
		const lane = findPhonemeLane(score.all('lane'), 0);
		const edits = layOutPhonemes({
			notes,
			phonemes,
			tempo: score.tempoMapOf(0),
			part: 0,
			lane: lane && { lane, segments: segments() },
			isAnew: false,
			nextId: () => score.nextId(),
			...how
		});
		score.transact('local', edits);
		return edits.length;
	};
	return { score, notes, segments, lay, labels: () => segments().map(({ label }) => label) };
}

test('the lane is made once, and a note that is sung on holds its vowel', () => {
	const { score, segments, lay, labels } = makeLane('love - na');
	lay(['l ʌ v', '', 'n a']);
	expect(score.all('lane').map(({ name, shape }) => `${name} ${shape}`)).toEqual(['Phonemes segments']);
	expect(labels()).toEqual(['l', 'ʌ', 'v', 'n', 'a']);
	expect(segments()[1]).toMatchObject({ from: 0.08, to: 0.92 });
	expect(lay(['l ʌ v', '', 'n a'])).toBe(0);
});

test('borders that a person moved stay while the phonemes are the same', () => {
	const { score, notes, segments, lay, labels } = makeLane('na la');
	lay(['n a', 'l a']);
	const [first] = segments();
	if (!first) throw new Error('There are no segments.');
	score.transact('local', [{ kind: 'set', id: first.id, fields: { to: 0.2 } }]);
	lay(['n a', 'm a']);
	expect(labels()).toEqual(['n', 'a', 'm', 'a']);
	expect(segments()[0]?.to).toBe(0.2);
	lay(['n a', 'm a'], { isAnew: true });
	expect(segments()[0]?.to).toBe(0.08);
	// only the chosen notes are laid out anew
	lay(['t a'], { notes: notes.slice(1), isAnew: true });
	expect(labels()).toEqual(['n', 'a', 't', 'a']);
});

test('a note that reaches into the next gives way', () => {
	const { segments, lay } = makeLane('na la');
	const long = notesOf('na la').map((note, at) => (at === 0 ? { ...note, duration: 2 * QUARTER } : note));
	lay(['a', 'a'], { notes: long });
	expect(segments().map(({ from, to }) => [from, to])).toEqual([
		[0, 0.5],
		[0.5, 1]
	]);
});
