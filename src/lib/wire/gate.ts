/** Walks MessagePack bytes from a stranger before anything decodes them: scalars, strings, binary and arrays only. */

export interface GateLimits {
	readonly depth: number;
	/** Values of any kind, containers included. */
	readonly elements: number;
	readonly bytes: number;
}

export const GATE_LIMITS: GateLimits = { depth: 8, elements: 20_000, bytes: 64 * 1024 };

/** Bytes after the tag of each fixed-size scalar. */
const SCALAR_SIZES: ReadonlyMap<number, number> = new Map([
	[0xc0, 0],
	[0xc2, 0],
	[0xc3, 0],
	[0xca, 4],
	[0xcb, 8],
	[0xcc, 1],
	[0xcd, 2],
	[0xce, 4],
	[0xcf, 8],
	[0xd0, 1],
	[0xd1, 2],
	[0xd2, 4],
	[0xd3, 8]
]);
/** Bytes of the length after each tag of a string or binary. */
const BLOB_LENGTHS: ReadonlyMap<number, number> = new Map([
	[0xc4, 1],
	[0xc5, 2],
	[0xc6, 4],
	[0xd9, 1],
	[0xda, 2],
	[0xdb, 4]
]);
const ARRAY_LENGTHS: ReadonlyMap<number, number> = new Map([
	[0xdc, 2],
	[0xdd, 4]
]);

/**
 * Whether the bytes are exactly one array of admitted values within the limits. Never throws. Maps, extensions (dates,
 * sets, regular expressions, records), infinite numbers, NaN and trailing bytes are not admitted.
 */
export function admits(bytes: Uint8Array, limits: GateLimits = GATE_LIMITS): boolean {
	if (bytes.length === 0 || bytes.length > limits.bytes) return false;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	/** Values still to come at each open array. */
	const open: number[] = [];
	let at = 0;
	for (let elements = 1; elements <= limits.elements; elements++) {
		const size = sizeOfValue(view, at);
		if (size === null || at + size.bytes > bytes.length) return false;
		if (elements === 1 && size.items === null) return false;
		at += size.bytes;
		if (size.items !== null && size.items > 0) {
			if (open.length >= limits.depth || size.items > bytes.length - at) return false;
			open.push(size.items);
			continue;
		}
		while (open.length > 0) {
			const left = (open.pop() ?? 0) - 1;
			if (left > 0) {
				open.push(left);
				break;
			}
		}
		if (open.length === 0) return at === bytes.length;
	}
	return false;
}

interface Size {
	/** Bytes of the tag, the length and, unless it is an array, the content. */
	readonly bytes: number;
	/** Items of an array, otherwise null. */
	readonly items: number | null;
}

/** The size of the value at `at`, or null if it is not admitted or its tag or length is cut off. */
function sizeOfValue(view: DataView, at: number): Size | null {
	if (at >= view.byteLength) return null;
	const tag = view.getUint8(at);
	if (tag <= 0x7f || tag >= 0xe0) return { bytes: 1, items: null };
	if (tag >= 0xa0 && tag <= 0xbf) return { bytes: 1 + (tag & 0x1f), items: null };
	if (tag >= 0x90 && tag <= 0x9f) return { bytes: 1, items: tag & 0x0f };
	const scalar = SCALAR_SIZES.get(tag);
	if (scalar !== undefined) return isFiniteAt(view, at, tag) ? { bytes: 1 + scalar, items: null } : null;
	const blob = BLOB_LENGTHS.get(tag);
	if (blob !== undefined) {
		const length = readLength(view, at + 1, blob);
		return length === null ? null : { bytes: 1 + blob + length, items: null };
	}
	const array = ARRAY_LENGTHS.get(tag);
	if (array === undefined) return null;
	const items = readLength(view, at + 1, array);
	return items === null ? null : { bytes: 1 + array, items };
}

function readLength(view: DataView, at: number, size: number): number | null {
	if (at + size > view.byteLength) return null;
	return size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at);
}

function isFiniteAt(view: DataView, at: number, tag: number): boolean {
	if (tag === 0xca) return at + 5 <= view.byteLength && Number.isFinite(view.getFloat32(at + 1));
	if (tag === 0xcb) return at + 9 <= view.byteLength && Number.isFinite(view.getFloat64(at + 1));
	return true;
}
