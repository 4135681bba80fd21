/**
 * Consistency proofs, RFC 9162 section 2.1.4: that a tree's first leaves are all the leaves of an earlier tree, in the same order.
 * Compute and compare are apart, as in inclusion-proof.ts.
 */
import { HASH_BYTES, type MerkleTree, nodeHash, splitPoint } from './tree.ts';

export interface ConsistencyProof {
  /** Leaves of the earlier tree; 0 < firstSize <= secondSize. */
  readonly firstSize: number;
  readonly secondSize: number;
  /** Root of the earlier tree as it is known. It stands in the proof itself where its size is a power of two. */
  readonly firstRoot: Uint8Array;
  /** PROOF(firstSize, D[secondSize]). */
  readonly path: readonly Uint8Array[];
}

/**
 * PROOF(firstSize, D[n]) over a tree of n leaves, section 2.1.4.1.
 * @throws RangeError unless 0 < firstSize <= n
 */
export function consistencyPath(tree: MerkleTree, firstSize: number): Uint8Array[] {
  if (!Number.isInteger(firstSize) || firstSize < 1 || firstSize > tree.treeSize) {
    throw new RangeError(`a tree of ${tree.treeSize} leaves has no earlier tree of ${firstSize}`);
  }
  const path: Uint8Array[] = [];
  let [start, end] = [0, tree.treeSize];
  let isWhole = true;
  while (firstSize < end) {
    const middle = start + splitPoint(end - start);
    if (firstSize <= middle) {
      path.push(subtreeHash(tree, middle, end));
      end = middle;
    } else {
      path.push(subtreeHash(tree, start, middle));
      start = middle;
      isWhole = false;
    }
  }
  if (!isWhole) path.push(subtreeHash(tree, start, end));
  return path.reverse();
}

/**
 * The roots of both trees that a proof implies, or null when its shape does not fit the two sizes (section 2.1.4.2). Compares
 * them with nothing.
 */
export function rootsFromConsistencyProof(
  proof: ConsistencyProof,
): { readonly firstRoot: Uint8Array; readonly secondRoot: Uint8Array } | null {
  const { firstSize, secondSize, firstRoot } = proof;
  if (!isWellFormed(proof)) return null;
  if (firstSize === secondSize) return proof.path.length === 0 ? { firstRoot, secondRoot: firstRoot } : null;
  let first = firstSize - 1;
  let second = secondSize - 1;
  while (isOdd(first)) [first, second] = [half(first), half(second)];
  // Here the earlier tree is one subtree of the later one, and its root is not repeated in the proof.
  const [seed, ...rest] = first === 0 ? [firstRoot, ...proof.path] : proof.path;
  if (seed === undefined) return null;
  let [firstHash, secondHash] = [seed, seed];
  for (const hash of rest) {
    if (second === 0) return null;
    if (isOdd(first) || first === second) {
      firstHash = nodeHash(hash, firstHash);
      secondHash = nodeHash(hash, secondHash);
      while (!isOdd(first) && first !== 0) [first, second] = [half(first), half(second)];
    } else secondHash = nodeHash(secondHash, hash);
    [first, second] = [half(first), half(second)];
  }
  return second === 0 ? { firstRoot: firstHash, secondRoot: secondHash } : null;
}

function isWellFormed({ firstSize, secondSize, firstRoot, path }: ConsistencyProof): boolean {
  const areSizes = Number.isSafeInteger(firstSize) && Number.isSafeInteger(secondSize);
  if (!areSizes || firstSize < 1 || firstSize > secondSize) return false;
  return [firstRoot, ...path].every((hash) => hash.length === HASH_BYTES);
}

/** MTH over the leaves from `start` up to `end`, which the recursion of section 2.1.4.1 cuts so that it is a node of the tree. */
function subtreeHash(tree: MerkleTree, start: number, end: number): Uint8Array {
  let level = 0;
  while (2 ** level < end - start) level++;
  return tree.levels[level]?.[start / 2 ** level] as Uint8Array;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
