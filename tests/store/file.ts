/** A place on disk that is gone after the test. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export function makeFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'melograph-store-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A file that is not there yet, in a folder of its own. */
export const makeFile = (name: string): string => path.join(makeFolder(), name);

/**
 * Leaves the lock of a database for a moment. Who writes in a loop without it holds the lock nearly always, as no server does,
 * and others come to write by luck alone.
 */
export const letOthersWrite = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 2));
