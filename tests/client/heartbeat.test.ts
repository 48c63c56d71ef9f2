import { expect, test } from 'vitest';
import { CHECK_MS, Heartbeat } from '../../src/lib/client/heartbeat.ts';

test('a page that only listens still says something before the server calls it idle', () => {
	const heartbeat = new Heartbeat(0);
	let pings = 0;
	for (let now = 0; now < 60_000; now += 500) {
		if (now % CHECK_MS === 0 && heartbeat.check(now) === 'ping') {
			pings++;
			heartbeat.sent(now);
		}
		heartbeat.heard(now);
	}
	expect(pings).toBeGreaterThanOrEqual(10);
});

test('a busy connection needs no pings', () => {
	const heartbeat = new Heartbeat(0);
	heartbeat.heard(4900);
	heartbeat.sent(4000);
	expect(heartbeat.check(5000)).toBe(null);
});

test('only an unanswered ping is a death: a page that was asleep for a minute asks first', () => {
	const heartbeat = new Heartbeat(0);
	expect(heartbeat.check(60_000)).toBe('ping');
	expect(heartbeat.check(65_000)).toBe(null);
	expect(heartbeat.check(70_000)).toBe('dead');
	const other = new Heartbeat(0);
	expect(other.check(60_000)).toBe('ping');
	other.heard(60_100);
	expect(other.check(65_000)).toBe('ping');
});
