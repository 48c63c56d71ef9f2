/** How edits and streams travel: frames, the byte gate, and the two pure halves of sync. */

export { admits, GATE_LIMITS, type GateLimits } from './gate.ts';
export { decodeEdits, encodeEdits, UnknownEdit, type WireValue } from './edit-codec.ts';
export { bundleFrames, unbundleFrames } from './bundle.ts';
export * from './frames.ts';
export { pack, unpack } from './pack.ts';
export { Pace } from './pace.ts';
export { framesInCurve, packCurve, unpackChunk } from './lanes.ts';
export { decodeSnapshot, encodeSnapshot, SNAPSHOT_VERSION } from './snapshot.ts';
export { EDITS_PER_OP, SCANS_PER_OP, splitEdits } from './split-edits.ts';
export { foldEdits, SyncClient, type Refusal, type SyncEvents } from './sync-client.ts';
export {
	ANALYSES_MAX,
	CLIPS_MAX,
	EDITS_MAX,
	judgeOp,
	NOTES_MAX,
	type ClientState,
	type OpContext,
	type RecordCounts,
	type Verdict
} from './sync-server.ts';
