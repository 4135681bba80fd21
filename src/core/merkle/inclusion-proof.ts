/** Checking an inclusion proof, RFC 9162 section 2.1.3.2. */
import { HASH_BYTES, nodeHash } from './tree.ts';

export interface InclusionProof {
  /** Zero-based; 0 <= leafIndex < treeSize. */
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly leafHash: Uint8Array;
  /** Sibling hashes, bottom up. */
  readonly auditPath: readonly Uint8Array[];
}

/**
 * The root hash that a proof implies, or null when the proof's shape does not fit its index and tree size
 * (a hash too many or too few, a hash that is not 32 bytes, an index outside the tree). Does not compare it with anything.
 */
export function rootFromInclusionProof(proof: InclusionProof): Uint8Array | null {
  const { leafIndex, treeSize, leafHash, auditPath } = proof;
  if (!Number.isSafeInteger(treeSize) || !Number.isSafeInteger(leafIndex)) return null;
  if (leafIndex < 0 || leafIndex >= treeSize) return null;
  if ([leafHash, ...auditPath].some((hash) => hash.length !== HASH_BYTES)) return null;
  let position = leafIndex;
  let lastPosition = treeSize - 1;
  let hash = leafHash;
  let used = 0;
  while (lastPosition > 0) {
    const isRightChild = position % 2 === 1;
    const hasSibling = isRightChild || position < lastPosition;
    if (hasSibling) {
      const sibling = auditPath[used++];
      if (sibling === undefined) return null;
      hash = isRightChild ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    }
    position = Math.floor(position / 2);
    lastPosition = Math.floor(lastPosition / 2);
  }
  return used === auditPath.length ? hash : null;
}
