/** Cuts a gesture into ops that fit their frames, by count, by encoded size and by what the gate counts. */

import { assertNever } from '../fault.ts';
import { isScan, wholeStep, type Edit } from '../score/index.ts';
import { encodeEdits, type WireValue } from './edit-codec.ts';
import { pack } from './pack.ts';

/** Edits of one op at most; a larger gesture becomes several ops. */
export const EDITS_PER_OP = 500;
/** Half of what a frame may have: a moved or deleted selection is the largest single edit, and must fit by itself. */
const OP_BYTES = 32 * 1024;
const OP_ELEMENTS = 10_000;
/** Ids of one edit: at most 11 bytes and 3 elements each, when no two neighbours are of one slot. */
const IDS_PER_EDIT = 2000;
/** At most three bytes each. */
const SAMPLES_PER_EDIT = 8192;
/** Changes of one `retime`. Only a larger one is cut, because notes between two are rounded to whole ticks once more. */
const CHANGES_PER_RETIME = 500;
/** Edits of an op that look at the whole document. */
export const SCANS_PER_OP = 8;

/** The edits in runs, in order; applied one after the other they do what the whole would have done. */
export function splitEdits(edits: readonly Edit[]): (readonly Edit[])[] {
	const whole = edits.flatMap(splitEdit);
	const ops: Edit[][] = [];
	let op: Edit[] = [];
	let bytes = 0;
	let elements = 0;
	let scans = 0;
	for (const edit of whole) {
		const wire = encodeEdits([edit]);
		const size = pack(wire).length;
		const count = countElements(wire);
		const isFull = op.length >= EDITS_PER_OP || (isScan(edit) && scans >= SCANS_PER_OP);
		if (op.length > 0 && (isFull || bytes + size > OP_BYTES || elements + count > OP_ELEMENTS)) {
			ops.push(op);
			op = [];
			bytes = 0;
			elements = 0;
			scans = 0;
		}
		op.push(edit);
		bytes += size;
		elements += count;
		if (isScan(edit)) scans++;
	}
	if (op.length > 0) ops.push(op);
	// the usual gesture stays the very edits that it was
	return ops.length === 1 && whole.length === edits.length ? [edits] : ops;
}

function splitEdit(edit: Edit): Edit[] {
	switch (edit.kind) {
		case 'delete':
		case 'shift': {
			if (!edit.ids || edit.ids.length <= IDS_PER_EDIT) return [edit];
			// an id that comes twice is moved once, also when its two places come into different ops
			const ids = [...new Set(edit.ids)];
			return startsOf(ids.length, IDS_PER_EDIT).map((at) => ({ ...edit, ids: ids.slice(at, at + IDS_PER_EDIT) }));
		}
		case 'retime':
			if (edit.edits.length <= CHANGES_PER_RETIME) return [edit];
			return startsOf(edit.edits.length, CHANGES_PER_RETIME).map((at) => ({
				...edit,
				edits: edit.edits.slice(at, at + CHANGES_PER_RETIME)
			}));
		case 'curve':
			if (edit.values.length <= SAMPLES_PER_EDIT) return [edit];
			return startsOf(edit.values.length, SAMPLES_PER_EDIT).map((at) => ({
				...edit,
				start: wholeStep(edit.start) + at,
				values: edit.values.subarray(at, at + SAMPLES_PER_EDIT)
			}));
		case 'add':
		case 'set':
			return [edit];
		default:
			return assertNever(edit);
	}
}

/** Where each piece of `most` begins. */
const startsOf = (length: number, most: number): number[] =>
	Array.from({ length: Math.ceil(length / most) }, (_, i) => i * most);

const countElements = (value: WireValue): number =>
	Array.isArray(value) ? value.reduce((sum: number, item: WireValue) => sum + countElements(item), 1) : 1;
