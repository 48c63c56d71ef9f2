/** The cyclic redundancy checks of FLAC (8 and 16 bits) and Ogg (32 bits): not reflected, starting at 0. */

/** Table-driven: one look-up for each byte. */
export interface Checksum {
	/** The check of `bytes[start, end)` continued from an earlier one, 0 at the beginning. */
	update(earlier: number, bytes: Uint8Array, start: number, end: number): number;
}

/** x^8 + x^2 + x + 1: FLAC frame headers (RFC 9639, 9.1.8). */
export const crc8 = createChecksum(8, 0x07);
/** x^16 + x^15 + x^2 + 1: FLAC frames (RFC 9639, 9.3). A frame and its own check together come to 0. */
export const crc16 = createChecksum(16, 0x8005);
/** 0x04c11db7: Ogg pages (RFC 3533, 6). */
export const crc32 = createChecksum(32, 0x04c1_1db7);

function createChecksum(bits: number, polynomial: number): Checksum {
	const shift = bits - 8;
	const top = 2 ** (bits - 1);
	const mask = 2 ** bits - 1;
	const table = Uint32Array.from({ length: 256 }, (_, byte) => {
		let value = (byte << shift) >>> 0;
		for (let i = 0; i < 8; i++) value = (((value << 1) ^ (value & top ? polynomial : 0)) & mask) >>> 0;
		return value;
	});
	return {
		update(earlier, bytes, start, end) {
			let value = earlier;
			for (let i = start; i < end; i++) {
				value = (((value << 8) & mask) ^ (table[((value >>> shift) ^ (bytes[i] ?? 0)) & 0xff] ?? 0)) >>> 0;
			}
			return value;
		}
	};
}
