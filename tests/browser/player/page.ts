/** The page's side of the tests that listen: a player alone, and everything it gave to the speakers, to the sample. */

import { createPlayer, type LoopRange, type Part } from '#lib/playback/index.ts';
import recorderUrl from '#lib/playback/recorder-worklet.ts?worker&url';
import { DEFAULTS, makeId, makeRecord, TempoMap } from '#lib/score/index.ts';

export interface Scene {
	/** Rate and channels of the recording; none without. */
	readonly recording?: { readonly sampleRate: number; readonly channels: number; readonly tone: 'bursts' | 'steady' };
	/** Seconds at which short notes begin, at 120 bpm. */
	readonly notes?: readonly number[];
	readonly gains?: Partial<Record<Part, number>>;
	readonly speed?: number;
	readonly loop?: LoopRange;
	readonly from?: number;
	readonly range?: LoopRange;
	readonly countIn?: boolean;
	/** What is done while it plays. */
	readonly changes?: readonly {
		readonly after: number;
		readonly speed?: number;
		readonly seek?: number;
		readonly gains?: Partial<Record<Part, number>>;
	}[];
	/** How long is listened. */
	readonly seconds: number;
}

export interface Heard {
	readonly sampleRate: number;
	readonly samples: readonly number[];
	/** Position at each look, with the clock's time. */
	readonly positions: readonly { readonly time: number; readonly position: number }[];
	readonly stretchFault: string | null;
}

const TEMPO = new TempoMap(DEFAULTS.meta);
const BURST_HZ = 3000;
const STEADY_HZ = 440;
const PARTS: readonly Part[] = ['recording', 'notes', 'metronome'];

/** Bursts of 60 ms in the middle of each second; or one tone. */
function makeRecording({ sampleRate, channels, tone }: NonNullable<Scene['recording']>): AudioBuffer {
	const buffer = new AudioBuffer({ length: 12 * sampleRate, numberOfChannels: channels, sampleRate });
	for (let channel = 0; channel < channels; channel++) {
		const samples = buffer.getChannelData(channel);
		for (let i = 0; i < samples.length; i++) {
			const time = i / sampleRate;
			const away = Math.abs((time % 1) - 0.5);
			const burst = away < 0.03 ? (1 + Math.cos((Math.PI * away) / 0.03)) / 2 : 0;
			samples[i] =
				tone === 'bursts'
					? 0.6 * burst * Math.sin(2 * Math.PI * BURST_HZ * time)
					: 0.4 * Math.sin(2 * Math.PI * STEADY_HZ * time);
		}
	}
	return buffer;
}

/** Taps what reaches the speakers of every context that is made. */
function tap(): { readonly blocks: Float32Array[]; readonly rate: () => number; close(): void } {
	const blocks: Float32Array[] = [];
	let rate = 0;
	let node: AudioWorkletNode | null = null;
	const connect = AudioNode.prototype.connect as (this: AudioNode, ...to: unknown[]) => unknown;
	AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
		const { context } = this;
		if (to[0] instanceof AudioDestinationNode && context instanceof AudioContext) {
			rate = context.sampleRate;
			void context.audioWorklet.addModule(recorderUrl).then(() => {
				if (context.state === 'closed') return;
				node = new AudioWorkletNode(context, 'melograph-recorder');
				node.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => data && blocks.push(data.slice());
				connect.call(this, node);
			});
		}
		return connect.apply(this, to);
	} as AudioNode['connect'];
	return {
		blocks,
		rate: () => rate,
		close() {
			AudioNode.prototype.connect = connect as AudioNode['connect'];
			node?.port.postMessage(null);
		}
	};
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function hear(scene: Scene): Promise<Heard> {
	const tapped = tap();
	const player = createPlayer();
	const positions: { time: number; position: number }[] = [];
	try {
		if (scene.recording) player.setRecording(makeRecording(scene.recording), 0);
		const starts = scene.notes ?? [];
		const notes = starts.map((start, i) =>
			makeRecord('note', makeId(1, i + 1), { start: TEMPO.toTicks(start), duration: TEMPO.toTicks(0.05), pitch: 57 })
		);
		player.setNotes(notes, TEMPO);
		player.setTimbre('sine');
		for (const part of PARTS) player.setGain(part, scene.gains?.[part] ?? (part === 'metronome' ? 0 : 1));
		player.setLoop(scene.loop ?? null);
		player.setCountIn(scene.countIn ?? false);
		if (scene.speed) player.setSpeed(scene.speed);
		await (scene.range ? player.playRange(scene.range) : player.play(scene.from ?? 0));
		const began = performance.now() / 1000;
		const left = [...(scene.changes ?? [])];
		for (let now = 0; now < scene.seconds; now = performance.now() / 1000 - began) {
			positions.push({ time: now, position: player.position });
			const [next] = left;
			if (next && next.after <= now) {
				left.shift();
				if (next.speed !== undefined) player.setSpeed(next.speed);
				if (next.seek !== undefined) player.seek(next.seek);
				for (const part of PARTS) {
					const gain = next.gains?.[part];
					if (gain !== undefined) player.setGain(part, gain);
				}
			}
			await wait(0.01);
		}
		const samples = tapped.blocks.flatMap((block) => [...block]);
		return { sampleRate: tapped.rate(), samples, positions, stretchFault: player.stretchFault?.message ?? null };
	} finally {
		player.dispose();
		tapped.close();
	}
}

/** Players that sounded at another speed and are gone. */
async function createAndDispose(count: number): Promise<void> {
	for (let i = 0; i < count; i++) {
		const player = createPlayer();
		player.setRecording(makeRecording({ sampleRate: 8000, channels: 1, tone: 'steady' }), 0);
		player.setNotes([makeRecord('note', makeId(1, 1), { start: 0, duration: 960 })], TEMPO);
		player.setSpeed(0.75);
		await player.play();
		player.preview([{ midi: 60, velocity: 90 }]);
		player.dispose();
	}
}

declare global {
	interface Window {
		readonly player: { hear(scene: Scene): Promise<Heard>; createAndDispose(count: number): Promise<void> };
	}
}
Object.assign(window, { player: { hear, createAndDispose } });
