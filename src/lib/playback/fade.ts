/** How fast pieces of a recording fade, and the one way to end a fade that runs. */

import type { Seconds } from '../units.ts';

/** Every piece fades in and out this fast, so that no cut clicks. */
export const FADE: Seconds = 0.005;

/** Lets go of everything that a gain was going to do after `time`. */
export function holdAt(gain: AudioParam, time: Seconds): void {
	// Firefox cannot hold; a ramp cut there is 5 ms long at most.
	if ('cancelAndHoldAtTime' in gain) gain.cancelAndHoldAtTime(time);
	else (gain as AudioParam).cancelScheduledValues(time);
}
