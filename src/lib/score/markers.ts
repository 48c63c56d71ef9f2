/** The markers of a part, and the edits that make, move, name and remove them. Pure. */

import type { Ticks } from '../units.ts';
import { add, type Edit } from './edit.ts';
import type { Marker, RecordId } from './records.ts';
import type { Score } from './score.ts';

/** By tick; of one tick as they were made. */
export const markersOf = (score: Score, part: number): readonly Marker[] =>
	score
		.all('marker')
		.filter((marker) => marker.part === part)
		.sort((a, b) => a.tick - b.tick || a.id - b.id);

export const addMarker = (score: Score, part: number, tick: Ticks, label: string): Edit[] => [
	add('marker', score.nextId(), { part, tick, label })
];

/** Takes a marker elsewhere, and names it. */
export const changeMarker = (id: RecordId, fields: Partial<Pick<Marker, 'tick' | 'label'>>): Edit[] => [
	{ kind: 'set', id, fields }
];

export const deleteMarker = (id: RecordId): Edit[] => [{ kind: 'delete', ids: [id] }];

/** The nearest marker before or after a place; null where there is none. What is nearer than a tick is the place itself. */
export function findMarker(markers: readonly Marker[], from: number, direction: 1 | -1): Marker | null {
	const found =
		direction > 0 ? markers.find(({ tick }) => tick >= from + 1) : markers.findLast(({ tick }) => tick <= from - 1);
	return found ?? null;
}
