#!/usr/bin/env node
/** The command line: `melograph COMMAND ...`. */

import { runCommandLine } from './run.ts';
import { Terminal } from './terminal.ts';

const stop = new AbortController();
// the first Ctrl-C stops in good order; the second ends the process as usual
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
// a reader such as head has gone: there is nobody left to write for
process.stdout.on('error', () => stop.abort());

process.exitCode = await runCommandLine(
	process.argv.slice(2),
	new Terminal(process.stdout, process.stderr),
	stop.signal
);
