/** How far one file is, on standard error: a line in place on a terminal, otherwise a line each tenth. */

import type { Terminal } from '../terminal.ts';

const TERMINAL_STEP = 1;
const LOG_STEP = 10;

export class ProgressLine {
	readonly #terminal: Terminal;
	readonly #label: string;
	#shown = 0;

	constructor(terminal: Terminal, label: string) {
		this.#terminal = terminal;
		this.#label = label;
	}

	/** Takes 0 to 1; says something only when it would be something new. */
	show(fraction: number): void {
		const step = this.#terminal.isInteractive ? TERMINAL_STEP : LOG_STEP;
		const percent = Math.floor((Math.min(1, fraction) * 100) / step) * step;
		if (percent <= this.#shown) return;
		this.#shown = percent;
		const line = `${this.#label}: ${percent} %`;
		if (this.#terminal.isInteractive) this.#terminal.showProgress(line);
		else this.#terminal.say(line);
	}
}
