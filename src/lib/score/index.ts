/** The document: records, edits, history, tempo. Pure. */

export * from './records.ts';
export { add, apply, copyState, emptyState, idsOf, wholeStep, type Edit, type State } from './edits.ts';
export { Score, type Change, type ChangeListener, type Origin } from './score.ts';
export { History } from './history.ts';
export { TempoMap, type BarPosition } from './tempo-map.ts';
