/** What a recording is played from, and what the player asks of whatever plays it. */

import type { Fault } from '../fault.ts';
import type { Seconds } from '../units.ts';
import type { Piece } from './transport.ts';

/** A recording too long to be held decoded: a media element plays the file. */
export interface StreamedAudio {
	readonly file: Blob;
	readonly duration: Seconds;
}

/** A recording that the player can play: decoded, or as it comes. */
export type RecordingSource = AudioBuffer | StreamedAudio;

/** One recording on its way to a node. */
export interface RecordingPart {
	readonly seconds: Seconds;
	/** How long before it sounds something must be decided, at speeds other than 1. */
	readonly lead: Seconds;
	/** Why its pitch follows the speed, once that is known. */
	readonly stretchFault: Fault | null;
	/** Makes ready for speeds other than 1; never rejects. */
	prepare(): Promise<void>;
	/** Starts a piece; several may be scheduled ahead. Positions are of the recording and may begin before 0. */
	schedule(piece: Piece): void;
	/** Silences and forgets everything scheduled, from `time` on. */
	stop(time: Seconds): void;
	/** Holds an element in step; `position` is of the recording at clock `time`. */
	follow(position: Seconds): void;
	dispose(): void;
}
