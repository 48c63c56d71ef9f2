/** Who else is on the document, and what this visitor shows of herself: her name and colour are kept in her browser. */

import { FIRST_PART, type RecordId } from '#lib/score/index.ts';
import type { Presence } from '#lib/wire/index.ts';
import { PRESENCE_COLOURS, PRESENCE_IDS_MAX, PRESENCE_NAME_MAX } from '#lib/wire/presence-limits.ts';
import type { Keeper } from '../keeper.ts';
import { getKept, keep } from '../kept.ts';
import { Readout } from '../readout.ts';

/** Whom a list names; the same object until one of these is another. */
export interface Person {
	readonly who: number;
	/** Empty while she has not said. */
	readonly name: string;
	readonly colour: number;
	/** Which part she looks at. */
	readonly part: number;
}

export interface PersonThere extends Presence {
	readonly who: number;
}

/** Whoever comes with a colour that she did not choose takes one that is free: those who are there are told by then. */
const SETTLING_MS = 2000;
const KEYS = { name: 'person:name', colour: 'person:colour', isChosen: 'person:isColourChosen' };

export const COLOURS: readonly number[] = Array.from({ length: PRESENCE_COLOURS }, (_, colour) => colour);

const pickFrom = (colours: readonly number[]): number => colours[Math.floor(Math.random() * colours.length)] ?? 0;

export class People {
	/** Those whose places are on this page's roll: changes with every move of a pointer. */
	readonly there = new Readout<readonly PersonThere[]>([]);
	/** Everyone else, in the order of coming. */
	others: readonly Person[] = $state.raw([]);
	#name = $state('');
	#colour = $state(0);
	#isColourChosen = false;
	#keeper: Keeper | null = null;
	#part: number = FIRST_PART;
	#onlineSince: number | null = null;

	/** Follows a keeper until the answer is called; browser only. */
	start(keeper: Keeper): () => void {
		this.#keeper = keeper;
		this.#name = getKept(KEYS.name)?.slice(0, PRESENCE_NAME_MAX) ?? '';
		const kept = Number(getKept(KEYS.colour) ?? Number.NaN);
		this.#isColourChosen = getKept(KEYS.isChosen) !== null;
		this.#colour = COLOURS.includes(kept) ? kept : pickFrom(COLOURS);
		keep(KEYS.colour, String(this.#colour));
		keeper.see({ name: this.#name, colour: this.#colour, part: this.#part });
		const hide = (): void => void (document.visibilityState === 'hidden' && this.see({ cursor: null }));
		document.addEventListener('visibilitychange', hide);
		const stop = keeper.subscribe((event) => {
			if (event === 'status' && keeper.connection === 'online') this.#onlineSince ??= performance.now();
			if (event === 'people') this.#follow(keeper.people);
		});
		return () => {
			document.removeEventListener('visibilitychange', hide);
			stop();
			this.#keeper = null;
			this.#follow(new Map());
		};
	}

	/** This visitor's own name; empty while she has not said. */
	get name(): string {
		return this.#name;
	}

	set name(name: string) {
		this.#name = name;
		const shown = name.trim().slice(0, PRESENCE_NAME_MAX);
		keep(KEYS.name, shown);
		this.#keeper?.see({ name: shown });
	}

	/** Her own colour, 0 to 7. */
	get colour(): number {
		return this.#colour;
	}

	/** Chosen by herself, so that it stays even if somebody else has the same. */
	set colour(colour: number) {
		this.#isColourChosen = true;
		keep(KEYS.isChosen, 'yes');
		keep(KEYS.colour, String(colour));
		this.#wear(colour);
	}

	/** Those of the same part are shown, and see her. */
	showPart(part: number): void {
		if (part === this.#part) return;
		this.#part = part;
		this.#keeper?.see({ part, cursor: null, selection: [] });
		if (this.#keeper) this.#follow(this.#keeper.people);
	}

	/** Shows others where she is. */
	see(change: Partial<Pick<Presence, 'cursor' | 'view'>>): void {
		this.#keeper?.see(change);
	}

	select(ids: Iterable<RecordId>): void {
		const selection: RecordId[] = [];
		for (const id of ids) if (selection.push(id) === PRESENCE_IDS_MAX) break;
		this.#keeper?.see({ selection });
	}

	#wear(colour: number): void {
		this.#colour = colour;
		this.#keeper?.see({ colour });
	}

	#follow(people: ReadonlyMap<number, Presence>): void {
		const everyone = [...people].map(([who, presence]) => ({ who, ...presence })).sort((a, b) => a.who - b.who);
		this.there.set(everyone.filter(({ part }) => part === this.#part));
		const isSame =
			everyone.length === this.others.length &&
			everyone.every(({ who, name, colour, part }, i) => {
				const before = this.others[i];
				return before?.who === who && before.name === name && before.colour === colour && before.part === part;
			});
		if (isSame) return;
		this.others = everyone.map(({ who, name, colour, part }) => ({ who, name, colour, part }));
		this.#settle();
	}

	/** A newcomer gives way. */
	#settle(): void {
		if (this.#isColourChosen || this.#onlineSince === null) return;
		if (performance.now() - this.#onlineSince > SETTLING_MS) return;
		const taken = new Set(this.others.map(({ colour }) => colour));
		const free = COLOURS.filter((colour) => !taken.has(colour));
		if (taken.has(this.#colour) && free.length > 0) this.#wear(pickFrom(free));
	}
}
