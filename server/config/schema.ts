/** Every setting of Melograph: its type, what it does, and its value when nobody says anything. */

import path from 'node:path';
import { z } from 'zod';

/** What a setting means to a reader, beside its type. */
export interface About<T = unknown> {
	readonly description: string;
	/** What may be given, as the end of the sentence "It must be ...". */
	readonly allowed: string;
	/** The value for everyone. */
	readonly default: T;
	/** Where the development profile differs. */
	readonly development?: T;
	/** How a value is written where there is only text: in the environment and after a flag. */
	readonly written: 'text' | 'number' | 'boolean' | 'list';
	/** A path: relative ones start at the configuration file, otherwise at the working directory. */
	readonly isPath?: boolean;
	/** Never printed. */
	readonly isSecret?: boolean;
}

const ABOUT = z.registry<About>();

function setting<T extends z.ZodType>(type: T, about: About<z.output<T>>): T {
	const described = type.clone();
	ABOUT.add(described, about);
	return described;
}

function integer(min: number, max: number, initial: number, description: string) {
	return setting(z.int().min(min).max(max), {
		description,
		allowed: `a whole number from ${min} to ${max}`,
		default: initial,
		written: 'number'
	});
}

function choice<const W extends readonly [string, ...string[]]>(
	words: W,
	about: Pick<About<W[number]>, 'default' | 'development' | 'description'>
) {
	return setting(z.enum(words), {
		...about,
		allowed: `one of ${words.join(', ')}`,
		written: 'text'
	});
}

function text(initial: string, allowed: string, description: string, isPath = false) {
	return setting(z.string().min(1), { description, allowed, default: initial, written: 'text', isPath });
}

const DAY_MS = 86_400_000;
const GIGABYTE = 2 ** 30;
const TERABYTE = 2 ** 40;
const PACKAGE_MODELS = path.resolve(import.meta.dirname, '../../static/models');

/** What a Bearer can carry, and nobody guesses. */
const OPERATOR_TOKEN = /^([A-Za-z0-9_-]{16,128})?$/;

const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value;

/** The one schema. The order is that of `melograph config`. */
export const SCHEMA = z.strictObject({
	profile: choice(['production', 'development'], {
		default: 'production',
		description: 'Which set of defaults applies.'
	}),
	host: text('127.0.0.1', 'a host name or an address', 'Address that the server listens on; 0.0.0.0 is every one.'),
	port: integer(0, 65_535, 3000, 'Port that the server listens on; 0 takes a free one.'),
	dataDir: text('./data', 'a directory', 'Where documents and recordings are kept.', true),
	logLevel: choice(['debug', 'info', 'warn', 'error', 'silent'], {
		default: 'info',
		development: 'debug',
		description: 'The least important lines that the server writes.'
	}),
	uploadLimitBytes: integer(1, TERABYTE, 209_715_200, 'Size of the largest recording that is taken, in bytes.'),
	durationLimitSeconds: integer(1, 86_400, 7200, 'Length of the longest recording that is heard, in seconds.'),
	channelLimit: integer(1, 64, 8, 'Most channels of a recording that is heard.'),
	analysisWorkers: integer(0, 256, 0, 'Threads that analyse; 0 leaves one processor core for everything else.'),
	model: text('melograph-f0', 'the id of a model in the manifest', 'Model that hears a recording when none is named.'),
	modelsDir: text(PACKAGE_MODELS, 'a directory', 'Where the models and their manifest.json are.', true),
	ffmpeg: text(
		'auto',
		'auto, off or the path of a program',
		'Decoder for what Melograph cannot decode itself; auto looks for ffmpeg on the PATH.'
	),
	allowedOrigins: setting(z.array(z.string().refine(isOrigin)), {
		description: 'Origins of the pages that may open a socket; none named means any.',
		allowed: 'a list of origins such as https://music.example',
		default: [],
		written: 'list'
	}),
	helloTimeoutMs: integer(1, DAY_MS, 5000, 'How long a new socket may take to say who it is, in milliseconds.'),
	idleTimeoutMs: integer(1, DAY_MS, 60_000, 'A socket that is silent for this long is closed, in milliseconds.'),
	socketsPerDocument: integer(1, 100_000, 100, 'Most sockets that are open on one document.'),
	socketsPerAddress: integer(1, 100_000, 20, 'Most sockets that one network address may open on one document.'),
	frameLimitBytes: integer(1024, 2 ** 24, 65_536, 'Size of the largest frame that a socket may send, in bytes.'),
	postLimitBytes: integer(
		1024,
		2 ** 28,
		262_144,
		'Size of the largest request that carries frames where WebSockets are blocked, in bytes.'
	),
	framesPerSecond: integer(1, 1_000_000, 200, 'Frames of any kind a second that one socket may send for long.'),
	framesBurst: integer(1, 1_000_000, 1000, 'Frames of any kind that one socket may send at once.'),
	busyBytes: integer(
		1024,
		2 ** 30,
		262_144,
		'Bytes on their way to a socket above which it gets no more rows, analysis and presence.'
	),
	slowReaderBytes: integer(1024, 2 ** 30, 1_048_576, 'Bytes on their way to a socket above which it counts as slow.'),
	slowReaderMs: integer(1, DAY_MS, 10_000, 'How long a socket may be slow before it is closed, in milliseconds.'),
	bufferedLimitBytes: integer(1024, 2 ** 30, 4_194_304, 'Bytes on their way to a socket above which it is closed.'),
	presencePerSecond: integer(
		0,
		1000,
		10,
		'How often a second one socket is shown to the others of its document; 0 shows nobody.'
	),
	overloadLagMs: integer(
		0,
		60_000,
		100,
		'How far the server may be behind, in milliseconds on average, before presence gives way; at twice that edits wait longer for each other, at five times nobody new comes in. 0 is never.'
	),
	opsPerSecond: integer(1, 1_000_000, 30, 'Edits a second that one socket may send for long.'),
	opsBurst: integer(1, 1_000_000, 120, 'Edits that one socket may send at once.'),
	editsPerOp: integer(1, 100_000, 2000, 'Most edits in one frame.'),
	groupLimitBytes: integer(
		1024,
		2 ** 28,
		4_194_304,
		'Size of the largest gesture that is sent in several frames, in bytes.'
	),
	commitDelayMs: integer(0, 1000, 5, 'How long edits wait for others that are written together, in milliseconds.'),
	commitOps: integer(1, 10_000, 64, 'Most edits that are written together.'),
	notesPerDocument: integer(1, 1_000_000, 200_000, 'Most notes of a document.'),
	clipsPerDocument: integer(1, 10_000, 64, 'Most recordings of a document.'),
	analysesPerDocument: integer(1, 10_000, 64, 'Most analyses of a document.'),
	curvesPerDocument: integer(1, 10_000, 64, 'Most pitch curves drawn by hand in a document.'),
	samplesPerDocument: integer(
		1,
		2 ** 31,
		20_000_000,
		'Most samples of all pitch curves drawn by hand in a document; a second has a hundred.'
	),
	partsPerDocument: integer(1, 10_000, 64, 'Most parts of a document beside the first.'),
	snapshotEdits: integer(
		1,
		1_000_000,
		500,
		'Edits after which a snapshot of a document is written, or a tenth of its records where that is more.'
	),
	keptRows: integer(0, 1_000_000, 2000, 'Rows of a log that are kept behind its newest snapshot.'),
	streamsPerSocket: integer(1, 1000, 8, 'Most streams of analysis that one socket may follow.'),
	streamCreditBytes: integer(
		1024,
		2 ** 30,
		1_048_576,
		'Bytes of analysis on their way to one socket before it must confirm some.'
	),
	documentsPerAddressPerHour: integer(1, 1_000_000, 200, 'New documents an hour from one network address.'),
	audioBytesPerDocument: integer(
		1,
		1024 * TERABYTE,
		2 * GIGABYTE,
		'Size of all recordings that one document holds together, in bytes.'
	),
	audioBytesPerAddressPerHour: integer(
		1,
		1024 * TERABYTE,
		4 * GIGABYTE,
		'Bytes of recordings an hour that are taken from one network address.'
	),
	diskReserveBytes: integer(
		0,
		1024 * TERABYTE,
		GIGABYTE,
		'Bytes that recordings leave free on the disk of dataDir; 0 takes what there is.'
	),
	trustProxy: setting(z.boolean(), {
		description: 'Whether the address of a visitor is what a proxy wrote into X-Forwarded-For.',
		allowed: 'true or false',
		default: false,
		written: 'boolean'
	}),
	operatorToken: setting(z.string().regex(OPERATOR_TOKEN), {
		description: 'Opens /metrics and the page /operator to other machines than this one; without one nothing does.',
		allowed: '16 to 128 letters, digits, - or _, or empty',
		default: '',
		written: 'text',
		isSecret: true
	}),
	orphanAudioHours: integer(
		1,
		87_600,
		24,
		'A recording that no document and no version of one names is deleted after this many hours.'
	)
});

/** The values of all settings. Paths are absolute. */
export type Settings = Readonly<z.output<typeof SCHEMA>>;
export type SettingName = keyof Settings;

/** Names of all settings in the order of the schema. */
export const SETTING_NAMES: readonly SettingName[] = SCHEMA.keyof().options;

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SCHEMA.shape, name);

/** What the schema says of a setting. */
export function getAbout(name: SettingName): About {
	const about = ABOUT.get(SCHEMA.shape[name]);
	if (!about) throw new Error(`The setting ${name} has no description.`);
	return about;
}

const toWords = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** `dataDir` as a flag: `--data-dir`. */
export const flagOf = (name: SettingName): string => `--${toWords(name).join('-')}`;

/** `dataDir` in the environment: `MELOGRAPH_DATA_DIR`. */
export const variableOf = (name: SettingName): string => `MELOGRAPH_${toWords(name).join('_').toUpperCase()}`;

/** A value as it may be shown: of a secret only that there is one. */
export const showSetting = (name: SettingName, value: unknown): unknown =>
	getAbout(name).isSecret && value !== '' ? '(hidden)' : value;
