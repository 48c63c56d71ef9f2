/** A store of documents whose durable writes to the logs are timed. */

import type { DocumentStore } from '#server/store/index.ts';
import type { Metrics } from './metrics.ts';

/**
 * The same store; each outermost `append` or `batch` that wrote rows is told to `metrics` when it is on the disk, with
 * all rows of it. What wrote none, or threw, is not.
 */
export function measureStore(store: DocumentStore, metrics: Pick<Metrics, 'appended'>): DocumentStore {
	let depth = 0;
	let rows = 0;
	const measure = <T>(write: () => T): T => {
		if (depth > 0) return write();
		const started = performance.now();
		rows = 0;
		depth++;
		try {
			const result = write();
			if (rows > 0) metrics.appended((performance.now() - started) / 1000, rows);
			return result;
		} finally {
			depth--;
		}
	};
	return {
		...store,
		append: (doc, expect, added) =>
			measure(() => {
				const isWritten = store.append(doc, expect, added);
				if (isWritten) rows += added.length;
				return isWritten;
			}),
		batch: (run) => measure(() => store.batch(run))
	};
}
