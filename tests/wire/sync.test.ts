import { expect, test } from 'vitest';
import { judgeOp, SyncClient, type ServerFrame } from '#lib/wire/index.ts';
import { LiveDocument, type CommittedRow } from '#server/documents/index.ts';
import { REAL, World, type Parts } from './world.ts';

const SEEDS = 300;
const STEPS = 150;

function faultsOf(seed: number, parts?: Parts): string[] {
	const world = new World(seed, parts);
	try {
		world.run(STEPS);
		return world.faults().map((fault) => `seed ${seed}: ${fault}`);
	} catch (error) {
		return [`seed ${seed}: ${String(error)}`];
	} finally {
		world.store.close();
	}
}

test(`${SEEDS} worlds with lost, doubled and late frames, refusals and crashes end in agreement, with every op in the log once`, () => {
	for (let seed = 1; seed <= SEEDS; seed++) expect(faultsOf(seed)).toEqual([]);
});

const MUTANTS: Readonly<Record<string, Parts>> = {
	'a server that writes again what it has': {
		...REAL,
		judge: (n, edits, context) => {
			const verdict = judgeOp(n, edits, context);
			return verdict.kind === 'done' ? { kind: 'append' } : verdict;
		}
	},
	'a server that writes over a gap': {
		...REAL,
		judge: (n, edits, context) => {
			const verdict = judgeOp(n, edits, context);
			return verdict.kind === 'wait' && verdict.code === 'gap' ? { kind: 'append' } : verdict;
		}
	},
	'a server that calls a refused op taken': {
		...REAL,
		Document: class extends LiveDocument {
			override subscribe(listener: (row: CommittedRow) => void): () => void {
				return super.subscribe((row) => listener({ ...row, refusal: null }));
			}
		}
	},
	'a client that does not notice a missing row': {
		...REAL,
		Client: class extends SyncClient {
			override receive(frame: ServerFrame): void {
				super.receive(frame.kind === 'rows' ? { ...frame, firstSeq: Math.min(frame.firstSeq, this.seq + 1) } : frame);
			}
		}
	},
	'a client that takes sent for saved': {
		...REAL,
		Client: class extends SyncClient {
			#last = 0;
			override takeOutbox(now: number): ReturnType<SyncClient['takeOutbox']> {
				const frames = super.takeOutbox(now);
				for (const frame of frames) if (frame.kind === 'op') this.#last = Math.max(this.#last, frame.n);
				return frames;
			}
			override receive(frame: ServerFrame): void {
				super.receive(frame.kind === 'welcome' ? { ...frame, lastN: Math.max(frame.lastN, this.#last) } : frame);
			}
		}
	},
	'a client that folds its own rows in a second time': {
		...REAL,
		Client: class extends SyncClient {
			override receive(frame: ServerFrame): void {
				super.receive(
					frame.kind === 'rows'
						? { ...frame, rows: frame.rows.map((row) => ({ ...row, who: row.edits ? -1 : row.who })) }
						: frame
				);
			}
		}
	}
};

test.each(Object.entries(MUTANTS))('the simulation catches %s', (_name, parts) => {
	let seed = 1;
	while (seed <= 60 && faultsOf(seed, parts).length === 0) seed++;
	expect(seed).toBeLessThanOrEqual(60);
});
