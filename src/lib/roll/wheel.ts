/** The wheel and the trackpad: scroll both ways, zoom at the pointer; with Alt the rows. */

import type { Scope } from '../scope.ts';
import type { RollState } from './state.ts';
import { scrollView, zoomPitch, zoomTime } from './viewport.ts';

const PIXELS_PER_LINE = 32;
const PIXELS_PER_PAGE = 400;
/** A mouse wheel sends large steps, a pinch on a trackpad many small ones; both scale by e to the power of this times them. */
const ZOOM_RATE = 0.007;
const ZOOM_STEP_MAX = 50;

export function createWheelInput(scope: Scope, host: HTMLElement, state: RollState): void {
	const turn = (event: WheelEvent): void => {
		event.preventDefault();
		const unit = event.deltaMode === 1 ? PIXELS_PER_LINE : event.deltaMode === 2 ? PIXELS_PER_PAGE : 1;
		const box = host.getBoundingClientRect();
		const x = event.clientX - box.left - state.layout.roll.x;
		const y = event.clientY - box.top - state.layout.roll.y;
		const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
		if (event.ctrlKey || event.metaKey || event.altKey) {
			const factor = Math.exp(-Math.max(-ZOOM_STEP_MAX, Math.min(ZOOM_STEP_MAX, dy || dx)) * ZOOM_RATE);
			const zoom = event.altKey ? zoomPitch : zoomTime;
			return state.setViewByHand(zoom(state.view, factor, Math.max(0, event.altKey ? y : x), state.contentEnd));
		}
		// over the strips of time there is nothing to scroll but time
		const isTimeOnly = y < 0 || y >= state.layout.roll.height;
		if (event.shiftKey || isTimeOnly) state.setViewByHand(scrollView(state.view, dx || dy, 0));
		else state.setViewByHand(scrollView(state.view, dx, dy));
	};
	scope.listen(host, 'wheel', turn, { passive: false });
}
