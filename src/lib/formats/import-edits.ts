/** The edits that bring what was read from a file into a document. */

import {
	add,
	FIRST_PART,
	META_ID,
	PARTS_MAX,
	TEMPO_CHANGES_MAX,
	TICKS_MAX,
	type Edit,
	type FieldsOf,
	type Note,
	type RecordId,
	type Score,
	type TempoMap
} from '#lib/score/index.ts';
import type { Seconds, Ticks } from '#lib/units.ts';
import type { LeftOut, ReadContent } from './format.ts';

/**
 * `replace`: the notes of the part give way, and it takes the file's clock; further parts of the file are added.
 * `add`: all notes go into the part, the first of them to `at`, and nothing else changes.
 * `parts`: every part of the file becomes another part, with its clock.
 */
export type ImportWay = 'replace' | 'add' | 'parts';

export interface ImportInto {
	readonly score: Score;
	/** The part that is shown. */
	readonly part: number;
	/** The playhead. */
	readonly at: Ticks;
	/** Whether the document's title and the clock of its first part may be written, and parts added. */
	readonly isWhole: boolean;
	/** What a part goes by whose file does not name it. */
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
	readonly name: string;
	readonly clock: TempoMap;
	readonly notes: readonly Note[];
}

/** Whether the tempo of a file becomes that of the part, if it replaces it. */
export const isTakingClock = (
	{ timing }: ReadContent,
	{ part, isWhole }: Pick<ImportInto, 'part' | 'isWhole'>
): boolean => timing === 'beats' && (isWhole || part !== FIRST_PART);

/** Nothing of `into` is changed here. Sound does not come along, nor what was heard or drawn over it. */
export function computeImport(content: ReadContent, way: ImportWay, into: ImportInto): Import {
	const leftOut = new Set(content.leftOut);
	if (content.score.clips.length > 0) leftOut.add('recordings');
	if (content.score.all('curve').length > 0) leftOut.add('curve');
	const importer = new Importer(content, into, leftOut);
	const sources = findSources(content);
	if (way === 'add') importer.join(sources);
	else if (way === 'replace') importer.replace(sources);
	else importer.addParts(sources);
	return { edits: importer.edits, part: importer.part, leftOut: [...leftOut] };
}

/** The parts with notes; or the first, which has a clock at least. */
function findSources({ score }: ReadContent): Source[] {
	const parts = [{ id: FIRST_PART, name: '' }, ...score.parts];
	const all = parts.map(({ id, name }) => ({ name, clock: score.tempoMapOf(id), notes: score.notesOf(id) }));
	const sounding = all.filter(({ notes }) => notes.length > 0);
	return sounding.length > 0 ? sounding : all.slice(0, 1);
}

class Importer {
	readonly edits: Edit[] = [];
	part: number;
	readonly #content: ReadContent;
	readonly #into: ImportInto;
	readonly #leftOut: Set<LeftOut>;
	/** Changes that the document still has room for, each of tempo and meter. */
	#room: number;

	constructor(content: ReadContent, into: ImportInto, leftOut: Set<LeftOut>) {
		this.#content = content;
		this.#into = into;
		this.#leftOut = leftOut;
		this.part = into.part;
		const { score } = into;
		this.#room = TEMPO_CHANGES_MAX - Math.max(score.all('tempo').length, score.all('meter').length);
	}

	join(sources: readonly Source[]): void {
		const { score, part, at } = this.#into;
		const clock = score.tempoMapOf(part);
		const isByBeats = this.#content.timing === 'beats';
		const firstTick = Math.min(...sources.map(({ notes }) => notes[0]?.start ?? Infinity));
		const first = Math.min(...sources.map(({ notes, clock: own }) => own.toSeconds(notes[0]?.start ?? Infinity)));
		const move = at - firstTick;
		const delay = clock.toSeconds(at) - first;
		for (const source of sources)
			if (isByBeats) this.#addNotes(source.notes, part, (note) => note.start + move);
			else this.#addTimes(source, part, delay);
	}

	replace([first, ...others]: readonly Source[]): void {
		const { score, part, isWhole } = this.#into;
		this.edits.push({ kind: 'delete', where: { part, from: 0, to: TICKS_MAX + 1 } });
		const { title } = this.#content.score.meta;
		if (isWhole && title && !score.meta.title) this.edits.push({ kind: 'set', id: META_ID, fields: { title } });
		if (first && isTakingClock(this.#content, this.#into)) {
			this.#takeClock(first.clock);
			this.#addNotes(first.notes, part, ({ start }) => start);
		} else if (first && this.#content.timing === 'beats') {
			this.#leftOut.add('tempos');
			this.#addNotes(first.notes, part, ({ start }) => start);
		} else if (first) this.#addTimes(first, part, 0);
		if (others.length > 0) this.#addOthers(others);
	}

	addParts(sources: readonly Source[]): void {
		const made = this.#addOthers(sources);
		this.part = made ?? this.part;
	}

	/** The clock of the part becomes that of the file. */
	#takeClock(clock: TempoMap): void {
		const { score, part } = this.#into;
		const changes = [...score.all('tempo'), ...score.all('meter')].filter((change) => change.part === part);
		if (changes.length > 0) this.edits.push({ kind: 'delete', ids: changes.map(({ id }) => id) });
		this.#room += changes.length;
		const holder = score.parts.find(({ id }) => id === part)?.id ?? META_ID;
		this.edits.push({ kind: 'set', id: holder, fields: baseOf(clock) });
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
			this.edits.push(
				add('part', id, { name: source.name || (sources.length === 1 ? name : ''), ...baseOf(source.clock) })
			);
			this.#addChanges(source.clock, id);
			this.#addNotes(source.notes, id, ({ start }) => start);
			return id;
		});
		return ids[0] ?? null;
	}

	#addNotes(notes: readonly Note[], part: number, place: (note: Note) => Ticks): void {
		for (const note of notes) this.#addNote({ ...fieldsOf(note), part, start: place(note) });
	}

	/** Where they sound in seconds, whatever the tempo here. */
	#addTimes({ notes, clock }: Source, part: number, delay: Seconds): void {
		const here = this.#into.score.tempoMapOf(part);
		for (const note of notes) {
			const start = here.toTicks(clock.toSeconds(note.start) + delay);
			const end = here.toTicks(clock.toSeconds(note.start + note.duration) + delay);
			this.#addNote({ ...fieldsOf(note), part, start, duration: Math.max(1, end - start) });
		}
	}

	#addNote(fields: Partial<FieldsOf<'note'>>): void {
		this.edits.push(add('note', this.#into.score.nextId(), fields));
	}
}

/** Nobody here has heard them. */
const fieldsOf = ({ duration, pitch, cents, velocity, lyric }: Note): Partial<FieldsOf<'note'>> => ({
	duration,
	pitch,
	cents,
	velocity,
	lyric
});

function baseOf(clock: TempoMap): Pick<FieldsOf<'part'>, 'tempo' | 'beatsPerBar' | 'beatUnit'> {
	const { tempo } = clock.tempoAt(0);
	const { beatsPerBar, beatUnit } = clock.meterAt(0);
	return { tempo, beatsPerBar, beatUnit };
}
