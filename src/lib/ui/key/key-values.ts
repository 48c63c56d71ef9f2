/** Values of the key as they are typed and pressed, and the edits that follow from them. */

import { setKey, SCALES, stepsOf, tuningOf, type Edit, type ScaleName, type Score } from '#lib/score/index.ts';
import type { Hz } from '#lib/units.ts';

export const A4_MIN: Hz = 400;
export const A4_MAX: Hz = 480;

export const isScaleName = (name: string): name is ScaleName => Object.hasOwn(SCALES, name);

/** A scale of one's own with a step in it that was out, or the other way; the tonic is always in. */
export function toggleStep(scale: string, step: number): string {
	const steps = new Set(stepsOf(scale));
	if (steps.has(step)) steps.delete(step);
	else steps.add(step);
	steps.add(0);
	return Array.from({ length: 12 }, (_, each) => (steps.has(each) ? '1' : '0')).join('');
}

/** A frequency in tenths of a hertz, brought into range; null for none. */
export function parseA4(typed: string): Hz | null {
	const hz = Number.parseFloat(typed.replace(',', '.'));
	return Number.isFinite(hz) ? Math.round(Math.max(A4_MIN, Math.min(A4_MAX, hz)) * 10) / 10 : null;
}

/**
 * Tunes a part. What was heard keeps the pitch that it was heard at, and so gets other cents; what was written sounds at
 * the new tuning.
 */
export function changeA4(score: Score, part: number, hz: Hz): Edit[] {
	const { a4 } = score.parts.find(({ id }) => id === part) ?? score.meta;
	if (hz === a4) return [];
	const higher = tuningOf(hz) - tuningOf(a4);
	const heard = score.notesOf(part).flatMap((note): Edit[] => {
		if (!note.source) return [];
		const sounding = note.pitch + note.cents / 100 - higher;
		const pitch = Math.max(0, Math.min(127, Math.round(sounding)));
		return [{ kind: 'set', id: note.id, fields: { pitch, cents: Math.round((sounding - pitch) * 100) } }];
	});
	return [setKey(score, part, { a4: hz }), ...heard];
}
