import { expect, test } from 'vitest';
import { createPlayer, createRecorder } from '#lib/playback/index.ts';
import { DEFAULTS, makeId, makeRecord, TempoMap } from '#lib/score/index.ts';

test('players and recorders can be made, asked and thrown away where there is no browser', () => {
	const player = createPlayer();
	let told = 0;
	player.subscribe(() => told++);
	player.setNotes([makeRecord('note', makeId(1, 1), { start: 960, duration: 960 })], new TempoMap(DEFAULTS.meta));
	player.seek(0.25);
	player.setLoop({ start: 0, end: 1 });
	expect(player.duration).toBe(1);
	expect(player.position).toBe(0.25);
	expect(player.loop).toEqual({ start: 0, end: 1 });
	expect(player.isPlaying).toBe(false);
	expect(player.analyser).toBeNull();
	expect(told).toBe(3);
	player.dispose();
	const recorder = createRecorder({
		openWriter: () => Promise.reject(new Error('nothing asks for it before a start'))
	});
	expect(recorder.state).toBe('idle');
	expect(recorder.level()).toBe(0);
	recorder.dispose();
});
