/** Which notes of a part are edited, which show through, and what each track looks like. */

import { expect, test } from 'vitest';
import { findNote } from '#lib/roll/hit-test.ts';
import { RollState } from '#lib/roll/state.ts';
import type { RollTracks } from '#lib/roll/index.ts';
import { findGhostTrack } from '#lib/roll/tools/index.ts';
import type { Theme } from '#lib/roll/theme.ts';
import { computeTrackSigns, TrackNotes } from '#lib/roll/tracks.ts';
import { add, makeId, Score, type RecordId } from '#lib/score/index.ts';

const ALTO = makeId(1, 50);
const BASS = makeId(1, 51);

/** Two notes in each of three tracks, one after the other. */
function makeScore(): Score {
	const score = new Score();
	score.useSlot(2, 1);
	const note = (i: number, track: number) =>
		add('note', makeId(1, i), { start: i * 960, duration: 960, pitch: 60 + i, track });
	score.transact('remote', [
		add('track', ALTO, { name: ' alto', colour: 3 }),
		add('track', BASS, { colour: 5 }),
		...[0, 0, ALTO, ALTO, BASS, BASS].map((track, i) => note(i + 1, track))
	]);
	return score;
}
const look = (change: Partial<RollTracks> = {}): RollTracks => ({
	active: ALTO,
	isAll: false,
	hasGhosts: true,
	hidden: new Set(),
	...change
});
const idsOf = (notes: readonly { readonly id: RecordId }[]): number[] => notes.map(({ id }) => id - makeId(1, 0));
const divide = (change?: Partial<RollTracks>) => {
	const tracks = new TrackNotes(makeScore(), 0, look(change));
	return [idsOf(tracks.edited.notes), idsOf(tracks.ghosts.notes)];
};

test('the notes of the active track are edited, those of the others show through', () => {
	expect(divide()).toEqual([
		[3, 4],
		[1, 2, 5, 6]
	]);
	expect(divide({ active: 0 })).toEqual([
		[1, 2],
		[3, 4, 5, 6]
	]);
});

test('others may be hidden, one by one or all', () => {
	expect(divide({ hidden: new Set([0]) })).toEqual([
		[3, 4],
		[5, 6]
	]);
	expect(divide({ hasGhosts: false })).toEqual([[3, 4], []]);
	expect(divide({ hidden: new Set([ALTO]) })[0]).toEqual([3, 4]);
});

test('all that are shown can be edited at once', () => {
	expect(divide({ isAll: true })).toEqual([[1, 2, 3, 4, 5, 6], []]);
	expect(divide({ isAll: true, hidden: new Set([BASS]) })).toEqual([[1, 2, 3, 4], []]);
});

test('without a choice all is edited, and the first track is drawn into', () => {
	const tracks = new TrackNotes(makeScore(), 0, undefined);
	expect(tracks.edited.notes.length).toBe(6);
	expect(tracks.active).toBe(0);
	expect(new TrackNotes(makeScore(), 0, look({ active: 99 })).active).toBe(0);
});

test('hidden notes still make the part as long as it is', () => {
	expect(new TrackNotes(makeScore(), 0, look({ hasGhosts: false })).end).toBe(7 * 960);
});

test('a track has a colour and a sign that does not need it', () => {
	const tracks = new TrackNotes(makeScore(), 0, undefined);
	expect([0, ALTO, BASS, 99].map((track) => tracks.colourOf({ track }))).toEqual([0, 3, 5, 0]);
	expect([0, ALTO, BASS].map((track) => tracks.signOf({ track }))).toEqual(['1', 'A', '3']);
});

function makeState(change?: Partial<RollTracks>): RollState {
	const input = {
		score: makeScore(),
		tracks: look(change),
		tool: 'select' as const,
		snap: 240,
		isReadonly: false,
		isPlaying: false,
		playhead: () => 0,
		follow: 'off' as const,
		curve: null,
		waveform: null,
		duration: 20,
		layers: { notes: true, f0: true, loudness: true, waveform: true },
		labels: { listening: '', roll: '' }
	};
	const ignore = (): void => undefined;
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
	state.resize(1200, 700);
	return state;
}
/** The middle of a note, in pixels of the host. */
function middleOf(state: RollState, i: number) {
	const seconds = state.tempo.toSeconds((i + 0.5) * 960);
	const x = state.layout.roll.x + (seconds - state.view.start) * state.view.pixelsPerSecond;
	const y = state.layout.roll.y + (state.view.top - 60 - i) * state.view.pixelsPerSemitone;
	return { x, y, isTouch: false, shift: false, alt: false, mod: false };
}

test('a ghost is not hit, but its track is found', () => {
	const state = makeState();
	const hit = (i: number) => {
		const { x, y } = middleOf(state, i);
		return findNote(state, x - state.layout.roll.x, y - state.layout.roll.y, false)?.note.id ?? null;
	};
	expect(hit(3)).toBe(makeId(1, 3));
	expect(hit(5)).toBeNull();
	expect(findGhostTrack(state, middleOf(state, 5))).toBe(BASS);
	expect(findGhostTrack(state, middleOf(state, 1))).toBe(0);
	expect(findGhostTrack(state, middleOf(state, 3))).toBeNull();
	expect(findGhostTrack(makeState({ hasGhosts: false }), middleOf(state, 5))).toBeNull();
});

test('when another track is edited, what was selected in the last one is not any more', () => {
	const state = makeState({ isAll: true });
	state.setSelection([makeId(1, 1), makeId(1, 3)]);
	state.input = { ...state.input, tracks: look() };
	state.tracksChanged();
	expect([...state.selection]).toEqual([makeId(1, 3)]);
});

test.each([
	[
		['Soprano', 'Alto', 'Tenor', 'Bass'],
		['S', 'A', 'T', 'B']
	],
	[
		['Track 1', 'Track 2', 'track 12'],
		['1', '2', '12']
	],
	[
		['Alto', 'alto', '', ' '],
		['A', '2', '3', '4']
	],
	[
		['소프라노', '알토'],
		['소', '알']
	]
])('tracks called %j have signs of their own', (names, signs) => {
	expect(computeTrackSigns(names.map((name) => ({ name })))).toEqual(signs);
});
