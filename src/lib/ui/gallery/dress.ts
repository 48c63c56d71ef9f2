/** Makes a studio look as a state of the gallery says. */

import type { Studio } from '../studio.svelte.ts';
import type { GalleryState } from './states.ts';

/** From the left edge of the first selected note to the menu over it, in pixels. */
const MENU_OFFSET = 24;

/** What is so from the first. */
export function dress(studio: Studio, state: GalleryState): void {
	const { view, document, pitch } = studio;
	Object.assign(view.layers, state.layers);
	document.isLocked = state.isReadonly ?? false;
	pitch.showsVibrato = state.showsVibrato ?? false;
	for (const lane of state.lanes ?? []) studio.lanes.toggle(lane);
}

/** What a person would have done since, once the roll is on the page. */
export function open(studio: Studio, state: GalleryState): void {
	const { roll, document, events, tracks, view } = studio;
	for (const command of state.commands ?? []) roll.run(command);
	if (state.selected) roll.select(document.notes.slice(...state.selected).map(({ id }) => id));
	if (state.opens === 'events') events.isOpen = true;
	else if (state.opens === 'sheet') view.isSheetOpen = true;
	else if (state.opens === 'track') tracks.choose(tracks.list[1]?.id ?? tracks.active);
	else if (state.opens === 'menu') openMenu(studio, state);
}

function openMenu({ roll, document }: Studio, { selected }: GalleryState): void {
	const note = document.notes[selected?.[0] ?? 0];
	const place = note && roll.placeNote(note.id);
	const host = roll.place;
	if (place && host) roll.menuAt = { x: host.x + place.x + MENU_OFFSET, y: host.y + place.y + place.height };
}
