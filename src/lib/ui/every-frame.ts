/** Runs something before each frame is drawn; for what moves with time and so stays out of runes. */

/** Begins with the next frame, until the answer is called. */
export function everyFrame(run: () => void): () => void {
	let frame = requestAnimationFrame(function again() {
		run();
		frame = requestAnimationFrame(again);
	});
	return () => cancelAnimationFrame(frame);
}
