/** What is wrong with a world that has come to rest; nothing, if all is well. */

import { restrictToParts, type State } from '#lib/score/index.ts';
import { decodeClientFrame, decodeEdits, encodeClientFrame, foldEdits, unpack } from '#lib/wire/index.ts';
import { readState, ROW_LIMITS } from '#server/compaction/index.ts';
import type { LogRow } from '#server/store/index.ts';
import type { Page } from './page.ts';
import { World, type Counts, type Parts } from './world.ts';

const STEPS = 150;

/** Lives through one world; its faults, each with its seed, and what happened. */
export function live(seed: number, parts?: Parts): { faults: string[]; counts: Counts } {
	const world = new World(seed, parts);
	try {
		world.run(STEPS);
		return { faults: faultsOf(world).map((fault) => `seed ${seed}: ${fault}`), counts: world.counts };
	} catch (error) {
		return { faults: [`seed ${seed}: ${String(error)}`], counts: world.counts };
	} finally {
		world.store.close();
	}
}

function faultsOf(world: World): string[] {
	const log = world.history;
	const rows = log.map((row) => ({ ...row, edits: decodeEdits(unpack(row.edits, ROW_LIMITS)) }));
	const whole = foldEdits(rows.map((row) => row.edits));
	const truth = show(whole);
	const faults: string[] = [];
	if (log.some((row, i) => row.seq !== i + 1)) faults.push('the log has a hole');
	if (show(readState(world.store, world.doc).state) !== truth)
		faults.push('the store folds to something else than its log');
	for (const [i, node] of world.nodes.entries()) {
		const { document, release } = node.open(world.doc);
		document.readTail();
		if (show(document.state) !== truth) faults.push(`server ${i} remembers something else than the log`);
		release();
	}
	for (const cid of new Set(log.map((row) => row.cid)))
		if (!log.filter((row) => row.cid === cid).every((row, i) => row.n === i + 1))
			faults.push(`the ops of ${cid} are not once and in order in the log`);
	const lastN = (page: Page): number => world.store.findClient(world.doc, page.cid)?.lastN ?? 0;
	for (const page of world.pages) {
		faults.push(
			...faultsOfView(page, page.parts ? show(restrictToParts(whole, new Set(page.parts))) : truth),
			...faultsOfLog(page, log)
		);
		const own = rows.filter((row) => row.cid === page.cid);
		if (lastN(page) !== own.length) faults.push(`the counter of ${page.cid} is not the number of its rows`);
		const empty = own.filter((row) => row.edits.length === 0).length;
		if (empty !== page.refusals) faults.push(`${page.cid} heard of ${page.refusals} refusals, there were ${empty}`);
		for (const { n, edits } of own)
			if (edits.length > 0 && JSON.stringify(edits) !== JSON.stringify(asSent(page, n)))
				faults.push(`op ${n} of ${page.cid} is not in the log as it was sent`);
	}
	return faults;
}

function faultsOfView(page: Page, truth: string): string[] {
	const faults: string[] = [];
	if (page.sync.pendingCount > 0) faults.push(`${page.cid} is stuck with ${page.sync.pendingCount} ops`);
	if (show(page.score.state) !== truth) faults.push(`${page.cid} shows something else than the log`);
	if (show(page.sync.base) !== truth) faults.push(`${page.cid} believes something else than the log`);
	return faults;
}

function faultsOfLog(page: Page, log: readonly LogRow[]): string[] {
	const faults: string[] = [];
	const count = log.filter((row) => row.cid === page.cid).length;
	if (count !== page.sent.size) faults.push(`${page.cid} sent ${page.sent.size} ops, the log has ${count}`);
	if (page.twofold.length > 0) faults.push(`${page.cid} saw row ${page.twofold[0]} change`);
	for (const [seq, row] of page.seen) {
		const there = log[seq - 1];
		if (`${there?.slot}:${there?.n}` !== row) faults.push(`${page.cid} saw row ${seq}, which is lost`);
	}
	return faults;
}

/** An op as the wire rounds it. */
function asSent(page: Page, n: number): unknown {
	const frame = decodeClientFrame(encodeClientFrame({ kind: 'op', n: 1, edits: page.sent.get(n) ?? [] }));
	return frame?.kind === 'op' ? frame.edits : null;
}

const show = ({ records }: State): string => JSON.stringify([...records.values()].toSorted((a, b) => a.id - b.id));
