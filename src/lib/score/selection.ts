/** What someone has selected, as it follows the changes of a document. Pure. */

import type { State } from './edit.ts';
import type { RecordId } from './records.ts';
import type { Change } from './score.ts';

export interface Selection {
	readonly ids: ReadonlySet<RecordId>;
	/** What left because it was deleted, and comes back to the selection when an undo brings it back. */
	readonly lost: ReadonlySet<RecordId>;
}

const NONE: ReadonlySet<RecordId> = new Set();
export const NO_SELECTION: Selection = { ids: NONE, lost: NONE };

/** A choice of its own: what was selected before is forgotten. The same object when it is the same choice. */
export function select(selection: Selection, ids: Iterable<RecordId>): Selection {
	const chosen = new Set(ids);
	const isSame = chosen.size === selection.ids.size && [...chosen].every((id) => selection.ids.has(id));
	return isSame && (chosen.size > 0 || selection.lost.size === 0) ? selection : { ids: chosen, lost: NONE };
}

/**
 * The selection after a change that has been made to `state`: deleted ids leave, and what an undo or redo brings back under
 * a new id is selected again if it was before. The same object when nothing of that happened. O(selected).
 */
export function followChange(selection: Selection, state: State, { renamed }: Pick<Change, 'renamed'>): Selection {
	const ids = new Set<RecordId>();
	const lost = new Set(selection.lost);
	for (const id of selection.ids) (state.records.has(id) ? ids : lost).add(id);
	for (const [before, after] of renamed ?? []) {
		if (!lost.delete(before) || !state.records.has(after)) continue;
		ids.add(after);
	}
	const isSame = ids.size === selection.ids.size && lost.size === selection.lost.size;
	return isSame ? selection : { ids, lost };
}
