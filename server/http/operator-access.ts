/** Who may see the figures of the server: this machine, and whoever has the operator's token. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Fault } from '#lib/fault.ts';
import { bearerOf } from './router.ts';

/** Headers by which a proxy says that it asks for somebody else. */
const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'];
/** 127.0.0.0/8 and ::1, also where IPv4 is written as IPv6. */
const LOOPBACK = /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;

/** Lets a request through that comes from this machine or bears the token; '' is no token. Faults: forbidden. */
export function requireOperator(request: IncomingMessage, operatorToken: string): void {
	if (isFromHere(request) || (operatorToken !== '' && isSame(bearerOf(request), operatorToken))) return;
	throw new Fault(
		'forbidden',
		'The figures of this server are for its own machine, and for whoever has the operator token.'
	);
}

/** A proxy on this machine asks for the whole world: what it forwards does not come from here, whatever it says. */
function isFromHere({ headers, socket }: IncomingMessage): boolean {
	return FORWARDING_HEADERS.every((name) => headers[name] === undefined) && LOOPBACK.test(socket.remoteAddress ?? '');
}

/** Compares in a time that tells nothing about where they differ. */
function isSame(given: string, token: string): boolean {
	const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(given), hash(token));
}
