/** What the roll reports to its host. */

import type { BarPosition, ChangeKind, Edit, Note, RecordId } from '#lib/score/index.ts';
import type { Cents, Hz, Midi, Seconds, Ticks } from '../units.ts';
import type { RollLane } from './lanes/lane.ts';
import type { Layout } from './layout.ts';
import type { PitchSpan } from './pitch-types.ts';
import type { Viewport } from './viewport.ts';
import type { HostCommand, TimeRange } from './types.ts';

/** What is under the pointer. `hz` and `confidence` are null where nothing was heard. */
export interface HoverPoint {
	readonly seconds: Seconds;
	readonly ticks: Ticks;
	readonly midi: Midi;
	readonly hz: Hz | null;
	readonly confidence: number | null;
	/** The track of the note that is there, edited or not. */
	readonly track: number | null;
	/** How far what is sung in that note is from it; null where nothing is. */
	readonly deviation: Cents | null;
}

/** Something that a listener cannot see; `announce` puts it into words. */
export type RollAnnouncement =
	| {
			readonly kind: 'note';
			readonly note: Note;
			/** Its pitch by the names of the roll, as in `B♭3`. */
			readonly name: string;
			readonly position: BarPosition;
	  }
	/** More or less than one note is selected. */
	| { readonly kind: 'selection'; readonly count: number }
	| { readonly kind: 'deleted'; readonly count: number }
	/** All that is selected was changed at once. */
	| { readonly kind: 'changed'; readonly count: number }
	/** A lane has the keys; null: the notes have them again. */
	| { readonly kind: 'lane'; readonly lane: RollLane | null }
	/** A segment is selected; its times are of the part. */
	| { readonly kind: 'segment'; readonly label: string; readonly from: Seconds; readonly to: Seconds }
	/** The first of `count` notes has this velocity now. */
	| { readonly kind: 'velocity'; readonly velocity: number; readonly count: number }
	/** So much pitch was changed at once. */
	| { readonly kind: 'pitch'; readonly seconds: Seconds }
	/** The view went to a place that deserves a second look; `certain`: there is no other. */
	| { readonly kind: 'uncertain'; readonly reason: 'doubt' | 'dispute' | 'drift'; readonly position: BarPosition }
	| { readonly kind: 'certain' }
	/** The view went to where somebody is. */
	| { readonly kind: 'person'; readonly name: string; readonly position: BarPosition };

/** What stands in the lane under the ruler: something that begins at a tick. */
export interface RulerFlag {
	readonly kind: ChangeKind | 'marker';
	readonly tick: Ticks;
	/** Of a marker; null for what has no record of its own. */
	readonly id: RecordId | null;
	/** As it is written there: “♩=96”, “3/4”, “Chorus”. */
	readonly text: string;
	/** False for what the part begins with: it may be changed, not moved or removed. */
	readonly isChange: boolean;
}

/** A key that is heard beside the music. */
export interface PreviewKey {
	readonly midi: Midi;
	/** 1 to 127. */
	readonly velocity: number;
}

/** A gesture on its way, or edits that wait for a yes. */
export interface RollDraft {
	readonly kind: string;
	/** The notes that it changes, as they are before it. */
	readonly notes?: readonly Note[];
}

export interface RollEvents {
	/** One gesture is one call; the host makes one transaction of it. */
	onEdit(edits: readonly Edit[]): void;
	/** What a gesture would do if it ended now; null when it has ended. Called for every step of it. */
	onDraft?(draft: RollDraft | null): void;
	onSelect(ids: ReadonlySet<RecordId>): void;
	onHover(at: HoverPoint | null): void;
	/** Another part of time or pitch may be shown. */
	onView?(viewport: Viewport): void;
	onSeek(seconds: Seconds): void;
	/** Keys that are to sound until `onPreviewEnd`, in place of those before: of the keyboard, or of notes that are edited. */
	onPreview(keys: readonly PreviewKey[], of: 'keyboard' | 'notes'): void;
	onPreviewEnd(): void;
	onCommand(name: HostCommand): void;
	/** A drag in the upper half of the ruler, or with Shift anywhere on it; null when the loop is cleared. */
	onLoop?(range: TimeRange | null): void;
	/** A flag is to be edited, or with none another one made at `tick`, which is on a beat. */
	onFlag?(tick: Ticks, flag: RulerFlag | null): void;
	/** A flag was dragged to another tick. */
	onMoveFlag?(flag: RulerFlag, tick: Ticks): void;
	/** Another track is to be edited. */
	onTrack?(track: number): void;
	/** The parts of the roll stand elsewhere. */
	onLayout?(layout: Layout): void;
	onSelectSegments?(ids: ReadonlySet<RecordId>): void;
	/** The label of a segment is to be written. */
	onLabel?(segment: RecordId): void;
	/** A menu of what can be done in a lane is asked for at a point of the window. */
	onLaneMenu?(key: string, at: { readonly x: number; readonly y: number }): void;
	/** A stretch of the recording was chosen with the pitch tool; null when none is any more. */
	onPitchSpan?(span: PitchSpan | null): void;
	/** A menu of what can be done is asked for at a point of the window. */
	onMenu?(at: { readonly x: number; readonly y: number }): void;
	/** The lyric of a note is to be written; without it the key draws a note. */
	onLyric?(note: RecordId): void;
	/** Words for a screen reader; null or '' says nothing. */
	announce?(event: RollAnnouncement): string | null;
}
