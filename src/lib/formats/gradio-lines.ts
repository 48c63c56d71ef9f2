/** The lines of gradio-pianoroll's value: layers of points in pixels or seconds, as lanes of a part. */

import type { Score } from '#lib/score/index.ts';
import { HOP_SECONDS, hzToMidi, midiToHz, type Hz, type Seconds } from '#lib/units.ts';
import { findGap, makeCurve, type CurveInFile, type CurvePoint, type SampleBudget } from './file-lanes.ts';
import type { LeftOut } from './format.ts';
import { isFilled, isObject, listOf, numberOf, type JsonObject } from './json-shape.ts';
import { findLanes, takeName, valuesOf } from './written-lanes.ts';

/** Its grid: 128 rows of 20 pixels, the highest key on top; a pitch lies in the middle of its row. */
const ROW_PIXELS = 20;
const TOP_KEY = 127;
const GRID_PIXELS = 128 * ROW_PIXELS;
const COLOURS = ['#FF6B6B', '#4ECDC4', '#45B7D1', '#96CEB4', '#FFEAA7', '#DDA0DD', '#F39C12', '#9B59B6'];
/** Drawn from the recording, which comes along or does not. */
const DERIVED = 'waveform_data';

export interface GradioLines {
	readonly pixelsPerSecond: number;
	readonly budget: SampleBudget;
	readonly leftOut: Set<LeftOut>;
}

/** `line_data` and `curve_data`; a layer that is in both is one lane. Points without a time are left out, and that is said. */
export function readGradioLines(value: JsonObject, reading: GradioLines): CurveInFile[] {
	const layers = new Map<string, unknown>();
	const put = (found: unknown): void => {
		if (!isObject(found)) {
			if (isFilled(found)) reading.leftOut.add('curve');
			return;
		}
		for (const [name, layer] of Object.entries(found))
			if (name === 'formant_curves' && isObject(layer)) put(layer);
			else if (name !== DERIVED && !layers.has(name)) layers.set(name, layer);
	};
	put(value['line_data']);
	put(value['curve_data']);
	return [...layers].flatMap(([name, layer]) => {
		const config = isObject(layer) ? layer : { data: layer };
		const curve = readLayer(name, config, reading);
		if (!curve && isFilled(config['data'])) reading.leftOut.add('curve');
		return curve ?? [];
	});
}

function readLayer(name: string, layer: JsonObject, { pixelsPerSecond, budget, leftOut }: GradioLines) {
	const { toValue, range, unit } = findScale(name, layer);
	const items = listOf(layer['data']);
	const points = items.flatMap((item): CurvePoint[] => {
		const point = isObject(item) ? readPoint(item, pixelsPerSecond) : null;
		return point && point.value !== null ? [{ at: point.at, value: toValue(point.value) }] : [];
	});
	if (points.length < items.length) leftOut.add('curve');
	const hop = numberOf(layer['hopSeconds']);
	// unvoiced frames are not in the list, and everything else is one line
	const gap = hop !== null ? 1.5 * hop : isPitch(name, layer) ? findGap(points) : Infinity;
	return makeCurve(points, { name, unit, range, gap }, budget);
}

/** Either in pixels or in seconds, whatever they are called. */
function readPoint(item: JsonObject, pixelsPerSecond: number): { at: Seconds; value: number | null } | null {
	const x = numberOf(item['x']);
	const at = x === null ? (numberOf(item['time']) ?? numberOf(item['seconds'])) : x / pixelsPerSecond;
	return at === null ? null : { at, value: numberOf(x === null ? item['value'] : item['y']) };
}

/** What the component lays over the grid. */
const isPitch = (name: string, layer: JsonObject): boolean =>
	/f0|pitch/i.test(name) || layer['dataType'] === 'f0' || layer['renderMode'] === 'piano_grid';

/** What its heights mean: keys of the grid, a range that it says it has stretched over the grid, or just values. */
function findScale(name: string, layer: JsonObject) {
	const original = isObject(layer['originalRange']) ? layer['originalRange'] : {};
	const pair = (from: JsonObject, low: string, high: string): [number, number] | null => {
		const [a, b] = [numberOf(from[low]), numberOf(from[high])];
		return a === null || b === null || a === b ? null : [a, b];
	};
	const shown = pair(layer, 'yMin', 'yMax');
	const unit = typeof layer['unit'] === 'string' ? layer['unit'] : '';
	const fillsGrid = shown !== null && shown[1] - shown[0] === GRID_PIXELS;
	if (isPitch(name, layer) && (fillsGrid || (!shown && layer['renderMode'] === 'piano_grid'))) {
		const isInHz = unit === '' || unit === 'Hz';
		const toValue = (y: number): Hz => midiToHz(yToMidi(y));
		if (isInHz) return { toValue, range: pair(original, 'minHz', 'maxHz'), unit: 'Hz' };
		return { toValue: yToMidi, range: pair(original, 'minMidi', 'maxMidi'), unit };
	}
	const meant = pair(original, 'y_min', 'y_max');
	if (!shown || !meant) return { toValue: (y: number) => y, range: shown, unit };
	const scale = (meant[1] - meant[0]) / (shown[1] - shown[0]);
	return { toValue: (y: number) => meant[0] + (y - shown[0]) * scale, range: meant, unit };
}

const yToMidi = (y: number): number => TOP_KEY - (y - ROW_PIXELS / 2) / ROW_PIXELS;
const midiToY = (midi: number): number => (TOP_KEY - midi) * ROW_PIXELS + ROW_PIXELS / 2;

/** The curves of a part as `line_data`; those in Hz lie over the grid, as the component would have them. */
export function writeGradioLines(score: Score, part: number, toX: (at: Seconds) => number): JsonObject {
	const taken = new Set<string>();
	const layers = findLanes(score, part, 'curve').flatMap((lane, i) => {
		const { name, unit, low, high } = lane;
		const isOverGrid = unit === 'Hz' && low > 0 && high > low;
		const data = [...valuesOf(score, lane)].map(({ at, value }) => ({
			x: toX(at),
			y: isOverGrid ? midiToY(hzToMidi(value)) : value
		}));
		if (data.length === 0) return [];
		const look = { color: COLOURS[i % COLOURS.length], lineWidth: 2, visible: true, opacity: 1 };
		const over = {
			yMin: 0,
			yMax: GRID_PIXELS,
			position: 'overlay',
			renderMode: 'piano_grid',
			dataType: 'f0',
			originalRange: { minHz: low, maxHz: high, minMidi: hzToMidi(low), maxMidi: hzToMidi(high) }
		};
		const under = { yMin: low, yMax: high, position: 'bottom', renderMode: 'independent_range' };
		return [
			[takeName(name, taken), { ...look, ...(isOverGrid ? over : under), unit, hopSeconds: HOP_SECONDS, data }] as const
		];
	});
	return Object.fromEntries(layers);
}
