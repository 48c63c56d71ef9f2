/** Renders what is heard, at its present gains, and saves it as a WAV file. */

import { openMixRecording, renderMix, type LoopRange } from '#lib/playback/index.ts';
import { Fault } from '#lib/fault.ts';
import { download } from '../exporting.ts';
import type { Studio } from '../studio.svelte.ts';
import type { SoundRange } from './sound-file.svelte.ts';

/** What a choice of range means now; null where there is none. */
export function findSoundRange(studio: Studio, range: SoundRange): LoopRange | null {
	if (range === 'loop') return studio.playing.loop;
	if (range === 'selection') return studio.selectedRange;
	return studio.seconds > 0 ? { start: 0, end: studio.seconds } : null;
}

/** Never throws a Fault: the dialog shows it. */
export async function saveSound(studio: Studio, name: string): Promise<void> {
	const { document: doc, playing, recording, soundFile } = studio;
	const range = findSoundRange(studio, soundFile.range);
	if (!range) return;
	const { sound } = playing;
	const signal = soundFile.begin();
	const source = recording.sound && !sound.isMuted('recording') ? recording.sound : null;
	let opened: Awaited<ReturnType<typeof openMixRecording>> | null = null;
	try {
		opened = source && (await openMixRecording(source));
		const file = await renderMix({
			notes: doc.notes,
			tempo: doc.tempo,
			sound: studio.notesSound,
			recording: opened,
			offset: doc.clip?.offset ?? 0,
			gains: {
				recording: sound.getGain('recording'),
				notes: sound.getGain('notes'),
				metronome: soundFile.hasMetronome ? sound.getLevel('metronome') : 0
			},
			timbre: sound.timbre,
			range,
			bits: soundFile.bits,
			signal,
			onProgress: (fraction) => {
				if (!signal.aborted) soundFile.fraction = fraction;
			}
		});
		download(file, `${name}.wav`);
		soundFile.end(null);
	} catch (thrown) {
		if (signal.aborted) return;
		if (!(thrown instanceof Fault)) throw thrown;
		soundFile.end(thrown);
	} finally {
		opened?.dispose();
	}
}
