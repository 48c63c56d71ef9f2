/** Where the keys of a grid lead: by cells, rows, pages and to its ends. */

import { COLUMNS } from './columns.ts';

export interface CellPlace {
	readonly row: number;
	readonly column: number;
}

/** The cell that a key leads to from `at`, not yet kept inside the grid; null for a key that leads nowhere. */
export function findMove(
	{ key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
	{ row, column }: CellPlace,
	{ rows, page }: { readonly rows: number; readonly page: number }
): CellPlace | null {
	if (altKey) return null;
	const isFar = ctrlKey || metaKey;
	switch (key) {
		case 'ArrowUp':
			return { row: isFar ? 0 : row - 1, column };
		case 'ArrowDown':
			return { row: isFar ? rows - 1 : row + 1, column };
		case 'ArrowLeft':
			return { row, column: isFar ? 0 : column - 1 };
		case 'ArrowRight':
			return { row, column: isFar ? COLUMNS.length - 1 : column + 1 };
		case 'PageUp':
			return { row: Math.max(0, row - page), column };
		case 'PageDown':
			return { row: row + page, column };
		case 'Home':
			return { row: isFar ? 0 : row, column: 0 };
		case 'End':
			return { row: isFar ? rows - 1 : row, column: COLUMNS.length - 1 };
		default:
			return null;
	}
}
