/** Server-sent events out of a body that streams: enough of the standard for what our own server sends. */

export interface ServerEvent {
	/** Empty for an event without a name. */
	readonly name: string;
	readonly data: string;
}

/** The events as they come; one that the body breaks off in is left out. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
	const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
	let text = '';
	try {
		for (;;) {
			const { value, done } = await reader.read();
			if (done) return;
			text += value;
			const events = text.split('\n\n');
			text = events.pop() ?? '';
			for (const event of events) yield parse(event);
		}
	} finally {
		void reader.cancel().catch(() => undefined);
	}
}

function parse(event: string): ServerEvent {
	const fields = new Map(
		event.split('\n').map((line) => {
			const colon = line.indexOf(': ');
			return [line.slice(0, colon), line.slice(colon + 2)];
		})
	);
	return { name: fields.get('event') ?? '', data: fields.get('data') ?? '' };
}
