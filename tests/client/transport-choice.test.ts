import { expect, test } from 'vitest';
import { readEvents } from '../../src/lib/client/server-events.ts';
import { TransportChoice } from '../../src/lib/client/transport-choice.ts';

test('HTTP is taken after two blocked WebSockets in a row', () => {
	const choice = new TransportChoice();
	choice.blocked();
	choice.worked('socket');
	choice.blocked();
	expect(choice.next()).toBe('socket');
	choice.blocked();
	expect(choice.next()).toBe('http');
});

test('a WebSocket is tried now and then, and taken again when it works', () => {
	const choice = new TransportChoice();
	choice.blocked();
	choice.blocked();
	const ways = Array.from({ length: 10 }, () => {
		const way = choice.next();
		if (way === 'http') choice.worked(way);
		else choice.blocked();
		return way;
	});
	expect(ways.filter((way) => way === 'socket')).toHaveLength(2);
	while (choice.next() === 'http') choice.worked('http');
	choice.worked('socket');
	choice.blocked();
	expect(choice.next()).toBe('socket');
});

test('when HTTP brings nothing either, the next is a WebSocket', () => {
	const choice = new TransportChoice();
	choice.blocked();
	choice.blocked();
	choice.httpFailed();
	expect(choice.next()).toBe('socket');
	choice.blocked();
	expect(choice.next()).toBe('http');
});

test('events are read however their bytes are cut, and one that breaks off is not', async () => {
	const bytes = new TextEncoder().encode('event: channel\ndata: 가나\n\ndata: AQID\n\nevent: close\nda');
	for (let size = 1; size < bytes.length; size++) {
		const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
		const body = new ReadableStream<Uint8Array>({
			start(controller) {
				for (const piece of cut) controller.enqueue(piece);
				controller.close();
			}
		});
		const events = await Array.fromAsync(readEvents(body));
		expect(events).toEqual([
			{ name: 'channel', data: '가나' },
			{ name: '', data: 'AQID' }
		]);
	}
});
