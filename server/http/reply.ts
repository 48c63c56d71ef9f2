/** Answers in JSON, and the one place where a fault becomes an HTTP status. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault, type FaultCode } from '#lib/fault.ts';

const STATUS: { readonly [C in FaultCode]: number } = {
	'empty-file': 422,
	'unsupported-format': 415,
	'no-decoder': 415,
	damaged: 422,
	truncated: 422,
	'sample-rate': 422,
	channels: 422,
	'too-short': 422,
	'too-long': 422,
	'too-large': 413,
	'not-finite': 422,
	silent: 422,
	'hash-mismatch': 422,
	'bad-request': 400,
	forbidden: 403,
	'not-found': 404,
	conflict: 409,
	rate: 429,
	storage: 507,
	'unknown-model': 422,
	cancelled: 499,
	crashed: 500,
	config: 500,
	unavailable: 503,
	internal: 500
};

export function replyJson(response: ServerResponse, status: number, body: unknown): void {
	const bytes = Buffer.from(JSON.stringify(body));
	response.writeHead(status, {
		'content-type': 'application/json; charset=utf-8',
		'content-length': bytes.length,
		'cache-control': 'no-store'
	});
	response.end(bytes);
}

/** `{code, sentence}` with the status of the code. The body may still be arriving: the connection is then closed after the answer. */
export function replyFault(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
	if (response.headersSent) return void response.destroy();
	replyEarly(request, response, STATUS[fault.code], { code: fault.code, sentence: fault.message });
}

/** An answer to a request whose body may still be arriving, and is of no interest any more. */
export function replyEarly(request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void {
	if (!request.complete) response.setHeader('connection', 'close');
	replyJson(response, status, body);
	// a browser that is still sending would see a reset instead of the answer: let it finish for a moment
	if (!request.complete) {
		request.resume();
		setTimeout(() => request.destroy(), 2000).unref();
	}
}

/** A JSON body of at most `limit` bytes. */
export async function readJson(request: IncomingMessage, limit = 4096): Promise<unknown> {
	const parts: Buffer[] = [];
	let bytes = 0;
	// not torn down when it is too long: the answer goes out over the same connection
	for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
		bytes += part.length;
		if (bytes > limit) throw new Fault('bad-request', `The request's body is over ${limit} bytes.`);
		parts.push(part);
	}
	try {
		return JSON.parse(Buffer.concat(parts).toString('utf8'));
	} catch (cause) {
		throw new Fault('bad-request', "The request's body is not JSON.", { cause });
	}
}
