/** A second opinion without a network: YIN's candidates, and of each moment the one that its surroundings speak for. */

import { HOP_SAMPLES, TRACKER_RATE, type Frames } from '../../units.ts';
import type { Window } from '../windows.ts';
import { GROWING_WINDOWS, type RawPitch, type Tracker } from './tracker.ts';
import { CandidateFinder, COMPARED, LAG_MAX, LAG_MIN, type Candidate } from './yin-candidates.ts';

/** Frames on both sides that have a say in a frame's pitch; fixed, so that windows make no difference. */
const CONTEXT: Frames = 12;
const MARGIN_FRAMES = CONTEXT + Math.ceil((COMPARED + LAG_MAX) / 2 / HOP_SAMPLES);
/** What a semitone from one frame to the next costs, in units of log likelihood, and the most that any leap costs. */
const COST_PER_SEMITONE = 1.2;
const COST_MAX = 7;
const LIKELIHOOD_MIN = 1e-4;
/** Half sure at this aperiodicity, and how fast that changes: a frame is voiced by the usual threshold below 0.28. */
const HALF_SURE = 0.3;
const SURE_WIDTH = 0.06;

/** YIN with probabilistic thresholds and a path over 0.25 s: 40 to 2,000 Hz. Pure, and the same however it is cut. */
export function createYin(): Tracker {
	return {
		id: 'yin',
		version: '1',
		range: { min: TRACKER_RATE / LAG_MAX, max: TRACKER_RATE / LAG_MIN },
		plan: { margin: MARGIN_FRAMES, counts: GROWING_WINDOWS },
		isRefined: true,
		track: async (window: Window): Promise<RawPitch> => trackWindow(window)
	};
}

function trackWindow({ samples, count, margin }: Window): RawPitch {
	const finder = new CandidateFinder(samples);
	const first = margin - CONTEXT;
	const frames = Array.from({ length: count + 2 * CONTEXT }, (_, i) => finder.find((first + i) * HOP_SAMPLES));
	const hz = new Float32Array(count);
	const voicing = new Float32Array(count);
	for (let i = 0; i < count; i++) {
		const chosen = choose(frames, i + CONTEXT);
		hz[i] = chosen?.hz ?? 0;
		voicing[i] = chosen ? 1 / (1 + Math.exp((chosen.aperiodicity - HALF_SURE) / SURE_WIDTH)) : 0;
	}
	return { hz, voicing };
}

/** The candidate of a frame that lies on the likeliest path through the frames around it. */
function choose(frames: readonly (readonly Candidate[])[], at: number): Candidate | null {
	const here = frames[at] ?? [];
	if (here.length < 2) return here[0] ?? null;
	const before = walk(frames, at, -1);
	const after = walk(frames, at, 1);
	let best: Candidate | null = null;
	let bestScore = -Infinity;
	for (const [i, candidate] of here.entries()) {
		const score = (before[i] ?? 0) + (after[i] ?? 0) + weigh(candidate);
		if (score <= bestScore) continue;
		best = candidate;
		bestScore = score;
	}
	return best;
}

/** For each candidate of a frame, the best that any path over the frames on one side leads to. */
function walk(frames: readonly (readonly Candidate[])[], at: number, way: 1 | -1): readonly number[] {
	let scores: readonly number[] = [];
	for (let i = at + way * CONTEXT; i !== at; i -= way) {
		const from = frames[i] ?? [];
		const to = frames[i - way] ?? [];
		scores = to.map((candidate) => bestInto(candidate, from, scores));
	}
	return scores;
}

function bestInto(to: Candidate, from: readonly Candidate[], scores: readonly number[]): number {
	let best = from.length === 0 ? 0 : -Infinity;
	for (const [i, candidate] of from.entries()) {
		const leap = Math.abs(12 * Math.log2(candidate.hz / to.hz)) * COST_PER_SEMITONE;
		best = Math.max(best, (scores[i] ?? 0) + weigh(candidate) - Math.min(COST_MAX, leap));
	}
	return best;
}

const weigh = ({ likelihood }: Candidate): number => Math.log(Math.max(LIKELIHOOD_MIN, likelihood));
