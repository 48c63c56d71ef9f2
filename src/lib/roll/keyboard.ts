/** Key presses on the focused roll. */

import type { Scope } from '../scope.ts';
import { selectNeighbour } from './commands.ts';
import { runInLane } from './lanes/commands.ts';
import { findBinding } from './keys.ts';
import type { PointerInput } from './pointer.ts';
import type { RollState } from './state.ts';
import type { HostCommand, RollCommand } from './types.ts';

const HOST_COMMANDS: readonly HostCommand[] = [
	'undo',
	'redo',
	'toggle-play',
	'tool-select',
	'tool-draw',
	'tool-erase',
	'tool-pitch',
	'toggle-carry',
	'toggle-vibrato',
	'snap-toggle',
	'snap-coarser',
	'snap-finer',
	'track-mute',
	'track-solo',
	'toggle-ghosts',
	'toggle-events',
	'toggle-loop',
	'play-selection',
	'swap-sound',
	'both-sounds',
	'metronome',
	'slower',
	'faster',
	'follow',
	'add-tempo',
	'add-meter',
	'add-marker',
	'previous-marker',
	'next-marker',
	'loop-start',
	'loop-end',
	'loop-selection',
	'ask-quantize',
	'ask-transpose',
	'ask-scale',
	'ask-lyrics',
	'ask-phonemes',
	'ask-dictionary',
	'ask-velocity',
	'ask-humanise',
	'help'
];
/** Whether the host does it, not the roll. */
export const isHostCommand = (id: string): id is HostCommand => HOST_COMMANDS.some((name) => name === id);

export interface KeyboardOptions {
	readonly scope: Scope;
	readonly host: HTMLElement;
	readonly state: RollState;
	readonly pointer: PointerInput;
	readonly run: (command: RollCommand) => void;
}

export function createKeyboardInput({ scope, host, state, pointer, run }: KeyboardOptions): void {
	// Escape gives Tab back to the page, until the roll is used again
	let ownsTab = true;
	scope.listen(host, 'pointerdown', () => (ownsTab = true));
	scope.listen(host, 'blur', () => {
		ownsTab = true;
		pointer.releaseSpace();
		state.hasFocusRing = false;
		state.invalidate('overlay');
	});
	scope.listen(host, 'focus', () => {
		state.hasFocusRing = host.matches(':focus-visible');
		state.invalidate('overlay');
	});
	const escape = (): void => {
		if (pointer.cancel()) return;
		if (state.lanes.selection.size > 0) return state.lanes.setSelection([]);
		if (state.lanes.active && state.selection.size === 0) return state.lanes.activate(null);
		if (state.pitch.span) return state.pitch.setSpan(null);
		if (state.selection.size === 0 && state.input.loop && state.events.onLoop) return state.events.onLoop(null);
		if (state.selection.size === 0) ownsTab = false;
		state.setSelection([]);
	};
	scope.listen(host, 'keydown', (event) => {
		if (event.isComposing || event.defaultPrevented || event.target !== host) return;
		const binding = findBinding(event, state.input.keys);
		if (!binding || (event.repeat && !binding.repeats)) return;
		const { id } = binding;
		if (id === 'select-next' || id === 'select-previous') {
			const isTaken = ownsTab && (runInLane(state, id) || selectNeighbour(state, id === 'select-next' ? 1 : -1));
			if (isTaken) event.preventDefault();
			return;
		}
		// the browser gives what is pasted without asking, if its own key is left alone
		if (id === 'paste') return;
		event.preventDefault();
		if (id === 'escape') return escape();
		ownsTab = true;
		if (binding.edits && state.input.isReadonly) return;
		// the keys of a running gesture are its modifiers; a document that changes under it would confuse both
		if (pointer.isDragging && binding.edits) return;
		// under the pointer Space may become a drag: what it means waits for its release
		if (id === 'toggle-play' && event.key === ' ' && state.hover) return pointer.holdSpace();
		if (isHostCommand(id)) state.events.onCommand(id);
		else run(id);
	});
	scope.listen(host, 'keyup', (event) => {
		if (event.key === ' ' && pointer.releaseSpace()) state.events.onCommand('toggle-play');
	});
}
