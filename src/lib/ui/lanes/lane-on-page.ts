/** What the page knows of a lane. */

import type { LaneKind } from '#lib/roll/index.ts';
import type { Lane } from '#lib/score/index.ts';

/** A lane as the page lists it. */
export interface LaneOnPage {
	readonly key: string;
	readonly kind: LaneKind;
	/** What somebody has added to the document; null for what every document has. */
	readonly record: Lane | null;
	readonly isShown: boolean;
	/** False while there is nothing that it could show. */
	readonly hasContent: boolean;
}
