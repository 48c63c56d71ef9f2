/** Lines for the operator, one JSON object each, on stderr. */

import { destination, pino, stdSerializers, stdTimeFunctions, type DestinationStream } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Log {
	debug(event: string, details?: unknown): void;
	info(event: string, details?: unknown): void;
	warn(event: string, details?: unknown): void;
	error(event: string, details?: unknown): void;
}

/** What is never written, however deep in the details it stands. */
const HIDDEN_KEYS = ['authorization', 'cookie', 'token', 'operatorToken', 'fileName', 'title'];
const HIDDEN = '[hidden]';
/** Keys of a secret inside a text: of a header, or of a link. */
const SECRET_TEXT = /(\bBearer\s+|[#?&]k=)[\w.~+/=-]+/gi;
/** What waits for a disk that takes no more lines; beyond it lines are lost, and never the server. */
const WAITING_BYTES_MAX = 1024 * 1024;

/**
 * Writes events of `least` and above, each before the call returns. `details` is an error, written with its causes, or an
 * object whose fields become fields of the line. Keys, headers and names of recordings are left out of both.
 */
export function createLog(least: LogLevel, write?: (line: string) => void): Log {
	const lines = pino(
		{
			level: least,
			base: null,
			messageKey: 'event',
			errorKey: 'error',
			timestamp: stdTimeFunctions.isoTime,
			formatters: { level: (level) => ({ level }) },
			serializers: { error: stdSerializers.errWithCause },
			redact: { paths: HIDDEN_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: HIDDEN },
			hooks: { streamWrite: (line) => line.replace(SECRET_TEXT, `$1${HIDDEN}`) }
		},
		write ? { write } : openStderr()
	);
	return {
		debug: (event, details) => lines.debug(describe(details), event),
		info: (event, details) => lines.info(describe(details), event),
		warn: (event, details) => lines.warn(describe(details), event),
		error: (event, details) => lines.error(describe(details), event)
	};
}

function openStderr(): DestinationStream {
	// The last lines before a crash are the ones that matter, and lines are few: so each is with the system when the call
	// returns. A buffer, or a thread that writes, would be faster and would take them along.
	const stderr = destination({ dest: 2, sync: true, maxLength: WAITING_BYTES_MAX });
	// lines that cannot be written, to a full disk say, must not end the server that writes them
	stderr.on('error', () => undefined);
	return stderr;
}

function describe(details: unknown): object {
	if (details instanceof Error) return { error: details };
	return details === undefined ? {} : typeof details === 'object' && details !== null ? details : { details };
}
