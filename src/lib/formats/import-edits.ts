/** The edits that bring what was read from a file into a document. */

import {
	add,
	FIRST_PART,
	FIRST_TRACK,
	META_ID,
	NO_LANE,
	PARTS_MAX,
	TEMPO_CHANGES_MAX,
	TICKS_MAX,
	WORDS_MAX,
	type Edit,
	type FieldsOf,
	type Note,
	type PartFields,
	type RecordId,
	type Score,
	type TempoMap
} from '#lib/score/index.ts';
import type { Seconds, Ticks } from '#lib/units.ts';
import type { LeftOut, ReadContent } from './format.ts';
import { ImportLanes, type Placing } from './import-lanes.ts';
import { ImportTracks } from './import-tracks.ts';

/**
 * `replace`: the notes of the part give way, and it takes the file's clock; further parts of the file are added.
 * `add`: all notes go into the part, the first of them to `at`, those of its first track into `track`; nothing else changes.
 * `parts`: every part of the file becomes another part, with its clock.
 * `lanes`: the lanes and markers of the file go into the part, at their own times, and no notes.
 */
export type ImportWay = 'replace' | 'add' | 'parts' | 'lanes';

export interface ImportInto {
	readonly score: Score;
	/** The part that is shown. */
	readonly part: number;
	/** The playhead. */
	readonly at: Ticks;
	/** Whether the document's title and the clock of its first part may be written, and parts added. */
	readonly isWhole: boolean;
	/** The track of the part that notes are added to, where the file has them in its first; the first when not given. */
	readonly track?: number;
	/** What a part goes by whose file does not name it, and a lane. */
	readonly name: string;
}

export interface Import {
	/** One gesture. */
	readonly edits: readonly Edit[];
	/** Part in which the first notes of the file are. */
	readonly part: number;
	/** What else stays behind, of the file and of what was read from it; each once. */
	readonly leftOut: readonly LeftOut[];
}

/** A part of what was read. */
interface Source {
	readonly id: number;
	readonly name: string;
	readonly fields: PartFields;
	readonly clock: TempoMap;
	readonly notes: readonly Note[];
}

/** Whether the tempo of a file becomes that of the part, if it replaces it. */
const isTakingClock = ({ timing }: ReadContent, { part, isWhole }: Pick<ImportInto, 'part' | 'isWhole'>): boolean =>
	timing === 'beats' && (isWhole || part !== FIRST_PART);

/** Whether a file has lanes or markers and no notes: they go beside what is there, and nothing has to be asked. */
export const isOfLanes = ({ score }: Pick<ReadContent, 'score'>): boolean =>
	score.notes.length === 0 && score.all('lane').length + score.all('marker').length > 0;

/** Nothing of `into` is changed here. Sound does not come along, nor what was heard or drawn over it. */
export function computeImport(content: ReadContent, way: ImportWay, into: ImportInto): Import {
	const leftOut = new Set(content.leftOut);
	if (content.score.clips.length > 0) leftOut.add('recordings');
	if (content.score.all('curve').some(({ lane }) => lane === NO_LANE)) leftOut.add('curve');
	const importer = new Importer(content, into, leftOut);
	const sources = findSources(content);
	if (way === 'add') importer.join(sources);
	else if (way === 'replace') importer.replace(sources);
	else if (way === 'lanes') importer.bringLanes(sources);
	else importer.addParts(sources);
	importer.addWords();
	return { edits: importer.edits, part: importer.part, leftOut: [...leftOut] };
}

/** The parts with anything in them; or the first, which has a clock at least. */
function findSources({ score }: ReadContent): Source[] {
	const parts: Omit<Source, 'clock' | 'notes'>[] = [
		{ id: FIRST_PART, name: score.meta.partName, fields: score.meta },
		...score.parts.map((part) => ({ id: part.id, name: part.name, fields: part }))
	];
	const filled = new Set([...score.all('lane'), ...score.all('marker')].map(({ part }) => part));
	const all = parts.map((each) => ({ ...each, clock: score.tempoMapOf(each.id), notes: score.notesOf(each.id) }));
	const found = all.filter(({ id, notes }) => notes.length > 0 || filled.has(id));
	return found.length > 0 ? found : all.slice(0, 1);
}

class Importer {
	readonly edits: Edit[] = [];
	part: number;
	readonly #content: ReadContent;
	readonly #into: ImportInto;
	readonly #leftOut: Set<LeftOut>;
	readonly #tracks: ImportTracks;
	readonly #lanes: ImportLanes;
	/** Changes that the document still has room for, each of tempo and meter. */
	#room: number;

	constructor(content: ReadContent, into: ImportInto, leftOut: Set<LeftOut>) {
		this.#content = content;
		this.#into = into;
		this.#leftOut = leftOut;
		this.part = into.part;
		const { score } = into;
		this.#room = TEMPO_CHANGES_MAX - Math.max(score.all('tempo').length, score.all('meter').length);
		this.#tracks = new ImportTracks(content.score, score, this.edits, leftOut);
		this.#lanes = new ImportLanes(content, into, this.edits, leftOut);
	}

	join(sources: readonly Source[]): void {
		const { score, part, at, track = FIRST_TRACK } = this.#into;
		const clock = score.tempoMapOf(part);
		const isByBeats = this.#content.timing === 'beats';
		const sounding = sources.filter(({ notes }) => notes.length > 0);
		const firstTick = Math.min(...sounding.map(({ notes }) => notes[0]?.start ?? Infinity));
		const first = Math.min(...sounding.map(({ notes, clock: own }) => own.toSeconds(notes[0]?.start ?? Infinity)));
		const delay = sounding.length > 0 ? clock.toSeconds(at) - first : 0;
		const move = sounding.length > 0 ? at - firstTick : 0;
		for (const source of sources) {
			const tick = isByBeats ? (start: Ticks) => start + move : this.#byTime(source, part, delay);
			this.#bring(source, { source: source.id, part, tick, delay, replaces: false }, track);
		}
	}

	replace([first, ...others]: readonly Source[]): void {
		const { score, part, isWhole } = this.#into;
		this.edits.push({ kind: 'delete', where: { part, from: 0, to: TICKS_MAX + 1 } });
		this.#tracks.clear(part);
		const { title } = this.#content.score.meta;
		if (isWhole && title && !score.meta.title) this.edits.push({ kind: 'set', id: META_ID, fields: { title } });
		if (first) {
			const isNamed = part !== FIRST_PART || !isWhole || first.name === '' || score.meta.partName !== '';
			if (!isNamed) this.edits.push({ kind: 'set', id: META_ID, fields: { partName: first.name } });
			const takes = isTakingClock(this.#content, this.#into);
			if (takes) this.#takeClock(first);
			else if (this.#content.timing === 'beats') this.#leftOut.add('tempos');
			const tick = this.#content.timing === 'beats' ? asItIs : this.#byTime(first, part, 0);
			this.#bring(first, { source: first.id, part, tick, delay: 0, replaces: true });
		}
		if (others.length > 0) this.#addOthers(others);
	}

	addParts(sources: readonly Source[]): void {
		const made = this.#addOthers(sources);
		this.part = made ?? this.part;
	}

	bringLanes(sources: readonly Source[]): void {
		const { part } = this.#into;
		for (const source of sources)
			this.#lanes.bring({ source: source.id, part, tick: this.#byTime(source, part, 0), delay: 0, replaces: true });
	}

	/** Words that the dictionary does not have; it is of the document as a whole. */
	addWords(): void {
		const { score, isWhole } = this.#into;
		const known = new Set(score.all('word').map(({ word }) => word));
		const words = this.#content.score.all('word').filter(({ word }) => !known.has(word));
		const room = isWhole ? WORDS_MAX - known.size : 0;
		if (words.length > room) this.#leftOut.add('words');
		for (const { word, phonemes } of words.slice(0, room))
			this.edits.push(add('word', score.nextId(), { word, phonemes }));
	}

	/** The clock of the part becomes that of the file, and so do its key and its tuning. */
	#takeClock({ fields, clock }: Source): void {
		const { score, part } = this.#into;
		const changes = [...score.all('tempo'), ...score.all('meter')].filter((change) => change.part === part);
		if (changes.length > 0) this.edits.push({ kind: 'delete', ids: changes.map(({ id }) => id) });
		this.#room += changes.length;
		const holder = score.parts.find(({ id }) => id === part)?.id ?? META_ID;
		this.edits.push({ kind: 'set', id: holder, fields: musicOf(fields) });
		this.#addChanges(clock, part);
	}

	#addChanges({ tempos, meters }: TempoMap, part: number): void {
		const count = Math.max(tempos.length, meters.length) - 1;
		if (count > this.#room) {
			this.#leftOut.add('tempos');
			return;
		}
		this.#room -= count;
		const { score } = this.#into;
		for (const { tick, tempo } of tempos.slice(1)) this.edits.push(add('tempo', score.nextId(), { part, tick, tempo }));
		for (const { tick, beatsPerBar, beatUnit } of meters.slice(1))
			this.edits.push(add('meter', score.nextId(), { part, tick, beatsPerBar, beatUnit }));
	}

	/** Each as a part of its own, while there is room; the answer is the first of them. */
	#addOthers(sources: readonly Source[]): RecordId | null {
		const { score, isWhole, name } = this.#into;
		const room = isWhole ? PARTS_MAX - score.parts.length : 0;
		if (sources.length > room) this.#leftOut.add('parts');
		const ids = sources.slice(0, room).map((source) => {
			const id = score.nextId();
			const own = source.name || (sources.length === 1 ? name : '');
			this.edits.push(add('part', id, { name: own, ...musicOf(source.fields) }));
			this.#addChanges(source.clock, id);
			this.#bring(source, { source: source.id, part: id, tick: asItIs, delay: 0, replaces: false });
			return id;
		});
		return ids[0] ?? null;
	}

	/** Its notes with their tracks, those of the first in `first`; its lanes and its markers. */
	#bring({ notes }: Source, placing: Placing, first: number = FIRST_TRACK): void {
		const { part, tick, source } = placing;
		const tracks = this.#tracks.add(source, part);
		for (const note of notes) {
			const start = tick(note.start);
			const duration = Math.max(1, tick(note.start + note.duration) - start);
			const track = tracks.get(note.track) ?? first;
			this.edits.push(add('note', this.#into.score.nextId(), { ...fieldsOf(note), part, track, start, duration }));
		}
		this.#lanes.bring(placing);
	}

	/** Where a tick of the file sounds in seconds, whatever the tempo here. */
	#byTime({ clock }: Source, part: number, delay: Seconds): (tick: Ticks) => Ticks {
		const here = this.#into.score.tempoMapOf(part);
		return (tick) => here.toTicks(clock.toSeconds(tick) + delay);
	}
}

const asItIs = (tick: Ticks): Ticks => tick;

/** Nobody here has heard them. */
const fieldsOf = ({ pitch, cents, velocity, lyric, phoneme, vibrato }: Note): Partial<FieldsOf<'note'>> => ({
	pitch,
	cents,
	velocity,
	lyric,
	phoneme,
	vibrato
});

/** What a part begins with, in another part. */
const musicOf = ({
	tempo,
	beatsPerBar,
	beatUnit,
	tonic,
	scale,
	a4,
	trackName,
	trackColour
}: PartFields): Omit<FieldsOf<'part'>, 'name'> => ({
	tempo,
	beatsPerBar,
	beatUnit,
	tonic,
	scale,
	a4,
	trackName,
	trackColour
});
