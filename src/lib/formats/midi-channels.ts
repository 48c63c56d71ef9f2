/** Gives each note a MIDI channel on which no other note's bend disturbs it. */

import type { Note } from '#lib/score/index.ts';
import type { Ticks } from '#lib/units.ts';
import type { BendPoint } from './bend-points.ts';

/** A note with its bend. */
export interface BentNote {
	readonly note: Note;
	readonly bend: readonly BendPoint[];
}

export interface ChannelNote extends BentNote {
	/** 0 to 15. */
	readonly channel: number;
}

/** Channel 10, counted from 1, is percussion in General MIDI. */
const PERCUSSION = 9;
const CHANNELS: readonly number[] = Array.from({ length: 16 }, (_, i) => i).filter((i) => i !== PERCUSSION);

/**
 * Assigns channels to notes in order of start. A melody stays on one channel; notes that overlap share a channel only
 * when none of them bends and their keys differ. Should all 15 channels be taken, a note joins the one that is free
 * soonest and gives its own bend up.
 */
export function assignChannels(notes: readonly BentNote[]): ChannelNote[] {
	const sounding = new Map<number, BentNote[]>(CHANNELS.map((channel) => [channel, []]));
	return notes.map((bent) => {
		for (const [channel, others] of sounding)
			sounding.set(
				channel,
				others.filter(({ note }) => endOf(note) > bent.note.start)
			);
		const open = CHANNELS.find((channel) => canShare(bent, sounding.get(channel) ?? []));
		const channel = open ?? findSoonestFree(sounding, bent.note.pitch);
		sounding.get(channel)?.push(bent);
		return { note: bent.note, bend: open === undefined ? [] : bent.bend, channel };
	});
}

/** Whether a note ever leaves the pitch of its key. */
export const isBent = ({ bend }: BentNote): boolean => bend.some(({ cents }) => cents !== 0);

const endOf = (note: Note): Ticks => note.start + note.duration;

const canShare = (bent: BentNote, others: readonly BentNote[]): boolean =>
	others.length === 0 ||
	(!isBent(bent) && others.every((other) => !isBent(other) && other.note.pitch !== bent.note.pitch));

function findSoonestFree(sounding: ReadonlyMap<number, readonly BentNote[]>, pitch: number): number {
	let soonest = CHANNELS[0] ?? 0;
	let least = Infinity;
	for (const [channel, others] of sounding) {
		// two notes of one key on one channel would end each other: the last resort
		const clash = others.some(({ note }) => note.pitch === pitch) ? Number.MAX_SAFE_INTEGER / 2 : 0;
		const end = clash + Math.max(...others.map(({ note }) => endOf(note)));
		if (end < least) [soonest, least] = [channel, end];
	}
	return soonest;
}
