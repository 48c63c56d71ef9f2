/** MessagePack of plain values, and back behind the gate. */

import { Packr, Unpackr } from 'msgpackr';
import { Fault } from '../fault.ts';
import { list, type WireValue } from './edit-codec.ts';
import { admits, GATE_LIMITS, type GateLimits } from './gate.ts';

// plain MessagePack, and no `new Function` at run time, so that a strict Content-Security-Policy holds
const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** MessagePack of values, as a copy of its own (msgpackr's buffer is a view into a pool). */
export const pack = (values: WireValue): Uint8Array<ArrayBuffer> => new Uint8Array(packr.pack(values));

/** Values of bytes from outside, after the gate; a `Fault('bad-request')` for anything it does not admit. */
export function unpack(bytes: Uint8Array, limits: GateLimits = GATE_LIMITS): readonly unknown[] {
	if (!admits(bytes, limits)) throw new Fault('bad-request', 'The message is not one that Melograph sends.');
	return list(unpackr.unpack(bytes));
}
