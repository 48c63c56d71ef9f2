/** The table of commands. */

import type { Command } from './command.ts';

export type { Command, CommandFlag, Invocation, RunCommand } from './command.ts';

export const COMMANDS: readonly Command[] = [
	{
		name: 'analyze',
		usage: 'analyze FILE... [--out DIR] [--format ID] [--model ID]',
		summary: 'Hears recordings and writes their pitch and notes.',
		details: [
			'Other formats: document, a whole document; gradio, notes, lab and mir-eval, the notes as gradio-pianoroll, a CSV',
			'table, LAB or mir_eval has them.',
			'Standard output has one line a file, its columns divided by tabs:',
			'  FILE  NOTES  DURATION  OUTPUT      or      FILE  error  CODE  SENTENCE',
			'Exit code: 0 when every file was done, 1 when some were, 2 when none was, 130 when stopped.'
		].join('\n'),
		flags: [
			{ name: '--out', value: 'DIR', description: 'Folder to write to (default: this one), or - for standard output.' },
			{
				name: '--format',
				value: 'FORMAT',
				description:
					'json (default): curve and notes; csv: the f0 curve; midi: the notes with bends; or another one below.'
			},
			{ name: '--quiet', value: '', description: 'No progress on standard error.' }
		],
		load: async () => (await import('./analyze.ts')).analyze
	},
	{
		name: 'backup',
		usage: 'backup DIR [--data-dir DIR]',
		summary: 'Copies documents and recordings into a new folder, while the server runs.',
		details: [
			'Every edit that was acknowledged before is in the copy. Recordings are linked where DIR is on the same disk, so',
			'that they take no room twice. DIR must be new or empty; nothing is left in it when the copy fails.',
			'Standard output has one line, its columns divided by tabs:  DIR  DOCUMENTS  RECORDINGS'
		].join('\n'),
		flags: [],
		load: async () => (await import('./backup.ts')).runBackup
	},
	{
		name: 'config',
		usage: 'config [--json]',
		summary: 'Prints every setting, its value and where that came from.',
		details: '',
		flags: [{ name: '--json', value: '', description: 'As one JSON object.' }],
		load: async () => (await import('./config.ts')).printConfig
	},
	{
		name: 'convert',
		usage: 'convert IN OUT [--format ID]',
		summary: 'Writes the notes of a file in another format.',
		details: [
			'IN is a MIDI file, a document, a value of gradio-pianoroll, a CSV of notes, LAB, or notes for mir_eval; its content',
			'says which. OUT is of the format that its name ends as: .mid, .melograph.json, .pianoroll.json, .notes.csv, .lab,',
			'.txt; or of --format midi, document, gradio, notes, lab, mir-eval. What does not come along is said on standard error.',
			'Standard output has one line, its columns divided by tabs:  IN  NOTES  OUT'
		].join('\n'),
		flags: [{ name: '--format', value: 'FORMAT', description: 'Format of OUT, whatever its name.' }],
		load: async () => (await import('./convert.ts')).convert
	},
	{
		name: 'restore',
		usage: 'restore DIR [--data-dir DIR]',
		summary: 'Puts a backup into a data folder that is new or empty.',
		details: [
			'DIR stays as it is. Start the server when this has ended.',
			'Standard output has one line, its columns divided by tabs:  DATA_DIR  DOCUMENTS  RECORDINGS'
		].join('\n'),
		flags: [],
		load: async () => (await import('./restore.ts')).runRestore
	},
	{
		name: 'serve',
		usage: 'serve [--port PORT] [--data-dir DIR]',
		summary: 'Runs the server until it is stopped.',
		details: '',
		flags: [],
		load: async () => (await import('./serve.ts')).serve
	}
];

/** The command of that name, or null. */
export const findCommand = (name: string): Command | null => COMMANDS.find((command) => command.name === name) ?? null;
