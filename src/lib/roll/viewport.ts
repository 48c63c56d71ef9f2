/** Which part of time and pitch is shown, and where each point of it falls. Pure. */

import type { Midi, Seconds } from '../units.ts';

/** What is shown, half-open. A note of pitch p fills the row from p - 0.5 to p + 0.5. */
export interface Viewport {
	readonly start: Seconds;
	readonly end: Seconds;
	readonly low: Midi;
	readonly high: Midi;
}

/** A place and a scale in pixels; x and y are measured from the top left corner of the roll's own area. */
export interface View {
	/** At the left edge. */
	readonly start: Seconds;
	/** At the upper edge. */
	readonly top: Midi;
	readonly pixelsPerSecond: number;
	readonly pixelsPerSemitone: number;
	readonly width: number;
	readonly height: number;
}

/** Upper edge of the highest row and lower edge of the lowest. */
export const PITCH_TOP: Midi = 127.5;
export const PITCH_BOTTOM: Midi = -0.5;

const PIXELS_PER_SECOND_MAX = 3000;
/** Also when there is little to show, one may look at it from here. */
const PIXELS_PER_SECOND_FAR = 24;
const PIXELS_PER_SEMITONE_MIN = 3;
const PIXELS_PER_SEMITONE_MAX = 72;
/** Part of the view that may lie empty behind the end of the content, to draw in. */
const EMPTY_TAIL = 0.5;
/** Content never touches the border when it is fitted. */
const FIT_MARGIN = 0.02;

export const toX = (view: View, seconds: Seconds): number => (seconds - view.start) * view.pixelsPerSecond;
export const toY = (view: View, midi: Midi): number => (view.top - midi) * view.pixelsPerSemitone;
export const toSeconds = (view: View, x: number): Seconds => view.start + x / view.pixelsPerSecond;
export const toMidi = (view: View, y: number): Midi => view.top - y / view.pixelsPerSemitone;

export const shownSeconds = (view: View): Seconds => view.width / view.pixelsPerSecond;
export const shownSemitones = (view: View): number => view.height / view.pixelsPerSemitone;

/** The same place for what stands `semitones` lower than it says. */
export const shiftPitch = (view: View, semitones: number): View =>
	semitones === 0 ? view : { ...view, top: view.top + semitones };

/** What a view shows. */
export const toViewport = (view: View): Viewport => ({
	start: view.start,
	end: toSeconds(view, view.width),
	low: toMidi(view, view.height),
	high: view.top
});

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value));

/** The nearest allowed view: scales in range, nothing before 0, little after `contentEnd`, no rows that do not exist. */
export function clampView(view: View, contentEnd: Seconds): View {
	const width = Math.max(1, view.width);
	const height = Math.max(1, view.height);
	const farthest = Math.min(PIXELS_PER_SECOND_FAR, width / (contentEnd * (1 + FIT_MARGIN)));
	const pixelsPerSecond = clamp(view.pixelsPerSecond, farthest, PIXELS_PER_SECOND_MAX);
	const flattest = Math.max(PIXELS_PER_SEMITONE_MIN, height / (PITCH_TOP - PITCH_BOTTOM));
	const pixelsPerSemitone = clamp(view.pixelsPerSemitone, flattest, Math.max(flattest, PIXELS_PER_SEMITONE_MAX));
	const lastStart = Math.max(0, contentEnd - (1 - EMPTY_TAIL) * (width / pixelsPerSecond));
	const start = clamp(view.start, 0, lastStart);
	const top = clamp(view.top, Math.min(PITCH_TOP, PITCH_BOTTOM + height / pixelsPerSemitone), PITCH_TOP);
	return { start, top, pixelsPerSecond, pixelsPerSemitone, width, height };
}

/** Moves the window over the content by pixels, unclamped. */
export const scrollView = (view: View, dx: number, dy: number): View => ({
	...view,
	start: view.start + dx / view.pixelsPerSecond,
	top: view.top - dy / view.pixelsPerSemitone
});

/** Scales time so that what is at `x` stays there. The scale is clamped first, so that a zoom at its end does not drift. */
export function zoomTime(view: View, factor: number, x: number, contentEnd: Seconds): View {
	const { pixelsPerSecond } = clampView({ ...view, pixelsPerSecond: view.pixelsPerSecond * factor }, contentEnd);
	return clampView({ ...view, pixelsPerSecond, start: toSeconds(view, x) - x / pixelsPerSecond }, contentEnd);
}

/** Scales pitch so that what is at `y` stays there. */
export function zoomPitch(view: View, factor: number, y: number, contentEnd: Seconds): View {
	const { pixelsPerSemitone } = clampView({ ...view, pixelsPerSemitone: view.pixelsPerSemitone * factor }, contentEnd);
	return clampView({ ...view, pixelsPerSemitone, top: toMidi(view, y) + y / pixelsPerSemitone }, contentEnd);
}

/** Shows exactly this time, unclamped. */
export const fitTime = (view: View, start: Seconds, end: Seconds): View => ({
	...view,
	start,
	pixelsPerSecond: view.width / Math.max(0.01, (end - start) * (1 + FIT_MARGIN))
});

/** The same without any margin. */
export const fitTimeExactly = (view: View, start: Seconds, end: Seconds): View => ({
	...view,
	start,
	pixelsPerSecond: view.width / Math.max(0.01, end - start)
});

/** Shows at least the rows from `low` to `high` with rows not taller than `rowMax` pixels, in the middle. Unclamped. */
export function fitPitch(view: View, low: Midi, high: Midi, rowMax: number): View {
	const pixelsPerSemitone = Math.min(rowMax, view.height / (high - low + 1));
	const middle = (low + high) / 2;
	return { ...view, pixelsPerSemitone, top: middle + view.height / pixelsPerSemitone / 2 };
}

/** The view with a point in its middle, in each direction in which it is not seen; null when it is. Any pitch is seen where `midi` is null. */
export function bringIntoView(view: View, seconds: Seconds, midi: Midi | null): View | null {
	const { start, end, low, high } = toViewport(view);
	const isInTime = seconds >= start && seconds < end;
	const isInPitch = midi === null || (midi > low && midi < high);
	if (isInTime && isInPitch) return null;
	return {
		...view,
		start: isInTime ? start : seconds - (end - start) / 2,
		top: isInPitch ? high : midi + (high - low) / 2
	};
}

/** After a page turn the playhead stands a little inside, so that one sees what it comes from. */
const PAGE_LEAD = 0.06;
/** Part of a gliding view that lies behind the playhead. */
const GLIDE_PLACE = 1 / 3;

/** Where a view that turns pages has to go; null when it may stay. */
export function followView(view: View, playhead: Seconds): View | null {
	const x = toX(view, playhead);
	if (x >= 0 && x <= view.width) return null;
	return { ...view, start: playhead - shownSeconds(view) * PAGE_LEAD };
}

/** Where a view that glides along has to go, unclamped: near the start it waits for the playhead. */
export const glideView = (view: View, playhead: Seconds): View => ({
	...view,
	start: playhead - shownSeconds(view) * GLIDE_PLACE
});

/** Whether the playhead is where a gliding view holds it, within pixels. */
export const isAtGlidePlace = (view: View, playhead: Seconds, within: number): boolean =>
	Math.abs(toX(view, playhead) - view.width * GLIDE_PLACE) <= within;
