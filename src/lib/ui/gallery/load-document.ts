/** Gets a document of the gallery with what was heard in it, as scripts/gallery-data.ts writes both. */

import type { AnalysisView } from '#lib/client/index.ts';
import { Fault } from '#lib/fault.ts';
import { readDocument } from '#lib/formats/document-json.ts';
import { Curve } from '#lib/pitch/index.ts';
import { add, FIRST_PART, type RecordId, Score } from '#lib/score/index.ts';
import { LocalDocument } from '../local-document.svelte.ts';
import { SAMPLE_ADDRESS } from '../studio.svelte.ts';
import type { GalleryState } from './states.ts';

/** Voices of a canon that sing at a time. */
const CANON_VOICES = 8;
/** From one voice to the next, and from the lowest to the highest, in semitones. */
const CANON_INTERVAL = 7;
const CANON_RANGE = 48;

/** As JSON has it: the columns of curves in base64, those of pitch with the low byte first. */
interface HeardJson {
	readonly analysis: number;
	readonly pitch: string;
	readonly confidence: string;
	readonly loudness: string;
}

/** The document of a state, which whoever calls this disposes. Faults: `not-found`, and those of a damaged file. */
export async function loadDocument(state: GalleryState): Promise<LocalDocument> {
	if (!state.file) return new LocalDocument();
	const response = await fetch(`/gallery/${state.file}.json`);
	if (!response.ok) throw new Fault('not-found', `The document of the gallery answered ${response.status}.`);
	const { document, curves }: { document: unknown; curves: readonly HeardJson[] } = await response.json();
	const { score } = readDocument(new TextEncoder().encode(JSON.stringify(document)));
	const heard = new Map(
		score.analyses.flatMap(({ id }): [RecordId, AnalysisView][] => {
			const json = curves.find(({ analysis }) => analysis === id);
			return json ? [[id, toView(json)]] : [];
		})
	);
	const keeper = new LocalDocument({ heard, load: state.isSoundGone ? refuse : loadSample });
	keeper.load(score);
	if (state.noteCount) singAgain(score, state.noteCount);
	return keeper;
}

async function loadSample(): Promise<Blob> {
	const response = await fetch(SAMPLE_ADDRESS);
	if (!response.ok) throw new Fault('not-found', `The sample answered ${response.status}.`);
	return response.blob();
}

function refuse(): Promise<Blob> {
	return Promise.reject(new Fault('not-found', 'This state is about a recording that is gone.'));
}

function toView({ pitch, confidence, loudness }: HeardJson): AnalysisView {
	const curve = new Curve();
	const steps = bytesOf(pitch);
	curve.append({
		start: 0,
		pitch: new Int16Array(steps.buffer, 0, steps.length / 2),
		confidence: bytesOf(confidence),
		loudness: bytesOf(loudness)
	});
	return { curve, expectedFrames: curve.length, status: 'done' };
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** A canon: the same notes again and again, one voice after the other, each as much higher as the one before it or lower. */
function singAgain(score: Score, count: number): void {
	const song = score.notesOf(FIRST_PART);
	const step = Math.round(Math.max(...song.map((note) => note.start + note.duration)) / CANON_VOICES);
	const voices = Math.ceil(count / song.length) - 1;
	const all = Array.from({ length: voices }, (_, voice) =>
		song.map(({ kind: _kind, id: _id, ...fields }) =>
			add('note', score.nextId(), {
				...fields,
				start: fields.start + (voice + 1) * step,
				pitch: fields.pitch + (((voice + 1) * CANON_INTERVAL) % CANON_RANGE) - CANON_RANGE / 2
			})
		)
	);
	score.transact('local', all.flat().slice(0, count - song.length));
}
