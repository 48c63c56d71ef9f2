/** Finds the word that a person most likely meant. */

/** The candidate that takes the fewest single-letter changes, or null when none is at all like `word`. */
export function findNearest(word: string, candidates: Iterable<string>): string | null {
	let nearest: string | null = null;
	let fewest = Math.max(2, Math.floor(word.length / 2)) + 1;
	for (const candidate of candidates) {
		const changes = computeDistance(word.toLowerCase(), candidate.toLowerCase());
		if (changes < fewest) [nearest, fewest] = [candidate, changes];
	}
	return nearest;
}

/** Levenshtein distance: insertions, deletions and replacements that turn `a` into `b`. */
function computeDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 0; i < a.length; i++) {
		const next = [i + 1];
		for (let j = 0; j < b.length; j++) {
			const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
			next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
