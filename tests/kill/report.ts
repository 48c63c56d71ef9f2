/** What came of killing a server. */

export interface KillReport {
	readonly kills: number;
	/** Rows of the log, of which some were written by an analysis. */
	readonly rows: number;
	readonly heardRows: number;
	/** Ops whose own row their editor saw. */
	readonly acknowledged: number;
	readonly resent: number;
	/** Gestures of several ops that are in the log. */
	readonly groups: number;
	readonly seconds: number;
	/** What must not be. */
	readonly faults: readonly string[];
}

/** The faults, if there are any, and one line of counts. */
export function tellReport({ kills, faults, seconds, ...counts }: KillReport): string {
	const told = [
		`${counts.rows.toLocaleString('en')} rows (${counts.heardRows.toLocaleString('en')} heard)`,
		`${counts.acknowledged.toLocaleString('en')} acknowledged`,
		`${counts.resent.toLocaleString('en')} sent again`,
		`${counts.groups.toLocaleString('en')} groups`,
		`${faults.length} faults`
	];
	return [...faults, `${kills.toLocaleString('en')} kills in ${seconds.toFixed(0)} s: ${told.join(', ')}`].join('\n');
}
