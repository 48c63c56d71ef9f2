/** The text in which Prometheus is told figures, read again. */

export interface Sample {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

/** Samples by the name of their figure. */
export type Exposition = ReadonlyMap<string, readonly Sample[]>;

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (NaN|[-+]?Inf|[-+]?[\d.]+(?:e[-+]?\d+)?)(?: -?\d+)?$/i;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads every line that is a sample, and passes over all others. */
export function parseExposition(text: string): Exposition {
	const found = new Map<string, Sample[]>();
	for (const line of text.split('\n')) {
		const [, name, labels = '', value] = LINE.exec(line) ?? [];
		if (name === undefined || value === undefined) continue;
		const samples = found.get(name) ?? [];
		samples.push({ labels: parseLabels(labels), value: parseValue(value) });
		found.set(name, samples);
	}
	return found;
}

/** The sum of all samples of the name that have these labels; 0 where there are none. */
export function sumOf(figures: Exposition, name: string, where: Readonly<Record<string, string>> = {}): number {
	let sum = 0;
	for (const { labels, value } of figures.get(name) ?? [])
		if (Object.entries(where).every(([label, wanted]) => labels[label] === wanted)) sum += value;
	return sum;
}

/**
 * The value below which the part `fraction` of what a histogram took in between two readings lies, in its own unit, by a
 * straight line within its bucket; null when it took in nothing. What lies above every bucket counts as the last bound.
 */
export function quantileBetween(
	before: Exposition,
	after: Exposition,
	{ name, fraction }: { readonly name: string; readonly fraction: number }
): number | null {
	const earlier = new Map((before.get(`${name}_bucket`) ?? []).map(({ labels, value }) => [labels['le'], value]));
	const buckets = (after.get(`${name}_bucket`) ?? [])
		.map(({ labels, value }) => ({
			bound: parseValue(labels['le'] ?? ''),
			count: value - (earlier.get(labels['le']) ?? 0)
		}))
		.sort((a, b) => a.bound - b.bound);
	const total = buckets.at(-1)?.count ?? 0;
	if (total <= 0) return null;
	let below = { bound: 0, count: 0 };
	for (const bucket of buckets) {
		if (bucket.count >= fraction * total) {
			if (!Number.isFinite(bucket.bound)) return below.bound;
			const part = (fraction * total - below.count) / Math.max(bucket.count - below.count, Number.MIN_VALUE);
			return below.bound + part * (bucket.bound - below.bound);
		}
		below = bucket;
	}
	return below.bound;
}

function parseLabels(text: string): Record<string, string> {
	const unescape = (value: string): string =>
		value.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
	return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, unescape(value)]));
}

const parseValue = (text: string): number => (/^\+?Inf$/.test(text) ? Number.POSITIVE_INFINITY : Number(text));
