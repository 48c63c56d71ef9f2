/** A log whose errors are counted: so no place that writes one has to count it, too. */

import type { Log } from '#server/log.ts';
import type { Metrics } from './metrics.ts';

/** The same log; every event of level error counts under its name, whatever the log's level is. */
export function countErrors(log: Log, metrics: Pick<Metrics, 'errorHappened'>): Log {
	return {
		...log,
		error: (event, details) => {
			metrics.errorHappened(event);
			log.error(event, details);
		}
	};
}
