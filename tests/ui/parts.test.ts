import { expect, test } from 'vitest';
import { addressOf, findAddressedPart } from '#lib/ui/parts/address.ts';
import { findPartsOf, findShownParts } from '#lib/ui/parts/shown-parts.ts';
import { add, makeId, META_ID, Score } from '#lib/score/index.ts';

const SOLO = makeId(1, 1);
const CHOIR = makeId(1, 2);
const NOTE = makeId(1, 3);

function makeParts(): Score {
	const score = new Score();
	score.transact('local', [
		add('part', SOLO, { name: 'Solo' }),
		add('part', CHOIR, {}),
		add('note', NOTE, { part: SOLO }),
		add('clip', makeId(1, 4), { part: CHOIR }),
		add('analysis', makeId(1, 5), { clip: makeId(1, 4) })
	]);
	return score;
}

test('a page lists the first part and those that were made, in their order', () => {
	expect(findShownParts(makeParts(), null)).toEqual([
		{ id: 0, name: '', number: 1 },
		{ id: SOLO, name: 'Solo', number: 2 },
		{ id: CHOIR, name: '', number: 3 }
	]);
});

test('the first part goes by the name that the document has for it', () => {
	const score = makeParts();
	score.transact('local', [{ kind: 'set', id: META_ID, fields: { partName: 'Lead' } }]);
	expect(findShownParts(score, null)[0]).toEqual({ id: 0, name: 'Lead', number: 1 });
});

test('a page with a limited link lists what of it is there', () => {
	expect(findShownParts(makeParts(), [CHOIR, makeId(9, 9)]).map(({ id }) => id)).toEqual([CHOIR]);
	expect(findShownParts(makeParts(), [makeId(9, 9)])).toEqual([]);
});

test('a change is in the parts that it touched, also where they are gone by now', () => {
	const score = makeParts();
	const partsOf = (...edits: Parameters<Score['transact']>[1][number][]): number[] =>
		findPartsOf(score.transact('local', edits), score);
	expect(partsOf({ kind: 'shift', ids: [NOTE], ticks: 10, semitones: 0 })).toEqual([SOLO]);
	expect(partsOf({ kind: 'set', id: makeId(1, 5), fields: { state: 'cancelled' } })).toEqual([CHOIR]);
	expect(partsOf({ kind: 'set', id: META_ID, fields: { title: 'Song' } })).toEqual([]);
	expect(partsOf({ kind: 'set', id: NOTE, fields: { part: 0 } })).toEqual([0]);
	expect(partsOf(add('note', makeId(1, 6), { part: SOLO }))).toEqual([SOLO]);
	expect(partsOf({ kind: 'delete', ids: [SOLO] })).toEqual([SOLO]);
});

test('the part in an address comes before the key, and comes back', () => {
	const address = addressOf('/d/abc#k=def', SOLO);
	expect(address).toBe(`/d/abc?part=${SOLO}#k=def`);
	expect(findAddressedPart(new URL(address, 'http://x').searchParams)).toBe(SOLO);
	expect(addressOf('/d/abc#k=def', null)).toBe('/d/abc#k=def');
});

test.each(['', '-1', '1e3', 'solo', '99999999999999999999'])('no part is called %j', (text) => {
	expect(findAddressedPart(new URLSearchParams({ part: text }))).toBeNull();
});
