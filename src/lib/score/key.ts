/** The key that a part is in: its tonic and scale, and the pitch that its A4 has. Pure. */

import type { Hz, Midi } from '../units.ts';
import type { Edit, State } from './edit.ts';
import { META_ID, type FieldsOf, type Meta, type Part } from './records.ts';
import { SCALES, type Scale } from './scales.ts';
import { Score } from './score.ts';

/** As the record of a part has it. */
export type Key = Pick<FieldsOf<'part'>, 'tonic' | 'scale' | 'a4'>;

/** What A4 is where nobody says otherwise. */
const USUAL_A4: Hz = 440;

/** A part that is not there has the key of the first. O(parts), of a state O(records). */
export function keyOf(source: Score | State, part: number): Key {
	const holder = findHolder(source, part);
	const { tonic, scale, a4 } = holder ?? { tonic: 0, scale: '', a4: USUAL_A4 };
	return { tonic, scale, a4 };
}

/** The record that says in which key a part is. */
function findHolder(source: Score | State, part: number): Part | Meta | null {
	if (source instanceof Score) return source.parts.find(({ id }) => id === part) ?? source.meta;
	let meta: Meta | null = null;
	for (const record of source.records.values()) {
		if (record.kind === 'part' && record.id === part) return record;
		if (record.kind === 'meta') meta = record;
	}
	return meta;
}

/** The edit that gives a part another key. */
export const setKey = (score: Score, part: number, fields: Partial<Key>): Edit => ({
	kind: 'set',
	id: findHolder(score, part)?.id ?? META_ID,
	fields
});

/** Semitones of a scale over its tonic; none where there is no key. */
export function stepsOf(scale: string): readonly number[] {
	if (isScaleName(scale)) return SCALES[scale];
	return [...scale].flatMap((digit, step) => (digit === '1' ? step : []));
}

/** As the functions of scales take it. */
export const scaleOf = ({ tonic, scale }: Pick<Key, 'tonic' | 'scale'>): Scale => ({
	key: tonic,
	steps: stepsOf(scale)
});

/** Semitones from A4 = 440 Hz up to the A4 of a part: what a note sounds higher than its MIDI number says. */
export const tuningOf = (a4: Hz): Midi => 12 * Math.log2(a4 / USUAL_A4);

/** Where the major scale lies that has the same notes, or nearly; semitones over the tonic. */
const RELATIVE: Readonly<Record<keyof typeof SCALES, number>> = {
	major: 0,
	minor: 3,
	'harmonic-minor': 3,
	'melodic-minor': 3,
	dorian: 10,
	phrygian: 8,
	lydian: 7,
	mixolydian: 5,
	locrian: 1,
	'major-pentatonic': 0,
	'minor-pentatonic': 3,
	blues: 3
};
/** By the tonic of the major scale: one that has flats in its signature, one that has sharps, and C, which has neither. */
const SIGNS = ['', 'flats', 'sharps', 'flats', 'sharps', 'flats', '', 'sharps', 'flats', 'sharps', 'flats', 'sharps'];

/** Which signs a key is written with; null where it does not say. With six of either, minor has flats and major sharps. */
export function findSigns({ tonic, scale }: Pick<Key, 'tonic' | 'scale'>): 'sharps' | 'flats' | null {
	if (scale === '') return null;
	const steps = stepsOf(scale);
	const shift = isScaleName(scale) ? RELATIVE[scale] : steps.includes(3) && !steps.includes(4) ? 3 : 0;
	const relative = (tonic + shift) % 12;
	const sign = relative === 6 ? (shift === 3 ? 'flats' : 'sharps') : SIGNS[relative];
	return sign === 'sharps' || sign === 'flats' ? sign : null;
}

const isScaleName = (name: string): name is keyof typeof SCALES => Object.hasOwn(SCALES, name);
