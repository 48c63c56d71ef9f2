/** What of pitch the roll is told and tells: the brush, the analyses beside the main one, the stretch that is chosen. */

import type { Curve, FrameRange } from '#lib/pitch/index.ts';

/** What a drag with the pitch tool does. `span` chooses a stretch of time. */
export const PITCH_BRUSHES = ['pencil', 'line', 'smooth', 'erase', 'span'] as const;
export type PitchBrush = (typeof PITCH_BRUSHES)[number];

/** Another analysis of the recording, shown beside the one that is edited. */
export interface OtherCurve {
	readonly curve: Curve;
	/** Position among the theme's colours and dashes of analyses, 1 to 3. */
	readonly look: number;
}

export interface RollPitch {
	readonly brush: PitchBrush;
	/** Whether notes take their f0 along when they are moved. */
	readonly isCarried: boolean;
	/** Whether vibrato is shown, with handles on what is selected. */
	readonly showsVibrato: boolean;
	readonly others: readonly OtherCurve[];
	/** What the main analysis heard, without what was drawn; compared with the others. */
	readonly heard: Curve | null;
}

export const NO_PITCH: RollPitch = { brush: 'pencil', isCarried: false, showsVibrato: false, others: [], heard: null };

/** A stretch of the recording that was chosen, in frames; `isAsked` when something is to be done about it. */
export interface PitchSpan extends FrameRange {
	readonly isAsked: boolean;
}

/** What is done to the pitch in the chosen stretch, or under the selected notes; or goes to what deserves a look. */
const PITCH_COMMANDS = [
	'pitch-octave-up',
	'pitch-octave-down',
	'pitch-smooth',
	'pitch-erase',
	'pitch-heard',
	'pitch-ask',
	'snap-to-pitch',
	'next-uncertain',
	'previous-uncertain'
] as const;
export type PitchCommand = (typeof PITCH_COMMANDS)[number];
export const isPitchCommand = (command: string): command is PitchCommand =>
	PITCH_COMMANDS.some((name) => name === command);
