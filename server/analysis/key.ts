/** The name under which an analysis is stored: it says everything that the result depends on. */

import { createHash } from 'node:crypto';
import { ANALYSIS_VERSION } from '#lib/pitch/index.ts';

/** sha256(audio | analyser@version | parameters). Nothing cached under it is ever stale. */
export function analysisKey(audioSha256: string, analyser: { readonly id: string; readonly version: string }): string {
	return createHash('sha256')
		.update(`${audioSha256}|${analyser.id}@${analyser.version}|analysis=${ANALYSIS_VERSION}`)
		.digest('hex');
}
