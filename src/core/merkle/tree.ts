/**
 * The Merkle tree of RFC 9162 section 2.1 over SHA-256.
 *
 *     leaf hash  SHA-256(0x00 ‖ data)          MTH({})  = SHA-256()
 *     node hash  SHA-256(0x01 ‖ left ‖ right)  split at the largest power of two smaller than n
 *
 * Compute and compare are apart: `rootFromInclusionProof` says which root a proof implies, the caller compares.
 */
import { sha256 } from '../digest/sha256.ts';

/** Bytes in a hash of the tree. */
export const HASH_BYTES = 32;

export const LEAF_PREFIX = 0x00;
export const NODE_PREFIX = 0x01;

/** Hash of a leaf's data; of a string, its UTF-8 bytes. */
export function leafHash(data: Uint8Array | string): Uint8Array {
  if (typeof data === 'string') return sha256(`${String.fromCharCode(LEAF_PREFIX)}${data}`);
  const input = new Uint8Array(1 + data.length);
  input[0] = LEAF_PREFIX;
  input.set(data, 1);
  return sha256(input);
}

/** Hash of an inner node over its children's hashes of 32 bytes each. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256(input);
}

/** The largest power of two smaller than `treeSize`; requires treeSize >= 2. */
export function splitPoint(treeSize: number): number {
  let split = 1;
  while (split * 2 < treeSize) split *= 2;
  return split;
}

/** A tree over leaf hashes, with every level kept: level 0 is the leaves, the last level the root alone. */
export interface MerkleTree {
  readonly treeSize: number;
  readonly rootHash: Uint8Array;
  readonly levels: readonly (readonly Uint8Array[])[];
}

/**
 * Builds the tree bottom up. A node without a sibling rises unchanged, which gives the same hashes as splitting at the
 * largest power of two.
 */
export function buildTree(leafHashes: readonly Uint8Array[]): MerkleTree {
  if (leafHashes.length === 0) return { treeSize: 0, rootHash: sha256(new Uint8Array(0)), levels: [[]] };
  const levels: (readonly Uint8Array[])[] = [leafHashes];
  let level = leafHashes;
  while (level.length > 1) {
    level = parentLevel(level);
    levels.push(level);
  }
  return { treeSize: leafHashes.length, rootHash: level[0] as Uint8Array, levels };
}

function parentLevel(level: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Uint8Array;
    const right = level[i + 1];
    parents.push(right === undefined ? left : nodeHash(left, right));
  }
  return parents;
}

/**
 * The audit path of leaf `index`, bottom up: what `rootFromInclusionProof` needs beside the leaf hash.
 * @throws RangeError unless 0 <= index < treeSize
 */
export function auditPath(tree: MerkleTree, index: number): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= tree.treeSize) {
    throw new RangeError(`leaf index ${index} is outside a tree of ${tree.treeSize} leaves`);
  }
  const path: Uint8Array[] = [];
  let position = index;
  for (const level of tree.levels.slice(0, -1)) {
    const sibling = level[position ^ 1];
    if (sibling !== undefined) path.push(sibling);
    position >>= 1;
  }
  return path;
}
