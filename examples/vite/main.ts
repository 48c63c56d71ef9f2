/** A document, its history, and a roll that shows and edits it. */

import { createRoll } from 'melograph';
import { add, History, Score } from 'melograph/score';

const QUARTER = 960;
const host = document.querySelector<HTMLElement>('#roll');
const output = document.querySelector('output');
if (!host || !output) throw new Error('The page has no place for a roll.');

const score = new Score();
[60, 62, 64, 65, 67].forEach((pitch, i) => {
	score.transact('local', [add('note', score.nextId(), { start: i * QUARTER, duration: QUARTER, pitch })]);
});
const history = new History(score);
const say = (): void => {
	output.value = `${score.notes.length} notes`;
};
score.subscribe(say);
say();

const roll = createRoll(host, {
	score,
	tool: 'select',
	snap: 'auto',
	isReadonly: false,
	isPlaying: false,
	playhead: () => 0,
	follow: 'off',
	curve: null,
	waveform: null,
	duration: 0,
	layers: { notes: true, f0: true, waveform: false },
	labels: { listening: 'Listening', roll: 'Piano roll' },
	onEdit: (edits) => void score.transact('local', edits),
	onSelect: () => undefined,
	onHover: () => undefined,
	onSeek: () => undefined,
	onPreview: () => undefined,
	onPreviewEnd: () => undefined,
	onCommand: (name) => {
		if (name === 'undo') history.undo();
		if (name === 'redo') history.redo();
	}
});
addEventListener('pagehide', () => roll.dispose());
