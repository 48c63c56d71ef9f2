/** How much of something one address may have in an hour. */

const HOUR_MS = 3_600_000;
/** Addresses remembered; the oldest is forgotten first. */
const ADDRESSES_MAX = 10_000;

export interface HourlyQuota {
	/** What the address may still have in this hour, 0 at least. */
	left(address: string): number;
	/** Counts what it has had, also when that is more than was left. */
	spend(address: string, amount: number): void;
}

/** A quota of `limit` for each address. */
export function createHourlyQuota(limit: number, now: () => number = Date.now): HourlyQuota {
	const spent = new Map<string, { hour: number; amount: number }>();
	const hourNow = (): number => Math.floor(now() / HOUR_MS);
	const spentBy = (address: string): number => {
		const known = spent.get(address);
		return known?.hour === hourNow() ? known.amount : 0;
	};
	return {
		left: (address) => Math.max(0, limit - spentBy(address)),
		spend: (address, amount) => {
			const total = spentBy(address) + amount;
			spent.delete(address);
			spent.set(address, { hour: hourNow(), amount: total });
			const [oldest] = spent.keys();
			if (spent.size > ADDRESSES_MAX && oldest !== undefined) spent.delete(oldest);
		}
	};
}
