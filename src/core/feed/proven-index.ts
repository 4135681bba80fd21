/**
 * An index of a feed snapshot of which only some leaves are known, each proven to stand at its place. It says of a key that it
 * is there, that it is not, or that it cannot tell.
 *
 * Absence rests on the order of the tree: leaves are sorted by key and unique (formats.md section 3), so nothing can stand
 * between two neighbours. Who made the tree committed to that order; of the leaves that are known it is checked.
 */
import { formatDigest } from '../digest/sha256.ts';
import { hexDecode } from '../encoding/hex.ts';
import { compareUtf8 } from '../encoding/order.ts';
import { StellaError } from '../errors.ts';
import { rootFromLeaves } from '../merkle/multi-proof.ts';
import { leafHash } from '../merkle/tree.ts';
import { type IndexProof, leafText } from './feed-proof.ts';
import type { IndexLeaf } from './index-leaf.ts';
import type { FeedIndex } from './index-tree.ts';

/** A leaf and its place. */
export interface PlacedLeaf<Leaf> {
  readonly index: number;
  readonly leaf: Leaf;
}

/** What an index proves of a key. */
export type IndexAnswer<Leaf> =
  | { readonly status: 'present'; readonly at: PlacedLeaf<Leaf> }
  /** Between two leaves that are neighbours; null for the start or the end of the tree, both in an empty one. */
  | {
      readonly status: 'absent';
      readonly before: PlacedLeaf<Leaf> | null;
      readonly after: PlacedLeaf<Leaf> | null;
    }
  | { readonly status: 'unproven' };

export class ProvenIndex<Leaf extends IndexLeaf> {
  readonly #treeSize: number;
  readonly #leaves: readonly PlacedLeaf<Leaf>[];

  /**
   * Checks that all leaves stand in the committed tree where the proof says.
   * @param what names the index in errors: `index`
   * @param committed as the snapshot's descriptor has it
   * @throws StellaError FEED_INCOMPLETE
   */
  constructor(what: string, committed: FeedIndex, { leaves, hashes }: IndexProof<Leaf>) {
    const root = rootFromLeaves(
      committed.treeSize,
      leaves.map(({ index, leaf }) => ({ index, leafHash: leafHash(leafText(leaf)) })),
      hashes.map(hexDecode),
    );
    const received =
      root === null ? 'no root: its hashes and places do not fit the tree' : formatDigest(root);
    if (received !== committed.rootHash) throw wrongRoot(what, committed, received);
    const misplaced = leaves.find(
      ({ leaf }, i) => i > 0 && compareUtf8((leaves[i - 1] as PlacedLeaf<Leaf>).leaf.key, leaf.key) >= 0,
    );
    if (misplaced !== undefined) throw notSorted(what, misplaced);
    this.#treeSize = committed.treeSize;
    this.#leaves = leaves;
  }

  /** What is proven of `key`. */
  find(key: string): IndexAnswer<Leaf> {
    const position = this.#firstNotBefore(key);
    const at = this.#leaves[position];
    if (at?.leaf.key === key) return { status: 'present', at };
    const before = this.#leaves[position - 1];
    const isTogether = (at?.index ?? this.#treeSize) - (before?.index ?? -1) === 1;
    return isTogether
      ? { status: 'absent', before: before ?? null, after: at ?? null }
      : { status: 'unproven' };
  }

  /** Whether any key begins with `prefix`; null where the leaves that are known do not tell. */
  hasKeyBelow(prefix: string): boolean | null {
    if (this.#leaves[this.#firstNotBefore(prefix)]?.leaf.key.startsWith(prefix)) return true;
    return this.find(prefix).status === 'absent' ? false : null;
  }

  /** Every leaf that is known, in order. */
  get leaves(): readonly PlacedLeaf<Leaf>[] {
    return this.#leaves;
  }

  /** The number of leaves in the whole tree. */
  get treeSize(): number {
    return this.#treeSize;
  }

  #firstNotBefore(key: string): number {
    let low = 0;
    let high = this.#leaves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareUtf8((this.#leaves[middle] as PlacedLeaf<Leaf>).leaf.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const HINT =
  'the feed part of the bundle was altered, or belongs to another snapshot: ask its issuer for a bundle made with --replayable';

function wrongRoot(what: string, { rootHash }: FeedIndex, received: string): StellaError {
  return new StellaError(
    'FEED_INCOMPLETE',
    `the proof of ${what} leads to ${received}, the snapshot has the root ${rootHash}`,
    { details: { expected: rootHash, received }, hint: HINT },
  );
}

function notSorted(what: string, { index, leaf }: PlacedLeaf<IndexLeaf>): StellaError {
  return new StellaError(
    'FEED_INCOMPLETE',
    `leaf ${index} of ${what}, ${JSON.stringify(leaf.key.slice(0, 200))}, is not after the one before it: in a tree that is not sorted nothing can be proved absent`,
    { details: { index, key: leaf.key.slice(0, 200) } },
  );
}
