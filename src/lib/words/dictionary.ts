/** The dictionary of a document: how a word is looked up, and how it is written to a file and read back. Pure. */

/** Phonemes by the {@link keyOfWord} of a word. */
export type Dictionary = ReadonlyMap<string, string>;

export interface DictionaryRow {
	readonly word: string;
	readonly phonemes: string;
}

/** What makes two spellings one word: small letters, composed characters, no marks at the ends. */
export const keyOfWord = (word: string): string =>
	word
		.normalize('NFC')
		.toLowerCase()
		.replaceAll('’', "'")
		.replace(/^[^\p{Letter}\p{Number}']+|[^\p{Letter}\p{Number}']+$/gu, '');

/** A dictionary of rows; of two for one word the later counts. */
export const toDictionary = (rows: Iterable<DictionaryRow>): Dictionary =>
	new Map(
		[...rows]
			.map(({ word, phonemes }) => [keyOfWord(word), phonemes.trim()])
			.filter(([key, sounds]) => key && sounds) as [string, string][]
	);

const HEADER = 'word,phonemes';

/** Comma-separated text with a head, a word a line. */
export const writeDictionary = (rows: readonly DictionaryRow[]): string =>
	[HEADER, ...rows.map(({ word, phonemes }) => `${quote(word)},${quote(phonemes)}`)].join('\n') + '\n';

const quote = (cell: string): string => (/[",\n\r\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/**
 * Rows of text with commas or tabs, also as the CMU dictionary has them (the word, two spaces, its sounds). The head,
 * empty lines and lines that begin with `#` or `;;;` are passed over; `skipped` counts lines that name no word or no sounds.
 */
export function readDictionary(text: string): { readonly rows: readonly DictionaryRow[]; readonly skipped: number } {
	const rows: DictionaryRow[] = [];
	let skipped = 0;
	for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
		if (line.trim() === '' || /^(?:#|;;;)/.test(line) || line.trim().toLowerCase() === HEADER) continue;
		const [word = '', phonemes = ''] = cutLine(line).map((cell) => cell.trim().replace(/\s+/g, ' '));
		if (keyOfWord(word) && phonemes) rows.push({ word, phonemes });
		else skipped++;
	}
	return { rows, skipped };
}

function cutLine(line: string): string[] {
	if (line.includes('\t')) return line.split('\t');
	if (!line.includes(',')) return line.split(/ {2,}/);
	return Array.from(
		line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
		([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''
	);
}
