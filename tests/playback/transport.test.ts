import { expect, test } from 'vitest';
import { advance, Transport, type Piece } from '#lib/playback/transport.ts';

const take = (pieces: Iterable<Piece>): Piece[] => [...pieces];

test('a position stands still until its clock time and then follows the clock', () => {
	const transport = new Transport();
	transport.play(10, 100);
	expect(transport.positionAt(99)).toBe(10);
	expect(transport.positionAt(102.5)).toBe(12.5);
});

test('pause keeps what was heard, and play goes on from there', () => {
	const transport = new Transport();
	transport.play(0, 5);
	transport.pause(7);
	expect(transport.isPlaying).toBe(false);
	expect(transport.positionAt(1000)).toBe(2);
	transport.play(transport.positionAt(0), 20);
	expect(transport.positionAt(21)).toBe(3);
});

test('a seek at rest moves the position, never below zero', () => {
	const transport = new Transport();
	transport.seek(4);
	expect(transport.positionAt(0)).toBe(4);
	transport.seek(-3);
	expect(transport.positionAt(0)).toBe(0);
});

test('a loop returns to its start again and again, without drift', () => {
	const transport = new Transport();
	transport.setLoop({ start: 1, end: 3 }, 0);
	transport.play(0, 0);
	expect(transport.positionAt(2.5)).toBe(2.5);
	expect(transport.positionAt(3)).toBe(1);
	expect(transport.positionAt(3 + 2 * 1000 + 0.5)).toBeCloseTo(1.5, 9);
	expect(transport.timeOfEnd(10)).toBeNull();
});

test('music that begins behind a loop is not drawn into it', () => {
	const transport = new Transport();
	transport.setLoop({ start: 1, end: 3 }, 0);
	transport.play(4, 0);
	expect(transport.positionAt(2)).toBe(6);
	expect(transport.timeOfEnd(10)).toBe(6);
});

test('a loop set while playing changes nothing before its time', () => {
	const transport = new Transport();
	transport.play(0, 0);
	transport.setLoop({ start: 0, end: 2 }, 1.5);
	expect(transport.positionAt(1)).toBe(1);
	expect(transport.positionAt(1.75)).toBe(1.75);
	expect(transport.positionAt(2.25)).toBe(0.25);
});

test('a loop taken away while playing lets the music go on', () => {
	const transport = new Transport();
	transport.setLoop({ start: 0, end: 2 }, 0);
	transport.play(0, 0);
	transport.setLoop(null, 3);
	expect(transport.positionAt(2.5)).toBe(0.5);
	expect(transport.positionAt(5)).toBe(3);
	expect(transport.timeOfEnd(4)).toBe(6);
});

test('a loop too short to hear means none', () => {
	const transport = new Transport();
	transport.setLoop({ start: 1, end: 1.001 }, 0);
	expect(transport.loop).toBeNull();
});

test('without a loop there is one piece without end', () => {
	const transport = new Transport();
	transport.play(7, 2);
	expect(take(transport.pieces(2, 4))).toEqual([{ time: 2, position: 7, seconds: Infinity, speed: 1 }]);
	expect(take(transport.pieces(Infinity, 100))).toEqual([]);
});

test('pieces of a loop follow each other without a gap, also when asked for bit by bit', () => {
	const transport = new Transport();
	transport.setLoop({ start: 0.1, end: 0.4 }, 0);
	transport.play(0.2, 1);
	const pieces: Piece[] = [];
	let until = 1;
	for (let now = 1; now < 4; now += 0.07) {
		for (const piece of transport.pieces(until, now)) {
			pieces.push(piece);
			until = piece.time + piece.seconds;
		}
	}
	expect(pieces[0]).toMatchObject({ time: 1, position: 0.2 });
	expect(pieces.length).toBeGreaterThan(9);
	for (const [i, piece] of pieces.entries()) {
		const before = pieces[i - 1];
		if (!before) continue;
		expect(piece.time).toBeCloseTo(before.time + before.seconds, 9);
		expect(piece.position).toBe(0.1);
		expect(piece.seconds).toBeCloseTo(0.3, 9);
	}
});

test('at another speed the position, the loop and the end follow the clock in proportion', () => {
	const transport = new Transport();
	transport.setSpeed(0.5, 0);
	transport.play(1, 10);
	expect(transport.positionAt(12)).toBe(2);
	expect(transport.timeOfEnd(4)).toBe(16);
	transport.setLoop({ start: 1, end: 3 }, 10);
	expect(transport.positionAt(15)).toBe(1.5);
	expect(take(transport.pieces(10, 15))).toEqual([
		{ time: 10, position: 1, seconds: 2, speed: 0.5 },
		{ time: 14, position: 1, seconds: 2, speed: 0.5 }
	]);
});

test('speed changed again and again while playing never makes the position jump', () => {
	const transport = new Transport();
	transport.play(0, 0);
	let before = 0;
	for (let step = 1; step <= 200; step++) {
		const now = step * 0.01;
		transport.setSpeed(0.5 + (step % 31) * 0.05, now + 0.03);
		const position = transport.positionAt(now);
		expect(position - before).toBeGreaterThan(0);
		expect(position - before).toBeLessThan(0.0201);
		before = position;
	}
});

test('speeds stay between a half and two', () => {
	const transport = new Transport();
	transport.setSpeed(9, 0);
	expect(transport.speed).toBe(2);
	transport.setSpeed(0, 0);
	expect(transport.speed).toBe(0.5);
});

test('what is played up to a place ends there, loop or no loop', () => {
	const transport = new Transport();
	transport.setLoop({ start: 0, end: 2 }, 0);
	transport.play(1, 0, 3);
	expect(take(transport.pieces(0, 100))).toEqual([{ time: 0, position: 1, seconds: 2, speed: 1 }]);
	expect(transport.positionAt(9)).toBe(3);
	expect(transport.timeOfEnd(10)).toBe(2);
});

test('advance wraps exactly at the end of the loop', () => {
	expect(advance(0, 2, { start: 0.5, end: 2 })).toBe(0.5);
	expect(advance(0, 1.999, { start: 0.5, end: 2 })).toBe(1.999);
	expect(advance(0, 2, null)).toBe(2);
});
