/** How edits and streams travel: frames, the byte gate, and the two pure halves of sync. */

export { admits, GATE_LIMITS, type GateLimits } from './gate.ts';
export { decodeEdits, encodeEdits, type WireValue } from './edit-codec.ts';
export * from './frames.ts';
export { framesInCurve, packCurve, unpackChunk } from './lanes.ts';
export { EDITS_PER_OP, foldEdits, SyncClient, type Refusal, type SyncEvents } from './sync-client.ts';
export { EDITS_MAX, judgeOp, NOTES_MAX, Pace, type ClientState, type OpContext, type Verdict } from './sync-server.ts';
