/** What the server does, in figures. */

export { countErrors } from './count-errors.ts';
export { measureStore } from './measure-store.ts';
export type { AnalysisEnd, Gauge, Metrics, Transport } from './metrics.ts';
export { createMetrics } from './prometheus.ts';
