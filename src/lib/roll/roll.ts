/** Puts the parts of the roll together on one element of the page. */

import { FIRST_PART, type RecordId } from '#lib/score/index.ts';
import { Scope } from '../scope.ts';
import { createAnnouncer } from './announcer.ts';
import { createClipboardEvents, findSystemClipboard } from './clipboard-events.ts';
import { createClipboard } from './clipboard.ts';
import { runCommand } from './commands.ts';
import { createContextMenu } from './context-menu.ts';
import { computePreview } from './draft.ts';
import { follow } from './follow.ts';
import { createKeyboardInput } from './keyboard.ts';
import { isLaneCommand, runInLane } from './lanes/commands.ts';
import { findSegmentBox } from './lanes/segment-tools.ts';
import { findNotePlace } from './note-place.ts';
import { createPointerInput, type PointerInput } from './pointer.ts';
import { createRenderer } from './renderer.ts';
import { RollState } from './state.ts';
import { readTheme, watchTheme } from './theme.ts';
import type { RollEvents } from './events.ts';
import type { Roll, RollCommand, RollInput } from './types.ts';
import { toViewport, toX } from './viewport.ts';
import { createWheelInput } from './wheel.ts';

/**
 * Makes a piano roll in `host`, an empty positioned element whose size it follows. The host keeps the document: the roll
 * listens to `options.score` and reports every gesture through `onEdit`. Dispose it before the host leaves the page.
 */
export function createRoll(host: HTMLElement, options: RollInput & RollEvents): Roll {
	const scope = new Scope();
	let pointer: PointerInput | null = null;
	const renderer = createRenderer({
		scope,
		host,
		getState: () => state,
		tick: () => {
			const isScrolling = pointer?.tick() ?? false;
			if (state.input.isPlaying) follow(state, pointer?.isDragging ?? false);
			return isScrolling || state.input.isPlaying;
		}
	});
	const state: RollState = new RollState(options, options, readTheme(host), (dirty) => renderer.invalidate(dirty));
	scope.own(state);
	state.people.update(options.people ?? [], performance.now());
	const say = createAnnouncer(scope, host);
	state.announce = (event) => say(options.announce?.(event) ?? '');
	dressHost(scope, host, state);
	pointer = createPointerInput(scope, host, state);
	createWheelInput(scope, host, state);
	const clipboard = createClipboard(findSystemClipboard());
	createClipboardEvents({ scope, host, state, pointer, clipboard });
	const openMenu = createContextMenu({ scope, host, state, pointer });
	const run = (command: RollCommand): void => {
		if (command === 'menu') openMenu();
		else if (!runInLane(state, command) && !isLaneCommand(command)) runCommand(state, clipboard, command);
	};
	createKeyboardInput({ scope, host, state, pointer, run });
	watchSurroundings(scope, host, state, () => renderer.resize());
	let stopListening = listenToScore(state);
	scope.defer(() => stopListening());
	const update = (change: Partial<RollInput>): void => {
		const before = state.input;
		state.input = { ...before, ...change };
		if (state.input.score !== before.score) {
			stopListening();
			pointer?.cancel();
			stopListening = listenToScore(state);
			state.scoreChanged(null, performance.now());
		}
		if (state.part !== (before.part ?? FIRST_PART)) {
			pointer?.cancel();
			state.partChanged(performance.now());
		}
		if (change.people) state.people.update(change.people, performance.now());
		// people move often, and over the picture
		if (change.people && Object.keys(change).length === 1) state.invalidate('overlay');
		else applyChange(host, state, before);
	};
	return createDoor({ scope, host, state, update, run, copy: (notes) => clipboard.write(notes) });
}

type Door = Pick<Roll, 'update' | 'run' | 'copy'> & {
	readonly scope: Scope;
	readonly host: HTMLElement;
	readonly state: RollState;
};

/** The roll as its host sees it. */
function createDoor({ scope, host, state, update, run, copy }: Door): Roll {
	return {
		update,
		run,
		copy,
		curveGrew: () => state.curveChanged(),
		get selection() {
			return state.selection;
		},
		preview: (edits) => state.setDraft(edits && computePreview(edits, state.input.score)),
		select: (ids: Iterable<RecordId>) => state.setSelection(ids),
		get selectedSegments() {
			return state.lanes.selection;
		},
		selectSegments: (ids) => state.lanes.setSelection(ids),
		placeSegment: (id) => findSegmentBox(state, id),
		activateLane: (key) => state.lanes.activate(key),
		get layout() {
			return state.layout;
		},
		placeNote: (id) => findNotePlace(state, id),
		showNote(id) {
			const note = state.input.score.get(id);
			if (note?.kind === 'note') state.showNote(note);
		},
		showTime: (seconds) => state.showTime(seconds),
		showPerson: (who) => state.showPerson(who, performance.now()),
		fitContent: () => state.fitContent(false),
		get viewport() {
			return toViewport(state.view);
		},
		get grid() {
			return state.grid;
		},
		placeOnRuler(tick) {
			const { ruler, roll } = state.layout;
			const box = host.getBoundingClientRect();
			const x = toX(state.view, state.tempo.toSeconds(tick));
			return { x: box.left + ruler.x + Math.max(0, Math.min(ruler.width, x)), y: box.top + roll.y };
		},
		dispose: () => scope.dispose()
	};
}

const listenToScore = (state: RollState): (() => void) =>
	state.input.score.subscribe((change) => state.scoreChanged(change, performance.now()));

function applyChange(host: HTMLElement, state: RollState, before: RollInput): void {
	const { input } = state;
	if (input.isPlaying && !before.isPlaying) state.isFollowSuspended = false;
	if (input.labels.roll !== before.labels.roll) host.setAttribute('aria-label', input.labels.roll);
	const hasOtherLanes = input.lanes !== before.lanes || input.narrowLane !== before.narrowLane;
	if (hasOtherLanes && state.view.width > 0) state.resize(state.layout.width, state.layout.height);
	if (input.tracks !== before.tracks) state.tracksChanged();
	if (input.curve !== before.curve) state.curveChanged();
	state.invalidate();
}

function dressHost(scope: Scope, host: HTMLElement, state: RollState): void {
	Object.assign(host.style, { touchAction: 'none', outline: 'none', userSelect: 'none' });
	const attributes = { tabindex: '0', role: 'application', 'aria-label': state.input.labels.roll };
	for (const [name, value] of Object.entries(attributes)) host.setAttribute(name, value);
	scope.defer(() => {
		for (const name of Object.keys(attributes)) host.removeAttribute(name);
		Object.assign(host.style, { touchAction: '', outline: '', userSelect: '', cursor: '' });
	});
}

/** Size, pixel ratio, theme and fonts of the page. */
function watchSurroundings(scope: Scope, host: HTMLElement, state: RollState, resize: () => void): void {
	const observer = new ResizeObserver(resize);
	observer.observe(host);
	scope.defer(() => observer.disconnect());
	let ratio = scope.child();
	const watchRatio = (): void => {
		ratio.dispose();
		ratio = scope.child();
		ratio.listen(matchMedia(`(resolution: ${devicePixelRatio}dppx)`), 'change', () => {
			watchRatio();
			resize();
		});
	};
	watchRatio();
	const dress = (): void => {
		state.theme = readTheme(host);
		state.invalidate();
	};
	watchTheme(scope, host, dress);
	scope.listen(document.fonts, 'loadingdone', dress);
	resize();
}
