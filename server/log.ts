/** Lines for the operator, one JSON object each, on stderr. */

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

export interface Log {
	debug(event: string, details?: unknown): void;
	info(event: string, details?: unknown): void;
	warn(event: string, details?: unknown): void;
	error(event: string, details?: unknown): void;
}

/** Writes events of `least` and above. Tokens and names of recordings are never among the details. */
export function createLog(least: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
	const at = (level: LogLevel) => (event: string, details?: unknown) => {
		if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
		write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...describe(details) })}\n`);
	};
	return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function describe(details: unknown): Record<string, unknown> {
	if (details instanceof Error) {
		const { name, message, stack, cause } = details;
		return { error: { name, message, stack, ...(cause === undefined ? {} : { cause: describe(cause) }) } };
	}
	return details === undefined ? {} : typeof details === 'object' && details !== null ? { ...details } : { details };
}
