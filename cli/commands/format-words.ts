/** What is lost on the way through a file, in words. */

import type { LeftOut, Loss } from '#lib/formats/index.ts';

export const LOSS_WORDS: Readonly<Record<Loss, string>> = {
	velocity: 'velocity',
	cents: 'cents',
	pitch: 'the pitch of notes with lyrics',
	lyrics: 'lyrics',
	clock: 'tempo and meter',
	changes: 'changes of tempo and meter',
	clocks: 'the clocks of other parts',
	parts: 'other parts',
	notes: 'notes',
	curve: 'the pitch that was heard',
	curveBetween: 'pitch outside of notes',
	recording: 'sound'
};

export const LEFT_OUT_WORDS: Readonly<Record<LeftOut, string>> = {
	bends: 'pitch that moves inside a note (the note has its mean)',
	controllers: 'instruments, pedals and other controllers',
	curve: 'pitch curves',
	ends: 'no end of some notes (they last as long as their track)',
	lyrics: 'words where no note begins',
	markers: 'markers',
	meters: 'meters that a document does not have',
	parts: 'parts for which there is no room',
	phonemes: 'phonemes',
	pitches: 'no pitches (the notes lie at C4)',
	recordings: 'recordings',
	segments: 'segments',
	tempos: 'tempos that do not fit'
};
