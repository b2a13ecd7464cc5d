export { canonicalize } from '../base/index.ts'
export type { Checkpoint } from './checkpoint.ts'
export { checkpointBody, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
export { commitTo, hashOf, opensCommitment } from './commitment.ts'
export type { CosignatureFault } from './cosignature.ts'
export {
  addCheckpointBody,
  cosignedMessage,
  cosignerId,
  openCosignature,
  parseCosigner,
} from './cosignature.ts'
export { verifyEd25519 } from './ed25519.ts'
export type { EntryFault, Stamp } from './entry.ts'
export { buildEntry, MAX_ENTRY_BYTES, parseEntry } from './entry.ts'
export type { Bodies, Draft, Entry, Header, Kind, SignatureRef, SignerRef, Way } from './kinds.ts'
export type { Note, NoteFault, Signer, VerifierKey } from './note.ts'
export { cryptoSigner, openNote, parseVkey, signatureOf, signNote, vkeyOf } from './note.ts'
export type { TlogProof } from './proof.ts'
export { formatProof, parseProof, verifyProof } from './proof.ts'
export type { Edge, Tile, TileFault, TileReader } from './tiles.ts'
export {
  consistencyProof,
  emptyEdge,
  extend,
  inclusionProof,
  readEdge,
  rootAt,
  rootOf,
  TILE_WIDTH,
  tilePath,
  tilesOf,
} from './tiles.ts'
export type { ConsistencyClaim, InclusionClaim, TreeFault } from './tree.ts'
export { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion } from './tree.ts'
export type { LogFault, Stored, VerifyMore } from './verify.ts'
export { verifyLog } from './verify.ts'
