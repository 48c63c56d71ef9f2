/** What every tool speaks: points of the host, and gestures that end in an edit or in nothing. */

/** A pointer in the host's pixels, with the keys held. */
export interface PointerAt {
	readonly x: number;
	readonly y: number;
	readonly isTouch: boolean;
	readonly shift: boolean;
	readonly alt: boolean;
	/** Ctrl, or Cmd on a Mac. */
	readonly mod: boolean;
}

/** One press until its release. `end` and `cancel` come once, and nothing after them. */
export interface Gesture {
	move(at: PointerAt): void;
	end(at: PointerAt): void;
	cancel(): void;
	/** Shown while it lasts. */
	readonly cursor?: string;
	/** Whether it wants every place that the pointer was at, not only the last of a frame. */
	readonly isFine?: boolean;
	/** Whether the view scrolls when the pointer is held outside it; `time` only to the sides. */
	readonly scrolls?: boolean | 'time';
}

/** How far a press may wander and still be a click, in pixels. */
const CLICK_REACH = { mouse: 3, touch: 9 };

/** Whether `at` is far enough from `from` to be meant as a drag. */
export const isDrag = (from: PointerAt, at: PointerAt): boolean =>
	Math.hypot(at.x - from.x, at.y - from.y) > (at.isTouch ? CLICK_REACH.touch : CLICK_REACH.mouse);

/** A gesture that does nothing. */
export const REST: Gesture = { move: () => undefined, end: () => undefined, cancel: () => undefined };
