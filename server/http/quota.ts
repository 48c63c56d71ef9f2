/** How many of something one address may have in an hour. */

const HOUR_MS = 3_600_000;
/** Addresses remembered; the oldest is forgotten first. */
const ADDRESSES_MAX = 10_000;

/** Answers whether one more is allowed for `address`, and counts it. */
export function createHourlyQuota(limit: number, now: () => number = Date.now): (address: string) => boolean {
	const counts = new Map<string, { hour: number; count: number }>();
	return (address) => {
		const hour = Math.floor(now() / HOUR_MS);
		const known = counts.get(address);
		const count = known?.hour === hour ? known.count + 1 : 1;
		if (count > limit) return false;
		counts.delete(address);
		counts.set(address, { hour, count });
		const [oldest] = counts.keys();
		if (counts.size > ADDRESSES_MAX && oldest !== undefined) counts.delete(oldest);
		return true;
	};
}
