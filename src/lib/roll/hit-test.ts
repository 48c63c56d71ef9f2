/** What is under a point of the host. Pure. */

import type { Note, RecordId, TempoMap } from '#lib/score/index.ts';
import type { Midi } from '../units.ts';
import { findFlag, type FlagBox } from './flags.ts';
import { isInside, type LaneBox, type Layout } from './layout.ts';
import { boxHeight, boxWidth, boxX, boxY } from './note-box.ts';
import type { NoteIndex } from './note-index.ts';
import { findPitchHit, type PitchHit, type PitchScene } from './pitch-hit.ts';
import type { RulerFlag } from './events.ts';
import { toMidi, toSeconds, type View } from './viewport.ts';

export type NotePart = 'body' | 'left' | 'right';

export type Hit =
	| { readonly kind: 'note'; readonly note: Note; readonly part: NotePart }
	| PitchHit
	| { readonly kind: 'ground' }
	/** Its upper half is for the loop. */
	| { readonly kind: 'ruler'; readonly isLoop: boolean }
	/** The lane under the ruler, and the flag in it. */
	| { readonly kind: 'flags'; readonly flag: RulerFlag | null }
	| { readonly kind: 'minimap' }
	| { readonly kind: 'keyboard'; readonly midi: Midi }
	| { readonly kind: 'lane'; readonly box: LaneBox }
	| { readonly kind: 'none' };

export interface HitScene {
	readonly layout: Layout;
	readonly view: View;
	readonly tempo: TempoMap;
	readonly notes: NoteIndex;
	readonly flagBoxes: readonly FlagBox[];
	readonly selection: ReadonlySet<RecordId>;
	/** Hidden notes are not there. */
	readonly showsNotes: boolean;
	/** Where there is nothing but notes this is not given. */
	readonly pitch?: PitchScene['pitch'];
	findSelected?(): readonly Note[];
}

/** How far beside a note it is still meant, and how much of its ends are handles. In pixels. */
const MOUSE = { slop: 3, edge: 7 };
const TOUCH = { slop: 12, edge: 16 };
/** At least this part of a note in the middle is its body. */
const BODY_SHARE = 0.5;

export function hitTest(scene: HitScene, x: number, y: number, isTouch: boolean): Hit {
	const { layout, view } = scene;
	if (layout.minimap && isInside(layout.minimap, x, y)) return { kind: 'minimap' };
	// a finger cannot tell the halves of a ruler apart, and means to seek
	if (isInside(layout.ruler, x, y))
		return { kind: 'ruler', isLoop: !isTouch && y < layout.ruler.y + layout.ruler.height / 2 };
	if (isInside(layout.flags, x, y))
		return { kind: 'flags', flag: findFlag(scene.flagBoxes, x - layout.flags.x, isTouch) };
	if (isInside(layout.keyboard, x, y))
		return { kind: 'keyboard', midi: Math.round(toMidi(view, y - layout.keyboard.y)) };
	const box = layout.lanes.find(({ body }) => isInside(body, x, y));
	if (box) return { kind: 'lane', box };
	if (!isInside(layout.roll, x, y)) return { kind: 'none' };
	const hit = isPitchScene(scene) ? findPitchHit(scene, x, y, isTouch) : null;
	if (hit) return hit;
	if (!scene.showsNotes) return { kind: 'ground' };
	return findNote(scene, x - layout.roll.x, y - layout.roll.y, isTouch) ?? { kind: 'ground' };
}

const isPitchScene = (scene: HitScene): scene is HitScene & PitchScene => scene.pitch !== undefined;

/** The nearest note at a point of the roll's own area; of two, the one drawn later, and a selected one first. */
export function findNote(
	scene: HitScene,
	x: number,
	y: number,
	isTouch: boolean
): Extract<Hit, { kind: 'note' }> | null {
	const { view, tempo, notes, selection } = scene;
	const reach = isTouch ? TOUCH : MOUSE;
	const height = boxHeight(view);
	let best: Note | null = null;
	let bestDistance = Infinity;
	const from = tempo.toFractionalTicks(toSeconds(view, x - reach.slop - 3));
	const to = tempo.toFractionalTicks(toSeconds(view, x + reach.slop));
	notes.visit(from, to, (note) => {
		const left = boxX(view, tempo, note);
		const top = boxY(view, note);
		const dx = Math.max(0, left - x, x - left - boxWidth(view, tempo, note));
		// a row is a whole target for a mouse: the note above must not be caught
		const dy = Math.max(0, top - y, y - top - height);
		if (dx > reach.slop || dy > (isTouch ? reach.slop : 1.5)) return;
		const distance = Math.hypot(dx, dy) - (selection.has(note.id) ? 0.5 : 0);
		if (distance > bestDistance) return;
		best = note;
		bestDistance = distance;
	});
	return best && { kind: 'note', note: best, part: partAt(scene, best, x, reach.edge) };
}

function partAt({ view, tempo }: HitScene, note: Note, x: number, edge: number): NotePart {
	const left = boxX(view, tempo, note);
	const width = boxWidth(view, tempo, note);
	const handle = Math.min(edge, (width * (1 - BODY_SHARE)) / 2);
	if (x < left + handle) return 'left';
	if (x > left + width - handle) return 'right';
	return 'body';
}
