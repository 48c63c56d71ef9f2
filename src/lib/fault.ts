/** Expected failures at a border: one closed list of codes, each with a sentence for the person who meets it. */

/** Every code that the API, the pages and the command line can show. Documented in docs/PROTOCOL.md. */
export const FAULT_CODES = [
	'empty-file', // no bytes at all
	'unsupported-format', // the bytes are no recording that we know
	'no-decoder', // a known format that needs a decoder this machine lacks
	'damaged', // starts like a recording, cannot be decoded
	'truncated', // ends before its header says, with nothing to hear
	'sample-rate', // outside the rates that are read
	'channels', // none, or more than are read
	'too-short', // less than one analysis frame
	'too-long', // over the duration limit
	'too-large', // over a limit in bytes, of a file or of a document
	'not-finite', // NaN or infinite samples
	'silent', // no sample above the floor of hearing
	'hash-mismatch', // the body is not what its name says
	'bad-request', // a malformed address, header, frame or field
	'forbidden', // the token does not allow this
	'not-found', // no such document, recording or model
	'conflict', // the document changed underneath
	'rate', // too many requests at once; try again
	'storage', // the disk or the database refused
	'unknown-model', // no such model in the manifest
	'cancelled', // stopped by a person
	'crashed', // the worker died three times on this recording
	'config', // a configuration key or value is wrong
	'unavailable', // the server cannot do this now
	'internal' // a bug of ours
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** An expected failure. `sentence` names the thing and the limit, and may be shown as it is. */
export class Fault extends Error {
	override readonly name = 'Fault';
	readonly code: FaultCode;
	constructor(code: FaultCode, sentence: string, options?: { cause?: unknown }) {
		super(sentence, options);
		this.code = code;
	}
}

/** The fault inside anything thrown; a thing that is no fault is a bug and becomes `internal`. */
export function toFault(thrown: unknown): Fault {
	if (thrown instanceof Fault) return thrown;
	if (thrown instanceof Error && thrown.name === 'AbortError')
		return new Fault('cancelled', 'This was stopped.', { cause: thrown });
	return new Fault('internal', 'Something went wrong in Melograph itself.', { cause: thrown });
}

/** Whether a string from outside is one of our codes. */
export const isFaultCode = (text: unknown): text is FaultCode => FAULT_CODES.some((code) => code === text);

/** Throws when `condition` does not hold: that is a bug, not a fault of the input. */
export function assert(condition: unknown, sentence: string): asserts condition {
	if (!condition) throw new Error(`Assertion failed: ${sentence}`);
}

/** Marks the impossible arm of a switch over a closed union. */
export function assertNever(value: never): never {
	throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
