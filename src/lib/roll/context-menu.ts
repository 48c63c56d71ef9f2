/** Asks the host for its menu: by a right click, a long press of a finger, or a key. */

import type { Scope } from '../scope.ts';
import { hitTest, type Hit } from './hit-test.ts';
import { boxHeight, boxWidth, boxX, boxY } from './note-box.ts';
import { findMenuX, openLaneMenu } from './lanes/lane-menu.ts';
import type { PointerInput } from './pointer.ts';
import type { RollState } from './state.ts';

/** As long as the press that begins a marquee (tools/pan.ts), and a little more. */
const LONG_PRESS_MS = 450;
const REACH = 9;

export interface ContextMenuOptions {
	readonly scope: Scope;
	readonly host: HTMLElement;
	readonly state: RollState;
	readonly pointer: PointerInput;
}

/** Answers a function that opens the menu beside the selection, for a key. */
export function createContextMenu({ scope, host, state, pointer }: ContextMenuOptions): () => void {
	const hitAt = (event: MouseEvent, isTouch: boolean): Hit => {
		const box = host.getBoundingClientRect();
		return hitTest(state, event.clientX - box.left, event.clientY - box.top, isTouch);
	};
	/** Opens it over a note or empty ground, and selects the note. */
	const openAt = (hit: Hit, { clientX: x, clientY: y }: MouseEvent): void => {
		pointer.cancel();
		if (hit.kind === 'lane') return openLaneMenu(state, hit.box, { x, y }, x - host.getBoundingClientRect().left);
		if (hit.kind === 'note' && !state.selection.has(hit.note.id)) state.setSelection([hit.note.id]);
		state.events.onMenu?.({ x, y });
	};
	const isOurs = (hit: Hit): boolean => hit.kind === 'note' || hit.kind === 'ground' || hit.kind === 'lane';
	let isTouch = false;
	scope.listen(host, 'contextmenu', (event) => {
		const hit = hitAt(event, false);
		// a finger has its long press, which comes by itself
		if (!state.events.onMenu || isTouch || !isOurs(hit)) return;
		event.preventDefault();
		openAt(hit, event);
	});
	let press: { readonly id: number; readonly event: PointerEvent; readonly hit: Hit; isLong: boolean } | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const release = (): void => {
		clearTimeout(timer);
		press = null;
	};
	scope.defer(release);
	scope.listen(host, 'pointerdown', (event) => {
		isTouch = event.pointerType === 'touch';
		const isSecond = press !== null;
		release();
		const hit = hitAt(event, true);
		if (!state.events.onMenu || !isTouch || isSecond || !isOurs(hit) || state.input.tool !== 'select') return;
		const down = { id: event.pointerId, event, hit, isLong: false };
		press = down;
		timer = setTimeout(() => {
			down.isLong = true;
			// on empty ground the press may still become a marquee
			if (hit.kind !== 'note' && hit.kind !== 'lane') return;
			release();
			openAt(hit, event);
		}, LONG_PRESS_MS);
	});
	scope.listen(host, 'pointermove', (event) => {
		const from = press?.event;
		if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > REACH) release();
	});
	scope.listen(host, 'pointerup', (event) => {
		const up = press;
		release();
		if (up?.isLong && up.id === event.pointerId) openAt(up.hit, event);
	});
	scope.listen(host, 'pointercancel', release);
	return () => {
		const box = host.getBoundingClientRect();
		const { active } = state.lanes;
		const x = box.left + (active ? findMenuX(state, active) : 0);
		if (active) state.events.onLaneMenu?.(active.lane.key, { x, y: box.top + active.body.y + active.body.height / 2 });
		else state.events.onMenu?.(findPlace(host, state));
	};
}

/** Under the first selected note that is in view, otherwise the middle of the roll; in pixels of the window. */
function findPlace(host: HTMLElement, state: RollState): { x: number; y: number } {
	const { view, tempo, layout } = state;
	const box = host.getBoundingClientRect();
	const [left, top] = [box.left + layout.roll.x, box.top + layout.roll.y];
	for (const note of state.findSelected()) {
		const x = boxX(view, tempo, note) + Math.min(boxWidth(view, tempo, note), 24);
		const y = boxY(view, note) + boxHeight(view);
		if (x >= 0 && x <= view.width && y >= 0 && y <= view.height) return { x: left + x, y: top + y };
	}
	return { x: left + view.width / 2, y: top + view.height / 2 };
}
