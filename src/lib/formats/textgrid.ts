/** Praat's TextGrid: tiers of labelled intervals and points, in its long and its short text form. */

import { Fault } from '#lib/fault.ts';
import { DEFAULTS, fillGaps, FIRST_PART, SEGMENTS_MAX, TempoMap, type LabelledSpan } from '#lib/score/index.ts';
import type { Seconds } from '#lib/units.ts';
import type { SegmentsInFile } from './file-lanes.ts';
import type { FormatContent, LeftOut, ReadContent } from './format.ts';
import { makeReadContent } from './read-content.ts';
import { timedPart } from './rows.ts';
import { requireText, writeText } from './text.ts';
import { filledSegments, findLanes, findWanted, inOneLine } from './written-lanes.ts';

const HEAD = /^\s*\uFEFF?\s*File type\s*=\s*"ooTextFile( short)?"/;
/** Times are written as exactly as a document has them. */
const TIME_DECIMALS = 4;

export const isTextGrid = (_: Uint8Array, text: string | null): boolean =>
	text !== null && HEAD.test(text) && /"TextGrid"/.test(text.slice(0, 4096));

/** The lane that is wanted, or all lanes of segments of the part: a tier each, its gaps intervals without a label. */
export function writeTextGrid(content: FormatContent): Uint8Array {
	const { score, part = FIRST_PART } = content;
	const wanted = findWanted(content, 'segments');
	const tiers = (wanted ? [wanted] : findLanes(score, part, 'segments'))
		.map(({ id, name }) => ({ name, segments: filledSegments(score, id) }))
		.filter(({ segments }) => segments.length > 0);
	if (tiers.length === 0) throw new Fault('not-found', 'A TextGrid holds segments, and there are none yet.');
	const end = Math.max(...tiers.flatMap(({ segments }) => segments.map(({ to }) => to)));
	const lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', '', 'xmin = 0', `xmax = ${time(end)}`];
	lines.push('tiers? <exists>', `size = ${tiers.length}`, 'item []:');
	for (const [i, { name, segments }] of tiers.entries()) {
		const spans = fillGaps(segments, end);
		lines.push(`\titem [${i + 1}]:`, '\t\tclass = "IntervalTier"', `\t\tname = ${quote(name)}`);
		lines.push('\t\txmin = 0', `\t\txmax = ${time(end)}`, `\t\tintervals: size = ${spans.length}`);
		for (const [at, span] of spans.entries()) lines.push(...writeInterval(span, at));
	}
	return writeText(`${lines.join('\n')}\n`);
}

const writeInterval = ({ from, to, label }: LabelledSpan, at: number): string[] => [
	`\t\tintervals [${at + 1}]:`,
	`\t\t\txmin = ${time(from)}`,
	`\t\t\txmax = ${time(to)}`,
	`\t\t\ttext = ${quote(label)}`
];

const time = (at: Seconds): number => Number(at.toFixed(TIME_DECIMALS));
const quote = (text: string): string => `"${inOneLine(text).replaceAll('"', '""')}"`;

/** Each interval tier as a lane, points as markers; intervals without a label are gaps. Faults: `damaged`, `too-large`. */
export function readTextGrid(bytes: Uint8Array): ReadContent {
	const values = new Values(requireText(bytes));
	values.skipHead();
	const leftOut = new Set<LeftOut>();
	const lanes: SegmentsInFile[] = [];
	const markers: { tick: number; label: string }[] = [];
	const clock = new TempoMap(DEFAULTS.meta);
	const tiers = values.readsTiers() ? values.readCount() : 0;
	for (let i = 0; i < tiers; i++) {
		const kind = values.readText();
		const name = values.readText();
		values.readNumber();
		values.readNumber();
		const count = values.readCount();
		if (kind === 'IntervalTier') lanes.push({ shape: 'segments', name, spans: readIntervals(values, count) });
		else if (kind === 'TextTier')
			for (let point = 0; point < count; point++)
				markers.push({ tick: clock.toTicks(Math.max(0, values.readNumber())), label: values.readText() });
		else throw new Fault('damaged', `The TextGrid has a tier of the class "${kind.slice(0, 40)}".`);
	}
	return makeReadContent({ parts: [{ ...timedPart([]), lanes, markers }], timing: 'seconds', leftOut });
}

function readIntervals(values: Values, count: number): LabelledSpan[] {
	const spans: LabelledSpan[] = [];
	for (let i = 0; i < count; i++) {
		const [from, to, label] = [values.readNumber(), values.readNumber(), values.readText()];
		if (to < from) throw new Fault('damaged', `An interval of the TextGrid ends at ${to}, before it begins.`);
		if (label.trim() !== '' && to > from && to > 0) spans.push({ from: Math.max(0, from), to, label: label.trim() });
	}
	return spans;
}

type Value = number | string | { readonly flag: string };

/** The values of the file in their order, which both of its forms share. */
class Values {
	readonly #values: Iterator<Value>;

	constructor(text: string) {
		this.#values = findValues(text);
	}

	/** What the file is, and from when to when. */
	skipHead(): void {
		this.readText();
		this.readText();
		this.readNumber();
		this.readNumber();
	}

	/** Whether there are any tiers. */
	readsTiers(): boolean {
		const value = this.#next();
		return typeof value === 'object' && value.flag === 'exists';
	}

	readCount(): number {
		const count = this.readNumber();
		if (!Number.isInteger(count) || count < 0)
			throw new Fault('damaged', `The TextGrid has ${count} for a number of items.`);
		if (count > SEGMENTS_MAX)
			throw new Fault('too-large', `The TextGrid has ${count} intervals; ${SEGMENTS_MAX} are read.`);
		return count;
	}

	readNumber(): number {
		const value = this.#next();
		if (typeof value !== 'number')
			throw new Fault('damaged', 'The TextGrid has something else where a number should be.');
		return value;
	}

	readText(): string {
		const value = this.#next();
		if (typeof value !== 'string')
			throw new Fault('damaged', 'The TextGrid has something else where a text should be.');
		return value;
	}

	#next(): Value {
		const { value, done } = this.#values.next();
		if (done) throw new Fault('truncated', 'The TextGrid breaks off.');
		return value;
	}
}

/** What words and numbers end at. */
const WORD = /[^\s"<[!]+/y;
const NUMBER = /^-?\d+(\.\d*)?(e[+-]?\d+)?$/i;

/** Numbers, texts in quotes and flags; the words around them, and what stands in brackets, are for people. */
function* findValues(text: string): Generator<Value, undefined> {
	const findEnd = (sign: string, from: number): number => {
		const end = text.indexOf(sign, from);
		return end < 0 ? text.length : end;
	};
	for (let at = 0; at < text.length; at++) {
		const sign = text[at] ?? '';
		if (sign === '"') {
			const begin = at + 1;
			at = findEnd('"', begin);
			// a quote in a text is doubled
			while (text[at + 1] === '"') at = findEnd('"', at + 2);
			if (at >= text.length) return;
			yield text.slice(begin, at).replaceAll('""', '"');
		} else if (sign === '<') {
			const end = findEnd('>', at);
			yield { flag: text.slice(at + 1, end) };
			at = end;
		} else if (sign === '[') at = findEnd(']', at);
		else if (sign === '!') at = findEnd('\n', at);
		else if (!/\s/.test(sign)) {
			WORD.lastIndex = at;
			const [word = sign] = WORD.exec(text) ?? [];
			if (NUMBER.test(word)) yield Number(word);
			at += word.length - 1;
		}
	}
}
