import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTING_NAMES } from '#server/config/index.ts';
import { makeFolder, run } from './program.ts';

describe('help', () => {
	test.each([[['--help']], [['-h']], [['help']]])('%j lists every command on standard output', async (argv) => {
		const { code, lines, stderr } = await run(makeFolder(), argv);
		expect([code, stderr]).toEqual([0, '']);
		for (const name of ['analyze', 'backup', 'config', 'restore', 'serve'])
			expect(lines.some((line) => line.startsWith(`  ${name} `))).toBe(true);
	});

	test.each([[['help', 'analyze']], [['analyze', '--help']], [['analyze', 'song.mp3', '-h']]])(
		'%j explains the command',
		async (argv) => {
			const { code, stdout } = await run(makeFolder(), argv);
			expect(code).toBe(0);
			expect(stdout.toString()).toMatch(/^Usage: melograph analyze FILE/);
		}
	);

	test('of the settings names each flag, variable and key', async () => {
		const { stdout } = await run(makeFolder(), ['help', 'settings']);
		for (const name of SETTING_NAMES) expect(stdout.toString()).toContain(`"${name}"`);
	});

	test('nothing at all is not a success', async () => {
		const { code, lines, stderr } = await run(makeFolder(), []);
		expect([code, lines.length]).toEqual([2, 0]);
		expect(stderr).toContain('Usage:');
	});
});

test('--version is that of the package', async () => {
	const { version } = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'));
	expect((await run(makeFolder(), ['--version'])).lines).toEqual([version]);
});

describe('a wrong command line is refused with exit code 2 and what would be right', () => {
	test.each<[string[], string]>([
		[['analyse', 'a.wav'], 'Did you mean analyze?'],
		[['confg'], 'Did you mean config?'],
		[['xylophone'], 'There are help, analyze, backup, config, convert, restore, serve'],
		[['help', 'servr'], 'Did you mean serve?'],
		[['--port', '1', 'serve'], 'The command comes first'],
		[['config', 'port'], 'not "port"'],
		[['config', '--jsn'], 'The nearest is --json.'],
		[['config', '--prot=1'], 'The nearest is --port.'],
		[['config', '--port=http'], 'The setting port is "http" from --port']
	])('%j', async (argv, sentence) => {
		const { code, lines, stderr } = await run(makeFolder(), argv);
		expect([code, lines]).toEqual([2, []]);
		expect(stderr).toContain(sentence);
		expect(stderr).toContain('(config)');
	});
});

describe('config', () => {
	test('prints every value and where it came from, all layers at once', async () => {
		const folder = makeFolder();
		fs.writeFileSync(path.join(folder, 'melograph.config.json'), JSON.stringify({ channelLimit: 2, port: 1 }));
		const { code, lines } = await run(folder, ['config', '--idle-timeout-ms', '70'], {
			PORT: '81',
			MELOGRAPH_PROFILE: 'development'
		});
		expect(code).toBe(0);
		expect(lines.map((line) => line.split(' = ')[0])).toEqual(SETTING_NAMES);
		const find = (name: string) => lines.find((line) => line.startsWith(`${name} = `))?.replace(/ +/g, ' ');
		expect(find('port')).toBe('port = 81 (environment PORT)');
		expect(find('idleTimeoutMs')).toBe('idleTimeoutMs = 70 (flag --idle-timeout-ms)');
		expect(find('logLevel')).toBe('logLevel = "debug" (default of development)');
		expect(find('channelLimit')).toMatch(/^channelLimit = 2 \(file .*melograph\.config\.json\)$/);
	});

	test('--json is the same for programs', async () => {
		const { stdout } = await run(makeFolder(), ['config', '--json', '--port=7']);
		const read = JSON.parse(stdout.toString());
		expect(Object.keys(read)).toEqual(SETTING_NAMES);
		expect(read.port).toEqual({ value: 7, origin: { layer: 'flag', name: '--port' } });
		expect(read.allowedOrigins).toEqual({ value: [], origin: { layer: 'default', name: '' } });
	});
});
