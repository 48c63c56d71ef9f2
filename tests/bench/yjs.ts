/** The same edits as updates of Yjs, for comparison. */

import { gzipSync } from 'node:zlib';
import * as Y from 'yjs';
import { apply, type Edit, type Note, type State } from '#lib/score/index.ts';

interface Edits {
	readonly moveNote: readonly Edit[];
	readonly drag200: readonly Edit[];
	readonly lyric: readonly Edit[];
}

const FIELDS = ['start', 'duration', 'pitch', 'cents', 'velocity', 'lyric'] as const;

/** Bytes of the update that each edit makes, on one document after the other. */
export function measureYjs(notes: readonly Note[], edits: Edits, curve: { start: number; values: Int16Array }) {
	const doc = makeDocument(notes);
	const whole = Y.encodeStateAsUpdate(doc);
	const drawn = doc.getArray<number>('curve');
	drawn.insert(
		0,
		Array.from({ length: curve.start + curve.values.length }, () => 0)
	);
	return {
		moveNoteBytes: updateBytes(doc, () => change(doc, notes, edits.moveNote)),
		drag200Bytes: updateBytes(doc, () => change(doc, notes, edits.drag200)),
		lyricBytes: updateBytes(doc, () => change(doc, notes, edits.lyric)),
		curve500Bytes: updateBytes(doc, () => {
			drawn.delete(curve.start, curve.values.length);
			drawn.insert(curve.start, [...curve.values]);
		}),
		snapshot2000Bytes: whole.length,
		snapshot2000GzipBytes: gzipSync(whole).length
	};
}

function makeDocument(notes: readonly Note[]): Y.Doc {
	const doc = new Y.Doc();
	// a client's number is random otherwise, and of any length
	doc.clientID = 1_234_567_890;
	const map = doc.getMap<Y.Map<number | string>>('notes');
	doc.transact(() => {
		for (const note of notes) {
			const fields = new Y.Map<number | string>();
			for (const name of FIELDS) fields.set(name, note[name]);
			map.set(String(note.id), fields);
		}
	});
	return doc;
}

function updateBytes(doc: Y.Doc, run: () => void): number {
	let bytes = 0;
	const onUpdate = (update: Uint8Array): void => void (bytes += update.length);
	doc.on('update', onUpdate);
	doc.transact(run);
	doc.off('update', onUpdate);
	return bytes;
}

/** Sets every field that the edit changes. */
function change(doc: Y.Doc, notes: readonly Note[], edits: readonly Edit[]): void {
	const map = doc.getMap<Y.Map<number | string>>('notes');
	const state: State = { records: new Map(notes.map((note) => [note.id, note])) };
	apply(state, edits);
	for (const before of notes) {
		const after = state.records.get(before.id);
		if (after?.kind !== 'note' || after === before) continue;
		for (const name of FIELDS) if (after[name] !== before[name]) map.get(String(before.id))?.set(name, after[name]);
	}
}
