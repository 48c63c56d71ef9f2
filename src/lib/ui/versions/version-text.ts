/** When a version is from, in the words of a language. */

type Time = number;

const yearOf = (time: Time): number => new Date(time).getFullYear();
/** The year is said where it is another one. */
const yearIn = (time: Time, now: Time): Intl.DateTimeFormatOptions =>
	yearOf(time) === yearOf(now) ? {} : { year: 'numeric' };

/** As in "Wednesday, November 12". Times are in milliseconds since 1970. */
export const dayText = (language: string, time: Time, now: Time): string =>
	new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', ...yearIn(time, now) }).format(
		time
	);

/** As in "2:03 PM". */
export const clockText = (language: string, time: Time): string =>
	new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(time);

/** As in "November 12, 2:03 PM". */
export const momentText = (language: string, time: Time, now: Time): string =>
	new Intl.DateTimeFormat(language, {
		day: 'numeric',
		month: 'long',
		hour: 'numeric',
		minute: '2-digit',
		...yearIn(time, now)
	}).format(time);
