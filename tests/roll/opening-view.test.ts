import { expect, test } from 'vitest';
import { RollState } from '../../src/lib/roll/state.ts';
import type { Theme } from '../../src/lib/roll/theme.ts';
import { toMidi } from '../../src/lib/roll/viewport.ts';
import { add, makeId, Score, type Change, type Edit } from '#lib/score/index.ts';

const ignore = (): void => undefined;

function openRoll(score: Score): RollState {
	const input = {
		score,
		tool: 'select' as const,
		snap: 240,
		isReadonly: false,
		isPlaying: false,
		playhead: () => 0,
		follow: 'page' as const,
		curve: null,
		waveform: null,
		duration: 20,
		layers: { notes: true, f0: true, loudness: true, waveform: true },
		labels: { listening: '', roll: '' }
	};
	const events = {
		onEdit: ignore,
		onSelect: ignore,
		onHover: ignore,
		onSeek: ignore,
		onPreview: ignore,
		onPreviewEnd: ignore,
		onCommand: ignore
	};
	const state = new RollState(input, events, { isMotionReduced: true } as Theme, ignore);
	score.subscribe((change: Change) => state.scoreChanged(change, 0));
	state.resize(1200, 700);
	return state;
}

const lowNote: Edit = add('note', makeId(2, 1), { pitch: 30, source: makeId(1, 2) });
const lowest = (state: RollState): number => toMidi(state.view, state.view.height);

test('notes that are heard come into view, also after a recording was added here', () => {
	const score = new Score();
	const state = openRoll(score);
	expect(lowest(state)).toBeGreaterThan(30);
	score.transact('local', [add('clip', makeId(1, 1), {}), add('analysis', makeId(1, 2), { clip: makeId(1, 1) })]);
	score.transact('remote', [lowNote]);
	expect(lowest(state)).toBeLessThan(30);
});

test('whoever has worked on notes keeps the place that she chose', () => {
	const score = new Score();
	const state = openRoll(score);
	score.transact('local', [add('note', makeId(1, 1), { pitch: 60 })]);
	const before = state.view;
	score.transact('remote', [lowNote]);
	expect(state.view).toEqual(before);
});

test('another part is shown at the same time of it, with its own notes in view and nothing selected', () => {
	const score = new Score();
	const solo = makeId(1, 1);
	const high = add('note', makeId(1, 2), { pitch: 100, start: 9600, part: solo });
	score.transact('local', [add('part', solo, {}), high, add('note', makeId(1, 3), { pitch: 60, start: 9600 })]);
	const state = openRoll(score);
	state.setView({ ...state.view, start: 4 });
	state.setSelection([makeId(1, 3)]);
	expect(state.view.top).toBeLessThan(100);
	state.input = { ...state.input, part: solo };
	state.partChanged(0);
	expect(state.view.start).toBe(4);
	expect(state.view.top).toBeGreaterThan(101);
	expect(state.notes.notes.map(({ id }) => id)).toEqual([makeId(1, 2)]);
	expect(state.selection.size).toBe(0);
});
