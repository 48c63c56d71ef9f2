/** What gradio-pianoroll asks of its value, beside what our own reader asks. */

export type Json = Record<string, unknown>;

/** By its `validate_piano_roll_data` and by its types: the name of each thing that is wrong. */
export function findErrors(value: Json): string[] {
	const errors: string[] = [];
	const claim = (isTrue: boolean, sentence: string): void => {
		if (!isTrue) errors.push(sentence);
	};
	const isWhole = (each: unknown): boolean => Number.isInteger(each);
	const isNumber = (each: unknown): each is number => typeof each === 'number' && Number.isFinite(each);
	for (const name of ['notes', 'tempo', 'timeSignature', 'editMode', 'snapSetting']) claim(name in value, name);
	claim(isNumber(value['tempo']) && value['tempo'] > 0, 'tempo');
	for (const each of Object.values(value['timeSignature'] as Json)) claim(isWhole(each) && Number(each) > 0, 'meter');
	for (const note of value['notes'] as Json[]) {
		claim(typeof note['id'] === 'string' && note['id'] !== '', 'id');
		claim(isNumber(note['start']) && note['start'] >= 0, 'start');
		claim(isNumber(note['duration']) && note['duration'] > 0, 'duration');
		for (const name of ['pitch', 'velocity'])
			claim(isWhole(note[name]) && Number(note[name]) >= 0 && Number(note[name]) <= 127, name);
		for (const name of ['startTicks', 'durationTicks', 'startSample', 'durationSamples'])
			claim(isWhole(note[name]), name);
	}
	const ids = (value['notes'] as Json[]).map(({ id }) => id);
	claim(new Set(ids).size === ids.length, 'ids');
	for (const layer of Object.values((value['line_data'] ?? {}) as Record<string, Json>)) {
		for (const name of ['color', 'lineWidth', 'yMin', 'yMax', 'data']) claim(name in layer, name);
		claim(
			(layer['data'] as Json[]).every(({ x, y }) => isNumber(x) && isNumber(y)),
			'points'
		);
	}
	for (const { start, end, type, confidence } of (value['segment_data'] ?? []) as Json[])
		claim(
			isNumber(start) &&
				isNumber(end) &&
				typeof type === 'string' &&
				Number(confidence) <= 1 &&
				Number(confidence) >= 0,
			'segment'
		);
	return errors;
}
