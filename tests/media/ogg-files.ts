/** Ogg pages that were changed on purpose. */

import { crc32 } from '#server/media/checksums.ts';

/** Puts right checks over the wrong bytes of Ogg pages, so that the damage reaches the decoders. */
export function sealOgg(bytes: Buffer): Buffer {
	for (let at = bytes.indexOf('OggS'); at >= 0 && at + 27 < bytes.length; at = bytes.indexOf('OggS', at + 4)) {
		const segments = bytes[at + 26] ?? 0;
		const body = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, lace) => sum + lace, 0);
		const end = at + 27 + segments + body;
		if (end > bytes.length) continue;
		bytes.writeUInt32LE(0, at + 22);
		bytes.writeUInt32LE(crc32.update(0, bytes, at, end), at + 22);
	}
	return bytes;
}
