/** What the command line says: results on standard output, everything else on standard error. */

import type { WriteStream } from 'node:tty';

/** A stream that may be a terminal. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

const CLEAR_LINE = '\r\u001B[2K';
const COLUMNS = 80;

/** Prints whole lines, and on a terminal one line of progress that is rewritten in place. */
export class Terminal {
	readonly #out: Output;
	readonly #error: Output;
	#isShowing = false;

	constructor(out: Output, error: Output) {
		this.#out = out;
		this.#error = error;
	}

	/** Whether {@link showProgress} can rewrite its line. */
	get isInteractive(): boolean {
		return this.#error.isTTY === true;
	}

	/** A line of the result. */
	print(line: string): void {
		this.hideProgress();
		this.#out.write(`${line}\n`);
	}

	/** The result itself, as it is. */
	printBytes(bytes: Uint8Array): void {
		this.hideProgress();
		this.#out.write(bytes);
	}

	/** A line for the person, not for the pipe. */
	say(line: string): void {
		this.hideProgress();
		this.#error.write(`${line}\n`);
	}

	/** Replaces the line of progress; only where {@link isInteractive}. */
	showProgress(line: string): void {
		this.#error.write(`${CLEAR_LINE}${[...line].slice(0, (this.#error.columns ?? COLUMNS) - 1).join('')}`);
		this.#isShowing = true;
	}

	hideProgress(): void {
		if (this.#isShowing) this.#error.write(CLEAR_LINE);
		this.#isShowing = false;
	}
}

/** One line, whatever a file name holds: tabs and line ends become spaces. */
export const toOneLine = (text: string): string => text.replace(/\p{Cc}/gu, ' ');
