/**
 * One proof that several leaves stand at their places in a tree of RFC 9162 (section 2.1), much smaller than an audit path for
 * each. Beside the leaves it has the hashes of the largest subtrees without any of them, from left to right:
 *
 *     tree over a b c d e, proof of c and d        root
 *     hashes: node(a, b), leaf(e)                 /    \
 *                                                ·      leaf(e)
 *                                              /   \
 *                                    node(a, b)     node(c, d)
 *
 * The shape of the tree follows from its size alone, so the root that a proof implies is the tree's root only if every leaf
 * stands where the proof says, as long as SHA-256 has no collisions. A proof of no leaves has one hash: the root.
 */
import { sha256 } from '../digest/sha256.ts';
import { HASH_BYTES, type MerkleTree, nodeHash, splitPoint } from './tree.ts';

/** A leaf and its place in the tree, from 0. */
export interface PlacedLeafHash {
  readonly index: number;
  readonly leafHash: Uint8Array;
}

/**
 * The hashes that `rootFromLeaves` needs beside the leaves at `indexes`; none for a tree without leaves.
 * @param indexes ascending, each once, below the tree's size: not looked at here
 */
export function proveLeaves(tree: MerkleTree, indexes: readonly number[]): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  let next = 0;
  const visit = (level: number, position: number): void => {
    const hash = tree.levels[level]?.[position];
    if (hash === undefined) return;
    const end = (position + 1) * 2 ** level;
    if ((indexes[next] ?? Number.POSITIVE_INFINITY) >= end) hashes.push(hash);
    else if (level === 0) next++;
    else {
      visit(level - 1, position * 2);
      visit(level - 1, position * 2 + 1);
    }
  };
  if (tree.treeSize > 0) visit(tree.levels.length - 1, 0);
  return hashes;
}

/**
 * The root hash that leaves and hashes imply, or null when they do not fit a tree of this size: leaves that are not in
 * ascending order or outside the tree, a hash too many or too few, one that is not 32 bytes. Compares it with nothing.
 */
export function rootFromLeaves(
  treeSize: number,
  leaves: readonly PlacedLeafHash[],
  hashes: readonly Uint8Array[],
): Uint8Array | null {
  if (!Number.isSafeInteger(treeSize) || treeSize < 0 || !areInOrder(treeSize, leaves)) return null;
  if ([...leaves.map(({ leafHash }) => leafHash), ...hashes].some(({ length }) => length !== HASH_BYTES))
    return null;
  let nextLeaf = 0;
  let nextHash = 0;
  const rootOf = (first: number, count: number): Uint8Array | null => {
    const leaf = leaves[nextLeaf];
    if (leaf === undefined || leaf.index >= first + count) return hashes[nextHash++] ?? null;
    if (count === 1) {
      nextLeaf++;
      return leaf.leafHash;
    }
    const split = splitPoint(count);
    const left = rootOf(first, split);
    const right = left === null ? null : rootOf(first + split, count - split);
    return left === null || right === null ? null : nodeHash(left, right);
  };
  const root = treeSize === 0 ? sha256(new Uint8Array(0)) : rootOf(0, treeSize);
  return nextLeaf === leaves.length && nextHash === hashes.length ? root : null;
}

function areInOrder(treeSize: number, leaves: readonly PlacedLeafHash[]): boolean {
  return leaves.every(({ index }, i) => {
    const previous = leaves[i - 1]?.index ?? -1;
    return Number.isSafeInteger(index) && index > previous && index < treeSize;
  });
}
