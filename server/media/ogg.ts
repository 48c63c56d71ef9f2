/** Ogg Vorbis and Ogg Opus: our own pages, positions and trimming around the codecs' libraries. */

import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { OggOpusDecoder } from 'ogg-opus-decoder';
import { Fault } from '#lib/fault.ts';
import { decibelsToAmplitude, type Hz, type Samples } from '#lib/units.ts';
import { hasText, viewOf, type ByteReader } from './byte-reader.ts';
import { readLastGranule, readOggPages, unmarkLast, type OggPage } from './ogg-pages.ts';
import { guardDecoder, mixDown, type Source } from './source.ts';

/** What the first packet of a stream tells. */
interface Identity {
	readonly name: 'Ogg Vorbis' | 'Ogg Opus';
	readonly sampleRate: Hz;
	readonly channels: number;
	/** Samples that the decoder drops at the start; granule positions count them. */
	readonly preSkip: Samples;
	/** Linear factor that the stream asks to be played at. */
	readonly gain: number;
}

interface OggDecoder {
	readonly ready: Promise<void>;
	decode(bytes: Uint8Array): Promise<Decoded> | Decoded;
	/** Gives what is left, and starts afresh. */
	flush(): Promise<Decoded>;
	free(): void;
}

interface Decoded {
	readonly channelData: Float32Array[];
}

/** Comments with pictures fill some; each is at most 65,307 bytes. */
const MAX_HELD_PAGES = 500;
/** Answers with another number of channels than was announced, as before the first sound. */
const MAX_STRANGE_ANSWERS = 8;
/** Opus decodes at this rate, whatever was encoded (RFC 7845). */
const OPUS_RATE: Hz = 48_000;

export async function openOgg(reader: ByteReader): Promise<Source> {
	const first = await readOggPages(reader).next();
	if (first.done === true)
		throw new Fault('truncated', `This Ogg file ends within its first page, after ${reader.size} bytes.`);
	const { serial } = first.value;
	const identity = readIdentity(first.value);
	if (identity === null) throw new Fault('damaged', 'The first page of this Ogg file does not say what its sound is.');
	const granule = await readLastGranule(reader, serial);
	const decoder: OggDecoder = identity.name === 'Ogg Opus' ? new OggOpusDecoder() : new OggVorbisDecoder();
	await guardDecoder(identity.name, () => decoder.ready);
	const link = new OggLink(identity, serial);
	return {
		sampleRate: identity.sampleRate,
		channels: identity.channels,
		expectedSeconds: granule === null ? null : Math.max(0, granule - identity.preSkip) / identity.sampleRate,
		isCut: () => !link.isEnded,
		free: () => decoder.free(),
		samples: () => readSamples(reader, decoder, link)
	};
}

async function* readSamples(reader: ByteReader, decoder: OggDecoder, link: OggLink): AsyncGenerator<Float32Array> {
	reader.seek(0);
	for await (const page of readOggPages(reader)) {
		if (page.isFirst && page.serial !== link.serial && link.isEnded && link.continuesWith(page)) {
			yield* drain(decoder, link);
			link.restart(page);
		}
		if (page.serial !== link.serial) continue;
		const bytes = link.pass(page);
		if (bytes === null) continue;
		const mono = link.take(await guardDecoder(link.identity.name, () => decoder.decode(bytes)));
		if (mono.length > 0) yield mono;
	}
	yield* drain(decoder, link);
}

/** What the link and the decoder still hold. */
async function* drain(decoder: OggDecoder, link: OggLink): AsyncGenerator<Float32Array> {
	const { name } = link.identity;
	const held = link.takeHeld();
	const before = held.length > 0 ? link.take(await guardDecoder(name, () => decoder.decode(held))) : null;
	if (before !== null && before.length > 0) yield before;
	const rest = link.take(await guardDecoder(name, () => decoder.flush()));
	if (rest.length > 0) yield rest;
}

/** One logical stream of a file (they may be chained, one after another): how far it is and where it ends. */
class OggLink {
	readonly identity: Identity;
	serial: number;
	isEnded = false;
	#heard: Samples = 0;
	#end: Samples = Infinity;
	#granule = 0;
	#held: Uint8Array[] = [];
	#soundPages = 0;
	#strangeAnswers = 0;

	constructor(identity: Identity, serial: number) {
		this.identity = identity;
		this.serial = serial;
	}

	/** Whether a page starts a stream that can go on where this one ended. */
	continuesWith(page: OggPage): boolean {
		const next = readIdentity(page);
		return next !== null && next.name === this.identity.name && next.sampleRate === this.identity.sampleRate;
	}

	restart(page: OggPage): void {
		this.serial = page.serial;
		this.isEnded = false;
		this.#heard = 0;
		this.#end = Infinity;
		this.#granule = 0;
		this.#held = [];
		this.#soundPages = 0;
	}

	/**
	 * Notes the position of a page before it is decoded; only the last page may end within its own samples. Gives the
	 * bytes to decode, or null while they are held: the Vorbis library answers with 35,952 channels, and takes 15 ms
	 * for it, when it is asked before it has seen sound, which it does one page late.
	 */
	pass(page: OggPage): Uint8Array | null {
		if (page.isLast) {
			this.isEnded = true;
			if (page.granule !== null) this.#end = Math.max(page.granule, this.#granule) - this.identity.preSkip;
			unmarkLast(page);
		}
		this.#granule = page.granule ?? this.#granule;
		if (this.#soundPages >= 2) return page.bytes;
		if (page.granule !== null && page.granule > 0) this.#soundPages++;
		this.#held.push(page.bytes.slice());
		if (this.#held.length > MAX_HELD_PAGES)
			throw new Fault('damaged', `This ${this.identity.name} recording has ${MAX_HELD_PAGES} pages without sound.`);
		return this.#soundPages >= 2 ? this.takeHeld() : null;
	}

	/** The pages held so far, as one. */
	takeHeld(): Uint8Array {
		return Buffer.concat(this.#held.splice(0));
	}

	/** Mono, at the right level, no further than the end. */
	take({ channelData }: Decoded): Float32Array {
		if (channelData.length !== this.identity.channels) {
			if (++this.#strangeAnswers > MAX_STRANGE_ANSWERS)
				throw new Fault('damaged', `This ${this.identity.name} recording is damaged: its decoder gave up.`);
			return new Float32Array(0);
		}
		const mono = mixDown(channelData);
		const kept = mono.subarray(0, Math.max(0, Math.min(mono.length, this.#end - this.#heard)));
		this.#heard += kept.length;
		const { gain } = this.identity;
		if (gain !== 1) for (let i = 0; i < kept.length; i++) kept[i] = (kept[i] ?? 0) * gain;
		return kept;
	}
}

function readIdentity({ body }: OggPage): Identity | null {
	const view = viewOf(body);
	if (hasText(body, 0, 'OpusHead') && body.length >= 19) {
		return {
			name: 'Ogg Opus',
			sampleRate: OPUS_RATE,
			channels: view.getUint8(9),
			preSkip: view.getUint16(10, true),
			gain: decibelsToAmplitude(view.getInt16(16, true) / 256)
		};
	}
	if (hasText(body, 0, '\x01vorbis') && body.length >= 30) {
		return {
			name: 'Ogg Vorbis',
			sampleRate: view.getUint32(12, true),
			channels: view.getUint8(11),
			preSkip: 0,
			gain: 1
		};
	}
	return null;
}
