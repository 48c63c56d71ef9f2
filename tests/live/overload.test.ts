import { expect, test } from 'vitest';
import { createOverload } from '#server/live/index.ts';

/** A server whose timers fire as late as it is told. */
function createServer(lagMs: number) {
	let now = 0;
	let tick = (): void => undefined;
	let ticks = true;
	const overload = createOverload({
		lagMs,
		now: () => now,
		every: (_milliseconds, run) => {
			tick = run;
			return () => void (ticks = false);
		}
	});
	const live = (seconds: number, lateMs: number): number => {
		for (let k = 0; k < seconds * 4; k++) {
			now += 250 + lateMs;
			tick();
		}
		return overload.level;
	};
	return { overload, live, isTicking: () => ticks };
}

test('what gives way depends on how far the server is behind, and comes back', () => {
	const { live } = createServer(100);
	expect([live(5, 20), live(5, 120), live(5, 300), live(5, 600), live(5, 0)]).toEqual([0, 1, 2, 3, 0]);
});

test('one long moment is no overload', () => {
	const { live } = createServer(200);
	expect([live(5, 0), live(0.25, 600), live(1, 0)]).toEqual([0, 0, 0]);
});

test('0 never gives way, and what is disposed of ticks no more', () => {
	const { overload, live, isTicking } = createServer(0);
	expect(live(10, 5000)).toBe(0);
	overload.dispose();
	expect(isTicking()).toBe(false);
});
