/** Prints onset and length in seconds, MIDI number, cents and velocity of each note in a recording. */

import { fileURLToPath } from 'node:url';
import { analyseFile, findFfmpeg, loadConfig, openModels } from 'melograph/server';

const file = process.argv[2] ?? fileURLToPath(import.meta.resolve('melograph/samples/arirang.mp3'));
const { values } = loadConfig({ argv: [], env: process.env, cwd: process.cwd() });
const models = await openModels(values.modelsDir);
const tracker = await models.openTracker(values.model);
const media = {
	ffmpeg: await findFfmpeg(values.ffmpeg),
	maxSeconds: values.durationLimitSeconds,
	maxChannels: values.channelLimit
};

for await (const { notes } of analyseFile(file, { tracker, media }))
	for (const { onset, offset, midi, cents, velocity } of notes)
		console.log([onset.toFixed(3), (offset - onset).toFixed(3), midi, cents, velocity].join('\t'));
