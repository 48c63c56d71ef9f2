import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '#lib/fault.ts';
import {
	describeConfig,
	flagOf,
	getAbout,
	loadConfig,
	SETTING_NAMES,
	variableOf,
	type SettingName
} from '#server/config/index.ts';

let cwd = '';
beforeEach(() => {
	cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'melograph-config-'));
});
afterEach(() => fs.rmSync(cwd, { recursive: true }));

const load = (argv: string[] = [], env: NodeJS.ProcessEnv = {}) => loadConfig({ argv, env, cwd });
const writeConfig = (content: unknown, name = 'melograph.config.json') =>
	fs.writeFileSync(path.join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));

/** The sentence of the configuration fault that `run` throws. */
function sentenceOf(run: () => unknown): string {
	try {
		run();
	} catch (thrown) {
		if (thrown instanceof Fault && thrown.code === 'config') return thrown.message;
		throw thrown;
	}
	throw new Error('Nothing was refused.');
}

/** For each key: a value that is not its default, as JSON and as text, and one that is refused. */
const EXAMPLES: Record<SettingName, { value: unknown; text: string; bad: unknown; badText: string }> = {
	profile: { value: 'development', text: 'development', bad: 'staging', badText: 'staging' },
	host: { value: '0.0.0.0', text: '0.0.0.0', bad: 7, badText: '' },
	port: { value: 8080, text: '8080', bad: 65_536, badText: 'http' },
	dataDir: { value: '/srv/melograph', text: '/srv/melograph', bad: '', badText: '' },
	logLevel: { value: 'error', text: 'error', bad: 'verbose', badText: 'verbose' },
	uploadLimitBytes: { value: 1000, text: '1000', bad: 1.5, badText: '1.5' },
	durationLimitSeconds: { value: 60, text: '60', bad: -1, badText: '-1' },
	channelLimit: { value: 2, text: '2', bad: 0, badText: '0' },
	analysisWorkers: { value: 3, text: '3', bad: '3', badText: 'three' },
	model: { value: 'other', text: 'other', bad: null, badText: '' },
	modelsDir: { value: '/srv/models', text: '/srv/models', bad: 1, badText: '' },
	ffmpeg: { value: 'off', text: 'off', bad: false, badText: '' },
	allowedOrigins: {
		value: ['https://a.example', 'http://b.example:8080'],
		text: 'https://a.example, http://b.example:8080',
		bad: ['a.example'],
		badText: 'https://a.example/path'
	},
	helloTimeoutMs: { value: 50, text: '50', bad: 0, badText: '0' },
	idleTimeoutMs: { value: 50, text: '50', bad: [], badText: '5s' },
	socketsPerDocument: { value: 2, text: '2', bad: 0, badText: 'many' },
	opsPerSecond: { value: 1, text: '1', bad: 0, badText: '0x10' },
	opsBurst: { value: 1, text: '1', bad: {}, badText: '1,000' },
	socketsPerAddress: { value: 7, text: '7', bad: -1, badText: 'many' },
	frameLimitBytes: { value: 4096, text: '4096', bad: -1, badText: 'many' },
	postLimitBytes: { value: 4096, text: '4096', bad: 1, badText: '1' },
	framesPerSecond: { value: 7, text: '7', bad: -1, badText: 'many' },
	framesBurst: { value: 7, text: '7', bad: -1, badText: 'many' },
	busyBytes: { value: 4096, text: '4096', bad: -1, badText: 'many' },
	slowReaderBytes: { value: 4096, text: '4096', bad: -1, badText: 'many' },
	slowReaderMs: { value: 7, text: '7', bad: -1, badText: 'many' },
	bufferedLimitBytes: { value: 8192, text: '8192', bad: -1, badText: 'many' },
	editsPerOp: { value: 7, text: '7', bad: -1, badText: 'many' },
	groupLimitBytes: { value: 4096, text: '4096', bad: -1, badText: 'many' },
	commitDelayMs: { value: 7, text: '7', bad: -1, badText: 'many' },
	commitOps: { value: 7, text: '7', bad: -1, badText: 'many' },
	notesPerDocument: { value: 7, text: '7', bad: -1, badText: 'many' },
	clipsPerDocument: { value: 7, text: '7', bad: -1, badText: 'many' },
	analysesPerDocument: { value: 7, text: '7', bad: -1, badText: 'many' },
	curvesPerDocument: { value: 7, text: '7', bad: -1, badText: 'many' },
	overloadLagMs: { value: 7, text: '7', bad: -1, badText: 'much' },
	samplesPerDocument: { value: 7, text: '7', bad: -1, badText: 'many' },
	partsPerDocument: { value: 7, text: '7', bad: -1, badText: 'many' },
	snapshotEdits: { value: 7, text: '7', bad: -1, badText: 'many' },
	keptRows: { value: 7, text: '7', bad: -1, badText: 'many' },
	streamsPerSocket: { value: 7, text: '7', bad: -1, badText: 'many' },
	streamCreditBytes: { value: 4096, text: '4096', bad: 1, badText: '1' },
	documentsPerAddressPerHour: { value: 1, text: '1', bad: true, badText: 'true' },
	audioBytesPerDocument: { value: 4096, text: '4096', bad: 0, badText: '2GiB' },
	audioBytesPerAddressPerHour: { value: 4096, text: '4096', bad: 0, badText: '4GiB' },
	diskReserveBytes: { value: 0, text: '0', bad: -1, badText: '10%' },
	trustProxy: { value: true, text: 'yes', bad: 'yes', badText: 'maybe' },
	presencePerSecond: { value: 7, text: '7', bad: -1, badText: 'many' },
	operatorToken: { value: 'A'.repeat(16), text: 'A'.repeat(16), bad: 'too-short', badText: 'not a token' },
	orphanAudioHours: { value: 1, text: '1', bad: 0, badText: '0' }
};

describe.each(SETTING_NAMES)('the setting %s', (name) => {
	const { value, text, bad, badText } = EXAMPLES[name];

	test('has a description of one sentence', () => expect(getAbout(name).description).toMatch(/^[A-Z].+\.$/));

	test('is its default, and says so, when nobody gives it', () => {
		const { values, origins } = load();
		const { default: initial, isPath } = getAbout(name);
		expect(values[name]).toEqual(isPath ? path.resolve(cwd, String(initial)) : initial);
		expect(origins[name]).toEqual({ layer: 'default', name: '' });
	});

	test('comes from the file, and says so', () => {
		writeConfig({ [name]: value });
		const { values, origins } = load();
		expect(values[name]).toEqual(value);
		expect(origins[name]).toEqual({ layer: 'file', name: path.join(cwd, 'melograph.config.json') });
	});

	test('comes from the environment, and says so', () => {
		const { values, origins } = load([], { [variableOf(name)]: text });
		expect(values[name]).toEqual(value);
		expect(origins[name]).toEqual({ layer: 'environment', name: variableOf(name) });
	});

	test('comes from its flag, and says so', () => {
		for (const argv of [
			[`${flagOf(name)}=${text}`],
			getAbout(name).written === 'boolean' ? [flagOf(name)] : [flagOf(name), text]
		]) {
			const { values, origins } = load(argv);
			expect(values[name]).toEqual(value);
			expect(origins[name]).toEqual({ layer: 'flag', name: flagOf(name) });
		}
	});

	test('is refused with its name, its place and what is allowed when it is wrong', () => {
		writeConfig({ [name]: bad });
		const inFile = sentenceOf(() => load());
		const shown = getAbout(name).isSecret ? '(hidden)' : bad;
		expect(inFile).toContain(`The setting ${name} is ${JSON.stringify(shown)} in the file`);
		expect(inFile).toContain('melograph.config.json');
		expect(inFile).toContain(getAbout(name).allowed);
		fs.rmSync(path.join(cwd, 'melograph.config.json'));
		const inFlag = sentenceOf(() => load([`${flagOf(name)}=${badText}`]));
		expect(inFlag).toContain(`The setting ${name} is`);
		expect(inFlag).toContain(`from ${flagOf(name)}`);
		if (badText)
			expect(sentenceOf(() => load([], { [variableOf(name)]: badText }))).toContain(`from ${variableOf(name)}`);
	});
});

test('names in the environment and on the command line are spelled after the key', () => {
	expect(variableOf('documentsPerAddressPerHour')).toBe('MELOGRAPH_DOCUMENTS_PER_ADDRESS_PER_HOUR');
	expect(flagOf('documentsPerAddressPerHour')).toBe('--documents-per-address-per-hour');
});

test('a flag beats the environment, which beats the file, which beats the default', () => {
	writeConfig({ port: 1, host: 'file', channelLimit: 4 });
	const { values } = load(['--port', '3'], { MELOGRAPH_PORT: '2', MELOGRAPH_HOST: 'environment' });
	expect([values.port, values.host, values.channelLimit, values.opsBurst]).toEqual([3, 'environment', 4, 120]);
});

test('the last of two equal flags counts', () => expect(load(['--port=1', '--port=2']).values.port).toBe(2));

test('HOST and PORT work plainly, under their long names', () => {
	const plain = load([], { HOST: '::1', PORT: '81' });
	expect([plain.values.host, plain.values.port, plain.origins.port.name]).toEqual(['::1', 81, 'PORT']);
	const both = load([], { PORT: '81', MELOGRAPH_PORT: '82' });
	expect([both.values.port, both.origins.port.name]).toEqual([82, 'MELOGRAPH_PORT']);
});

test('an empty variable counts as not given', () =>
	expect(load([], { MELOGRAPH_PORT: '', PORT: '' }).values.port).toBe(3000));

test('the development profile changes its own defaults only, wherever it is chosen', () => {
	for (const { values, origins } of [
		load(['--profile', 'development']),
		load([], { MELOGRAPH_PROFILE: 'development' })
	]) {
		expect(values.logLevel).toBe('debug');
		expect(origins.logLevel).toEqual({ layer: 'default', name: 'development' });
		expect(origins.port).toEqual({ layer: 'default', name: '' });
	}
	expect(load(['--profile=development', '--log-level=warn']).values.logLevel).toBe('warn');
});

test('another file can be named by a flag or a variable, and the flag wins', () => {
	writeConfig({ port: 1 });
	writeConfig({ port: 2 }, 'two.json');
	writeConfig({ port: 3 }, 'three.json');
	expect(load([], { MELOGRAPH_CONFIG: 'two.json' }).values.port).toBe(2);
	expect(load(['--config', 'three.json'], { MELOGRAPH_CONFIG: 'two.json' }).values.port).toBe(3);
});

test('a relative path starts at the file that holds it, elsewhere at the working directory', () => {
	fs.mkdirSync(path.join(cwd, 'etc'));
	writeConfig({ dataDir: 'there' }, 'etc/config.json');
	expect(load(['--config', 'etc/config.json']).values.dataDir).toBe(path.join(cwd, 'etc/there'));
	expect(load(['--data-dir', 'here']).values.dataDir).toBe(path.join(cwd, 'here'));
	expect(load(['--ffmpeg', 'bin/ffmpeg']).values.ffmpeg).toBe(path.join(cwd, 'bin/ffmpeg'));
	expect(load(['--ffmpeg', 'auto']).values.ffmpeg).toBe('auto');
});

test('a switch can be turned off', () => {
	const env = { MELOGRAPH_TRUST_PROXY: 'on' };
	expect(load([], env).values.trustProxy).toBe(true);
	expect(load(['--no-trust-proxy'], env).values.trustProxy).toBe(false);
	expect(load(['--trust-proxy=off'], env).values.trustProxy).toBe(false);
});

describe('an unknown name is refused with the nearest known one', () => {
	test.each<[string, () => unknown, string[]]>([
		['in the file', () => (writeConfig({ prot: 1 }), load()), ['"prot"', 'melograph.config.json', 'nearest is port']],
		['in the file, taken from any object', () => (writeConfig({ toString: 1 }), load()), ['"toString"']],
		['in the file, as a prototype', () => (writeConfig('{"__proto__": {"port": 1}}'), load()), ['"__proto__"']],
		[
			'in the environment',
			() => load([], { MELOGRAPH_LOGLEVEL: 'info' }),
			['MELOGRAPH_LOGLEVEL', 'nearest is MELOGRAPH_LOG_LEVEL']
		],
		['as a flag', () => load(['--data-dri', 'x']), ['--data-dri', 'nearest is --data-dir']],
		['as a flag in camelCase', () => load(['--dataDir=x']), ['--dataDir', 'nearest is --data-dir']],
		['as a value', () => load(['--log-level=warning']), ['logLevel', '"warning"', 'nearest is warn']],
		['as a bare word', () => load(['3000']), ['"3000"']]
	])('%s', (_, run, parts) => {
		const sentence = sentenceOf(run);
		for (const part of parts) expect(sentence).toContain(part);
	});
});

describe('a broken source is refused with its name', () => {
	test('a file that is named and is not there', () =>
		expect(sentenceOf(() => load(['--config=gone.json']))).toContain('gone.json cannot be read'));
	test('a file that is not JSON', () => {
		writeConfig('{ "port": 3000, }');
		expect(sentenceOf(() => load())).toContain('is not JSON');
	});
	test.each(['[]', '7', 'null'])('a file that holds %s', (content) => {
		writeConfig(content);
		expect(sentenceOf(() => load())).toContain('one JSON object');
	});
	test('a flag without its value', () => {
		expect(sentenceOf(() => load(['--port']))).toContain('--port needs a value');
		expect(sentenceOf(() => load(['--host', '--port=1']))).toContain('--host needs a value');
	});
	test('a switch with a value that is none', () =>
		expect(sentenceOf(() => load(['--trust-proxy=perhaps']))).toContain('trustProxy'));
});

test('other variables of the environment are left alone', () =>
	expect(load([], { PATH: '/bin', MELOGRAPHY: 'x', npm_config_port: '9' }).values.port).toBe(3000));

test('the listing shows every key once with its value as JSON and its origin', () => {
	writeConfig({ channelLimit: 2 });
	const lines = describeConfig(load(['--port=0', '--profile=development'], { HOST: 'h' })).split('\n');
	expect(lines.map((line) => line.split(' = ')[0])).toEqual(SETTING_NAMES);
	const find = (name: SettingName) => lines.find((line) => line.startsWith(`${name} = `))?.replace(/ +/g, ' ');
	expect(find('port')).toBe('port = 0 (flag --port)');
	expect(find('host')).toBe('host = "h" (environment HOST)');
	expect(find('channelLimit')).toBe(`channelLimit = 2 (file ${path.join(cwd, 'melograph.config.json')})`);
	expect(find('logLevel')).toBe('logLevel = "debug" (default of development)');
	expect(find('opsBurst')).toBe('opsBurst = 120 (default)');
});

test('a secret is nowhere shown, also when it is wrong', () => {
	const secret = 'open-sesame-open-sesame';
	const listing = describeConfig(load(['--operator-token', secret]));
	expect(listing).toContain('operatorToken = "(hidden)"');
	expect(listing).not.toContain(secret);
	expect(describeConfig(load())).toMatch(/operatorToken = "" +\(default\)/);
	expect(sentenceOf(() => load([`--operator-token=${secret}!`]))).not.toContain(secret);
});
