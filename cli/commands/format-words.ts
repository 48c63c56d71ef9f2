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
	recording: 'sound',
	tracks: 'tracks',
	markers: 'markers',
	segments: 'lanes of segments',
	confidence: 'how sure each segment is',
	lanes: 'lanes of curves',
	words: 'the dictionary',
	vibrato: 'vibrato',
	phonemes: 'phonemes of notes',
	key: 'the key',
	a4: 'the tuning'
};

export const LEFT_OUT_WORDS: Readonly<Record<LeftOut, string>> = {
	bends: 'pitch that moves inside a note (the note has its mean)',
	controllers: 'instruments, pedals and other controllers',
	curve: 'curves that do not say when their values are',
	ends: 'no end of some notes (they last as long as their track)',
	lanes: 'lanes for which there is no room',
	lyrics: 'words where no note begins',
	markers: 'markers',
	meters: 'meters that a document does not have',
	other: 'fields that are not known here',
	parts: 'parts for which there is no room',
	recordings: 'recordings',
	segments: 'segments that do not say when they are',
	settings: 'how the roll was set: its tool and its grid',
	tempos: 'tempos that do not fit',
	tracks: 'tracks for which there is no room (their notes are in the first)',
	words: 'words of the dictionary'
};
