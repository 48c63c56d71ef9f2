/** Musical and physical units, and the only conversions between them. */

/** Seconds from the start of a recording or a part. */
export type Seconds = number;
/** Cycles per second. */
export type Hz = number;
/** MIDI note number; a fraction is a part of a semitone. 69 = A4 = 440 Hz. */
export type Midi = number;
/** Hundredths of a semitone. */
export type Cents = number;
/** Integer score time, {@link TICKS_PER_QUARTER} to a quarter note. */
export type Ticks = number;
/** Samples of one channel. */
export type Samples = number;
/** Analysis frames, one every {@link HOP_SECONDS}. */
export type Frames = number;
/** Level relative to full scale, 0 at a full-scale square wave. */
export type Decibels = number;

export const TICKS_PER_QUARTER: Ticks = 960;
/** Hop of every f0 curve in Melograph. */
export const HOP_SECONDS: Seconds = 0.01;
/** Frames in a second of f0. */
export const FRAMES_PER_SECOND = 100;
/** The rate that the f0 trackers listen at. */
export const TRACKER_RATE: Hz = 16_000;
/** Samples between two frames at {@link TRACKER_RATE}. */
export const HOP_SAMPLES: Samples = 160;

const A4_MIDI: Midi = 69;
const A4_HZ: Hz = 440;

/** Pitch of a frequency on the equal-tempered scale with A4 = 440 Hz. `hz` must be positive. */
export const hzToMidi = (hz: Hz): Midi => A4_MIDI + 12 * Math.log2(hz / A4_HZ);

/** Frequency of a (fractional) MIDI number with A4 = 440 Hz. */
export const midiToHz = (midi: Midi): Hz => A4_HZ * 2 ** ((midi - A4_MIDI) / 12);

/** Distance from `from` to `to` in cents; positive when `to` is higher. Both must be positive. */
export const centsBetween = (from: Hz, to: Hz): Cents => 1200 * Math.log2(to / from);

/** Linear amplitude of a level. */
export const decibelsToAmplitude = (level: Decibels): number => 10 ** (level / 20);
