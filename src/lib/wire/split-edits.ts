/** Cuts a gesture into ops that fit their frames, by count, by encoded size and by what the gate counts. */

import type { Edit, RecordId } from '../score/index.ts';
import { encodeEdits, type WireValue } from './edit-codec.ts';
import { pack } from './pack.ts';

/** Edits of one op at most; a larger gesture becomes several ops. */
export const EDITS_PER_OP = 500;
/** Half of what a frame may have: a moved or deleted selection is the largest single edit, and must fit by itself. */
const OP_BYTES = 32 * 1024;
const OP_ELEMENTS = 10_000;
/** Ids of one edit: at most 11 bytes and 3 elements each, when no two neighbours are of one slot. */
const IDS_PER_EDIT = 2000;

/** The edits in runs, in order; applied one after the other they do what the whole would have done. */
export function splitEdits(edits: readonly Edit[]): (readonly Edit[])[] {
	const whole = edits.flatMap(splitIds);
	const ops: Edit[][] = [];
	let op: Edit[] = [];
	let bytes = 0;
	let elements = 0;
	for (const edit of whole) {
		const wire = encodeEdits([edit]);
		const size = pack(wire).length;
		const count = countElements(wire);
		if (op.length > 0 && (op.length >= EDITS_PER_OP || bytes + size > OP_BYTES || elements + count > OP_ELEMENTS)) {
			ops.push(op);
			op = [];
			bytes = 0;
			elements = 0;
		}
		op.push(edit);
		bytes += size;
		elements += count;
	}
	if (op.length > 0) ops.push(op);
	// the usual gesture stays the very edits that it was
	return ops.length === 1 && whole.length === edits.length ? [edits] : ops;
}

function splitIds(edit: Edit): Edit[] {
	if ((edit.kind !== 'delete' && edit.kind !== 'shift') || edit.ids.length <= IDS_PER_EDIT) return [edit];
	// an id that comes twice is moved once, also when its two places come into different ops
	const ids: RecordId[] = [...new Set(edit.ids)];
	const parts: Edit[] = [];
	for (let i = 0; i < ids.length; i += IDS_PER_EDIT) parts.push({ ...edit, ids: ids.slice(i, i + IDS_PER_EDIT) });
	return parts;
}

const countElements = (value: WireValue): number =>
	Array.isArray(value) ? value.reduce((sum: number, item: WireValue) => sum + countElements(item), 1) : 1;
