/** Mouse, pen and fingers: turns pointer events into gestures. */

import type { RecordId } from '#lib/score/index.ts';
import type { Scope } from '../scope.ts';
import { hitTest, type Hit } from './hit-test.ts';
import { doubleClickInLane, readInLane } from './lanes/tools.ts';
import { isInside } from './layout.ts';
import type { RollState } from './state.ts';
import {
	askFlag,
	cursorFor,
	findGhostTrack,
	noteAt,
	startGesture,
	startPan,
	startPinch,
	type Gesture,
	type PointerAt
} from './tools/index.ts';
import type { TimeRange } from './types.ts';
import { scrollView } from './viewport.ts';

export interface PointerInput {
	/** Ends what is being dragged without any effect; answers whether there was something. */
	cancel(): boolean;
	readonly isDragging: boolean;
	/** While Space is held a drag moves the view. */
	holdSpace(): void;
	/** Answers whether nothing was dragged since {@link holdSpace}, and so Space means what it means. */
	releaseSpace(): boolean;
	/** Scrolls when a drag is held outside the roll; answers whether it must be asked again. */
	tick(): boolean;
}

const MIDDLE = 1;
/** Pixels scrolled in a frame for each pixel that the pointer is outside, and at most. */
const SCROLL_SHARE = 0.25;
const SCROLL_MAX = 24;

export function createPointerInput(scope: Scope, host: HTMLElement, state: RollState): PointerInput {
	const input = new PointerRouter(host, state);
	scope.listen(host, 'pointerdown', (event) => input.down(event));
	scope.listen(host, 'pointermove', (event) => input.move(event));
	scope.listen(host, 'pointerup', (event) => input.up(event));
	scope.listen(host, 'pointercancel', (event) => input.lose(event));
	scope.listen(host, 'lostpointercapture', (event) => input.lose(event));
	scope.listen(host, 'pointerleave', () => input.leave());
	scope.listen(host, 'dblclick', (event) => input.doubleClick(event));
	// a long press is ours; a right click stays the page's, but on the ruler
	scope.listen(
		host,
		'contextmenu',
		(event) => (input.contextMenu(event) || input.isLastTouch) && event.preventDefault()
	);
	scope.defer(() => input.cancel());
	return input;
}

class PointerRouter implements PointerInput {
	readonly #host: HTMLElement;
	readonly #state: RollState;
	readonly #pointers = new Map<number, PointerAt>();
	#gesture: Gesture | null = null;
	#gesturePointer = -1;
	#pinch: ((to: readonly [PointerAt, PointerAt]) => void) | null = null;
	/** What the last two presses were on: of a double click both. */
	#pressed: readonly [Hit['kind'], Hit['kind']] = ['none', 'none'];
	#space: 'held' | 'dragged' | null = null;
	isLastTouch = false;

	constructor(host: HTMLElement, state: RollState) {
		this.#host = host;
		this.#state = state;
	}

	get isDragging(): boolean {
		return this.#gesture !== null || this.#pinch !== null;
	}

	down(event: PointerEvent): void {
		const at = this.#read(event);
		this.isLastTouch = at.isTouch;
		this.#host.focus({ preventScroll: true });
		// a script's focus counts as one by keyboard; this one is a press
		this.#state.hasFocusRing = false;
		if (event.button !== 0 && event.button !== MIDDLE) return;
		if (event.button === MIDDLE) event.preventDefault();
		this.#host.setPointerCapture(event.pointerId);
		this.#pointers.set(event.pointerId, at);
		const [first, second] = [...this.#pointers.values()];
		if (first && second) {
			if (this.#pinch) return;
			this.#endGesture((gesture) => gesture.cancel());
			this.#pinch = startPinch(this.#state, [first, second]);
			return;
		}
		const hit = hitTest(this.#state, at.x, at.y, at.isTouch);
		if (hit.kind !== 'lane') this.#state.lanes.activate(null);
		this.#pressed = [this.#pressed[1], hit.kind];
		this.#gesturePointer = event.pointerId;
		this.#gesture =
			event.button === MIDDLE || this.#takeSpace() ? startPan(this.#state, at) : startGesture(this.#state, at, hit);
		this.#setHover(null);
		if (this.#gesture.cursor) this.#host.style.cursor = this.#gesture.cursor;
		this.#state.invalidate('overlay');
	}

	move(event: PointerEvent): void {
		const at = this.#read(event);
		if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, at);
		if (this.#pinch) {
			const [first, second] = [...this.#pointers.values()];
			if (first && second) this.#pinch([first, second]);
			return;
		}
		if (!at.isTouch || this.#gesture) this.#tellHover(at);
		if (this.#gesture) {
			if (event.pointerId === this.#gesturePointer) this.#moveGesture(this.#gesture, event, at);
			if (!isInside(this.#state.layout.roll, at.x, at.y)) this.#state.invalidate('overlay');
			return;
		}
		if (!at.isTouch) this.#rest(at);
	}

	#moveGesture(gesture: Gesture, event: PointerEvent, at: PointerAt): void {
		// those in between come together with the last
		if (gesture.isFine)
			for (const between of event.getCoalescedEvents().slice(0, -1)) gesture.move(this.#read(between));
		gesture.move(at);
	}

	up(event: PointerEvent): void {
		if (!this.#pointers.delete(event.pointerId)) return;
		if (this.#pinch) {
			// the finger that stays does nothing: it was part of a pinch
			if (this.#pointers.size === 0) this.#pinch = null;
			return;
		}
		const at = this.#read(event);
		if (event.pointerId === this.#gesturePointer) this.#endGesture((gesture) => gesture.end(at));
		if (!at.isTouch) this.#rest(at);
		// a finger that is lifted is nowhere
		else this.#state.events.onHover(null);
	}

	lose(event: PointerEvent): void {
		if (!this.#pointers.delete(event.pointerId)) return;
		if (this.#pointers.size === 0) this.#pinch = null;
		if (event.pointerId === this.#gesturePointer) this.#endGesture((gesture) => gesture.cancel());
	}

	leave(): void {
		if (this.isDragging) return;
		this.#state.lanes.read(null);
		this.#setHover(null);
		this.#state.events.onHover(null);
	}

	/** Answers whether it was on the ruler, and so has been dealt with. */
	contextMenu(event: MouseEvent): boolean {
		const { x, y } = this.#read(event);
		const hit = hitTest(this.#state, x, y, this.isLastTouch);
		if ((hit.kind !== 'ruler' && hit.kind !== 'flags') || this.#state.input.isReadonly) return false;
		this.cancel();
		askFlag(this.#state, x, hit.kind === 'flags' ? hit.flag : null);
		return true;
	}

	doubleClick(event: MouseEvent): void {
		const { input } = this.#state;
		const at = this.#read(event);
		const hit = hitTest(this.#state, at.x, at.y, false);
		const { kind } = hit;
		if (kind === 'lane') return doubleClickInLane(this.#state, at, hit.box);
		if (kind === 'ruler' && hit.isLoop && input.loop) return this.#clearLoop(at, input.loop);
		if ((kind === 'ruler' || kind === 'flags') && !input.isReadonly) return askFlag(this.#state, at.x, null);
		if (input.isReadonly) return;
		// a note that the first of the two clicks drew has not been chosen yet
		if (kind === 'note' && input.tool !== 'erase' && this.#pressed[0] === 'note') return this.#editLyric(hit.note.id);
		if (input.tool !== 'select' || kind !== 'ground') return;
		this.#state.setDraft({ kind: 'draw', note: noteAt(this.#state, at.x, at.y, at.alt ? 0 : this.#state.grid) });
		this.#state.commitDraft();
	}

	#editLyric(id: RecordId): void {
		this.#state.setSelection([id], false);
		this.#state.events.onLyric?.(id);
	}

	#clearLoop(at: PointerAt, { start, end }: TimeRange): void {
		const { seconds } = this.#state.pointAt(at.x, at.y);
		if (seconds >= start && seconds < end) this.#state.events.onLoop?.(null);
	}

	holdSpace(): void {
		this.#space = 'held';
		this.#host.style.cursor = 'grab';
	}

	releaseSpace(): boolean {
		const wasHeld = this.#space === 'held';
		this.#space = null;
		if (!this.#gesture) this.#host.style.cursor = '';
		return wasHeld;
	}

	#takeSpace(): boolean {
		if (this.#space) this.#space = 'dragged';
		return this.#space !== null;
	}

	cancel(): boolean {
		const wasDragging = this.isDragging;
		this.#pinch = null;
		this.#endGesture((gesture) => gesture.cancel());
		return wasDragging;
	}

	tick(): boolean {
		const at = this.#pointers.get(this.#gesturePointer);
		if (!this.#gesture?.scrolls || !at) return false;
		const { roll } = this.#state.layout;
		const outside = (value: number, from: number, to: number): number => {
			const by = value < from ? value - from : value > to ? value - to : 0;
			return Math.max(-SCROLL_MAX, Math.min(SCROLL_MAX, by * SCROLL_SHARE));
		};
		const dx = outside(at.x, roll.x, roll.x + roll.width);
		// a scrub along the ruler is above the roll on purpose
		const isTimeOnly = this.#gesture.scrolls === 'time' || (at.y < roll.y && this.#gesture.cursor === 'col-resize');
		const dy = isTimeOnly ? 0 : outside(at.y, roll.y, roll.y + roll.height);
		if (dx === 0 && dy === 0) return false;
		const before = this.#state.view;
		this.#state.setViewByHand(scrollView(before, dx, dy));
		if (this.#state.view.start === before.start && this.#state.view.top === before.top) return false;
		this.#gesture.move(at);
		return true;
	}

	#endGesture(end: (gesture: Gesture) => void): void {
		const gesture = this.#gesture;
		this.#gesture = null;
		this.#gesturePointer = -1;
		if (!gesture) return;
		end(gesture);
		this.#host.style.cursor = '';
		this.#state.invalidate('overlay');
	}

	/** The pointer is over the roll with nothing pressed. */
	#rest(at: PointerAt): void {
		const hit = hitTest(this.#state, at.x, at.y, false);
		this.#host.style.cursor = cursorFor(this.#state, hit, at);
		if (hit.kind === 'lane') readInLane(this.#state, at, hit.box);
		else this.#state.lanes.read(null);
		const isOver = isInside(this.#state.layout.roll, at.x, at.y);
		this.#setHover(isOver ? { x: at.x, y: at.y, note: hit.kind === 'note' ? hit.note : null } : null);
	}

	#setHover(hover: RollState['hover']): void {
		if (!hover && !this.#state.hover) return;
		this.#state.hover = hover;
		this.#state.invalidate('overlay');
	}

	#tellHover(at: PointerAt): void {
		if (!isInside(this.#state.layout.roll, at.x, at.y)) return this.#state.events.onHover(null);
		const { seconds, midi } = this.#state.pointAt(at.x, at.y);
		const { curve } = this.#state.input;
		const frame = this.#state.frameAt(seconds);
		const isVoiced = curve !== null && frame >= 0 && curve.curve.isVoiced(frame, curve.threshold);
		this.#state.events.onHover({
			seconds,
			ticks: this.#state.tempo.toTicks(seconds),
			midi,
			hz: isVoiced ? Math.abs(curve.curve.hzAt(frame)) : null,
			confidence: curve !== null && frame >= 0 ? curve.curve.confidenceAt(frame) : null,
			track: this.#findTrack(at),
			deviation: this.#findDeviation(at)
		});
	}

	#findDeviation(at: PointerAt): number | null {
		const { input, pitch } = this.#state;
		if (!pitch.sung || !input.layers.f0) return null;
		const hit = hitTest(this.#state, at.x, at.y, at.isTouch);
		return hit.kind === 'note' ? pitch.deviationOf(hit.note, pitch.sung) : null;
	}

	/** The track of the note under the pointer, an edited one first. */
	#findTrack(at: PointerAt): number | null {
		const { tracks } = this.#state;
		if (!tracks.areSeveral) return null;
		const hit = hitTest(this.#state, at.x, at.y, at.isTouch);
		return hit.kind === 'note' ? tracks.trackOf(hit.note) : findGhostTrack(this.#state, at);
	}

	#read(event: MouseEvent): PointerAt {
		const box = this.#host.getBoundingClientRect();
		return {
			x: event.clientX - box.left,
			y: event.clientY - box.top,
			isTouch: 'pointerType' in event && event.pointerType === 'touch',
			shift: event.shiftKey,
			alt: event.altKey,
			mod: event.ctrlKey || event.metaKey
		};
	}
}
