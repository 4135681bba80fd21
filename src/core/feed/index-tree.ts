/**
 * The RFC 9162 tree over one of the snapshot's indexes (formats.md section 3), from a stream of leaves in the order of their
 * keys. Only the hashes of the complete subtrees are kept, one for each bit of the size, so the size of a feed costs no memory.
 * A proof for one leaf needs all leaf hashes: `buildTree` over the same leaves has the same root.
 */
import { type Digest, formatDigest, sha256 } from '../digest/sha256.ts';
import { leafHash, nodeHash } from '../merkle/tree.ts';

/** What the snapshot's descriptor says of an index. */
export interface FeedIndex {
  readonly treeSize: number;
  readonly rootHash: Digest;
}

/**
 * Size and root of the tree whose leaf i has the data `leafBytes(leaves[i])`. The root of no leaves is SHA-256 of nothing.
 * @param leaves sorted by key, keys unique: not looked at here
 */
export function feedIndexOf<Leaf>(leaves: Iterable<Leaf>, leafBytes: (leaf: Leaf) => Uint8Array): FeedIndex {
  const subtrees: Uint8Array[] = [];
  let treeSize = 0;
  for (const leaf of leaves) {
    subtrees.push(leafHash(leafBytes(leaf)));
    treeSize++;
    for (let size = treeSize; size % 2 === 0; size /= 2) mergeLastTwo(subtrees);
  }
  if (treeSize === 0) return { treeSize, rootHash: formatDigest(sha256(new Uint8Array(0))) };
  while (subtrees.length > 1) mergeLastTwo(subtrees);
  return { treeSize, rootHash: formatDigest(subtrees[0] as Uint8Array) };
}

function mergeLastTwo(subtrees: Uint8Array[]): void {
  const right = subtrees.pop() as Uint8Array;
  const left = subtrees.pop() as Uint8Array;
  subtrees.push(nodeHash(left, right));
}
