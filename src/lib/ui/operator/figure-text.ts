/** Figures as people read them: with a unit that fits, and no more digits than mean something. */

import type { Messages } from '../i18n/messages.svelte.ts';
import type { FigureUnit } from './figures.ts';

type Writer = Pick<Messages, 'number'>;

/** Of a thousand each, from a thousand on. */
const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export function writeFigure(writer: Writer, unit: FigureUnit, value: number): string {
	switch (unit) {
		case 'count':
			return writer.number(value);
		case 'perSecond':
			return `${writer.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 })}/s`;
		case 'bytes':
			return writeBytes(writer, value, '');
		case 'bytesPerSecond':
			return writeBytes(writer, value, '-per-second');
		case 'seconds':
			return writeSeconds(writer, value);
		case 'fraction':
			return writer.number(value, { style: 'percent', maximumFractionDigits: 0 });
	}
}

/** A span in its two largest units: "3 days 4 hr". */
export function writeSpan(writer: Writer, seconds: number): string {
	const write = (value: number, unit: string): string =>
		writer.number(Math.floor(value), { style: 'unit', unit, unitDisplay: 'short' });
	if (seconds < MINUTE) return write(seconds, 'second');
	if (seconds < HOUR) return `${write(seconds / MINUTE, 'minute')} ${write(seconds % MINUTE, 'second')}`;
	if (seconds < DAY) return `${write(seconds / HOUR, 'hour')} ${write((seconds % HOUR) / MINUTE, 'minute')}`;
	return `${write(seconds / DAY, 'day')} ${write((seconds % DAY) / HOUR, 'hour')}`;
}

function writeBytes(writer: Writer, value: number, per: '' | '-per-second'): string {
	if (value < 1000) return `${writer.number(value, { maximumFractionDigits: 0 })} B${per === '' ? '' : '/s'}`;
	const step = Math.min(BYTE_UNITS.length, Math.floor(Math.log10(value) / 3));
	const scaled = value / 1000 ** step;
	return writer.number(scaled, {
		style: 'unit',
		unit: `${BYTE_UNITS[step - 1] ?? 'byte'}${per}`,
		unitDisplay: 'short',
		maximumFractionDigits: scaled < 100 ? 1 : 0
	});
}

function writeSeconds(writer: Writer, value: number): string {
	const isShort = value < 1;
	return writer.number(isShort ? value * 1000 : value, {
		style: 'unit',
		unit: isShort ? 'millisecond' : 'second',
		maximumFractionDigits: isShort && value >= 0.01 ? 0 : 1
	});
}
