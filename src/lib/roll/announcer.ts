/** A live region that speaks what the canvas shows. */

import type { Scope } from '../scope.ts';

/** Puts texts into a hidden element in `host`, for screen readers. */
export function createAnnouncer(scope: Scope, host: HTMLElement): (text: string) => void {
	const region = document.createElement('div');
	region.setAttribute('aria-live', 'polite');
	region.setAttribute('role', 'status');
	Object.assign(region.style, {
		position: 'absolute',
		width: '1px',
		height: '1px',
		overflow: 'hidden',
		clipPath: 'inset(50%)',
		whiteSpace: 'nowrap',
		pointerEvents: 'none'
	});
	host.append(region);
	scope.defer(() => region.remove());
	return (text) => {
		if (text) region.textContent = text;
	};
}
