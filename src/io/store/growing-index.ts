/**
 * The package index over contents that come one after the other in the order of their keys, as the feeds of a kit do: each is taken
 * in while the next one is still being read, so that little is left to do at the end.
 */
import { formatDigest } from '../../core/digest/sha256.ts';
import { compareUtf8 } from '../../core/encoding/order.ts';
import { packageLeafText } from '../../core/feed/index-leaf.ts';
import type { FeedIndex } from '../../core/feed/index-tree.ts';
import { RunningRoot } from '../../core/merkle/running-root.ts';
import type { Database } from './database.ts';
import { packageLeaves } from './feed-rows.ts';

export class GrowingPackageIndex {
  readonly #database: Database;
  readonly #root = new RunningRoot();
  readonly #contentIds = new Set<number>();
  #lastKey: string | null = null;
  /** False once a content came too late, and when the root has been taken. */
  #isOpen = true;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @param contentId of what is whole in the store */
  add(contentId: number): void {
    if (!this.#isOpen) return;
    this.#contentIds.add(contentId);
    const before = this.#lastKey;
    for (const leaf of packageLeaves(this.#database, [contentId])) {
      if (this.#lastKey === before && before !== null && compareUtf8(before, leaf.key) >= 0) {
        this.#isOpen = false;
        return;
      }
      this.#root.add(packageLeafText(leaf));
      this.#lastKey = leaf.key;
    }
  }

  /** The index over these contents, once; null where it is not known: they are others, or did not come in order. */
  take(contentIds: readonly number[]): FeedIndex | null {
    const isOfThese =
      contentIds.length === this.#contentIds.size && contentIds.every((id) => this.#contentIds.has(id));
    if (!this.#isOpen || !isOfThese) return null;
    this.#isOpen = false;
    return { treeSize: this.#root.treeSize, rootHash: formatDigest(this.#root.end()) };
  }
}
