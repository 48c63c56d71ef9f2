import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import { framesInCurve, packCurve, unpackChunk } from '#lib/wire/index.ts';

const curve = fc.uint8Array({ maxLength: 300 }).chain((confidence) =>
	fc.record({
		pitch: fc.int16Array({ minLength: confidence.length, maxLength: confidence.length }),
		confidence: fc.constant(confidence),
		loudness: fc.uint8Array({ minLength: confidence.length, maxLength: confidence.length })
	})
);

const pack = (pitch: ArrayLike<number>): Uint8Array =>
	packCurve({ pitch: Int16Array.from(pitch), confidence: new Uint8Array(pitch.length) });

test('any curve survives the wire, and says how long it is', () => {
	fc.assert(
		fc.property(curve, fc.nat(), ({ pitch, confidence, loudness }, start) => {
			const bytes = packCurve({ pitch, confidence });
			expect(framesInCurve(bytes)).toBe(pitch.length);
			expect(unpackChunk(start, bytes, loudness)).toEqual({ start, pitch, confidence, loudness });
		}),
		{ seed: 6, numRuns: 500 }
	);
});

test('every step from every edge of an int16 survives', () => {
	const edges = [-32_768, -32_767, -1, 0, 1, 63, 64, 8191, 8192, 32_767];
	const pitch = Int16Array.from(edges.flatMap((from) => edges.flatMap((to) => [from, to])));
	expect(unpackChunk(0, pack(pitch), new Uint8Array(pitch.length)).pitch).toEqual(pitch);
});

test('a held note takes two bytes a frame, and nothing takes more than four', () => {
	expect(pack(Array.from({ length: 50 }, (_, i) => 12_000 + (i % 60))).length).toBe(1 + 3 + 49 + 50);
	expect(pack(Array.from({ length: 50 }, (_, i) => (i % 2 ? 16_384 : -16_384))).length).toBeLessThanOrEqual(1 + 4 * 50);
});

test.each([
	['nothing', []],
	['a count without an end', [0x80, 0x80, 0x80, 0x80]],
	['a count that is more than there is', [0xff, 0xff, 0x7f, 0, 0]],
	['a pitch without an end', [2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
	['a pitch that is cut off', [1, 0x80]],
	['a confidence too few', [2, 0, 0, 9]],
	['a confidence too many', [1, 0, 9, 9]]
])('bytes that are no curve are refused in words: %s', (_name, bytes) => {
	expect(() => unpackChunk(0, Uint8Array.from(bytes), new Uint8Array(bytes[0] ?? 0))).toThrow(Fault);
});

test('random and spoiled bytes are a curve or a fault, and nothing else', () => {
	const spoiled = fc.tuple(curve, fc.nat(), fc.nat(255)).map(([one, at, byte]) => {
		const bytes = packCurve(one);
		bytes[at % bytes.length] = byte;
		return bytes;
	});
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), spoiled), (bytes) => {
			try {
				const count = framesInCurve(bytes);
				const chunk = unpackChunk(0, bytes, new Uint8Array(Math.min(count, 1000)));
				expect([chunk.pitch.length, chunk.confidence.length]).toEqual([count, count]);
			} catch (error) {
				expect(error).toMatchObject({ name: 'Fault', code: 'bad-request' });
			}
		}),
		{ seed: 7, numRuns: 5000 }
	);
});

test('loudness of another length is refused', () => {
	expect(() => unpackChunk(0, pack([1, 2, 3]), new Uint8Array(2))).toThrow(Fault);
});
