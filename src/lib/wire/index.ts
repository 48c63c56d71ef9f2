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
export { GroupBuffer, type GroupStep } from './group.ts';
export {
	foldEdits,
	SyncClient,
	type KeptClient,
	type PendingOp,
	type Refusal,
	type SyncEvents
} from './sync-client.ts';
export {
	DOCUMENT_LIMITS,
	countScans,
	judgeOps,
	type ClientState,
	type DocumentLimits,
	type Op,
	type OpContext,
	type Verdict
} from './sync-server.ts';
