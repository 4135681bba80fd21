/**
 * The root of a tree (RFC 9162 section 2.1) over leaves that come one by one. Only the hashes of the complete subtrees are kept, one
 * for each bit of the size, and in one piece of memory: a piece for each of a million hashes costs more than the hashing.
 */
import { sha256, sha256Into } from '../digest/sha256.ts';
import { HASH_BYTES, LEAF_PREFIX, NODE_PREFIX } from './tree.ts';

/** As many bits as a count can have. */
const MOST_SUBTREES = 53;

export class RunningRoot {
  readonly #subtrees = new Uint8Array(MOST_SUBTREES * HASH_BYTES);
  readonly #node = new Uint8Array(1 + 2 * HASH_BYTES).fill(NODE_PREFIX, 0, 1);
  #subtreeCount = 0;
  #treeSize = 0;

  /** Leaves so far. */
  get treeSize(): number {
    return this.#treeSize;
  }

  /** @param text whose UTF-8 bytes are the leaf's data */
  add(text: string): void {
    sha256Into(this.#subtrees, this.#subtreeCount * HASH_BYTES, `${String.fromCharCode(LEAF_PREFIX)}${text}`);
    this.#subtreeCount++;
    this.#treeSize++;
    for (let size = this.#treeSize; size % 2 === 0; size /= 2) this.#mergeLastTwo();
  }

  /** The root, of 32 bytes; no more leaves can be added then. The root of no leaves is SHA-256 of nothing. */
  end(): Uint8Array {
    if (this.#treeSize === 0) return sha256('');
    while (this.#subtreeCount > 1) this.#mergeLastTwo();
    return this.#subtrees.slice(0, HASH_BYTES);
  }

  #mergeLastTwo(): void {
    const left = (this.#subtreeCount - 2) * HASH_BYTES;
    for (let i = 0; i < 2 * HASH_BYTES; i++) this.#node[i + 1] = this.#subtrees[left + i] as number;
    sha256Into(this.#subtrees, left, this.#node);
    this.#subtreeCount--;
  }
}
