/**
 * The package index of a feed snapshot (formats.md section 3): which records name which package. It is what a bundle's
 * completeness proofs are checked against, so it must not depend on the order in which records were read.
 */
import { type Digest, isDigest } from '../digest/sha256.ts';
import { packageKey } from '../ecosystem/ecosystem.ts';
import { sortedByKey } from '../encoding/order.ts';
import { StellaError } from '../errors.ts';
import type { EpssRow, KevRow } from './feed-view.ts';
import {
  epssLeafText,
  kevLeafText,
  type PackageLeaf,
  packageLeafText,
  rowsInLeafOrder,
} from './index-leaf.ts';
import { type FeedIndex, feedIndexOf } from './index-tree.ts';
import type { OsvRecord } from './osv-record.ts';

/**
 * The distinct keys, `<ecosystem>:<normal name>`, of the packages that a record names in `affected[].package`, in the
 * record's order. A record that is withdrawn names its packages all the same: the clock is not the index's business.
 */
export function packageKeysOf(record: OsvRecord): string[] {
  const keys = new Set<string>();
  for (const affected of record.affected) {
    if (affected.package !== null) keys.add(packageKey(affected.package.ecosystem, affected.package.name));
  }
  return [...keys];
}

/** Collects (package key, record digest) pairs in any order, with repetitions, and gives the sorted leaves and their tree. */
export class PackageIndexBuilder {
  readonly #digestsByKey = new Map<string, Digest[]>();

  /**
   * Notes that the record with this digest names the package.
   * @throws StellaError INTERNAL when `digest` is not one
   */
  add(key: string, digest: Digest): void {
    if (!isDigest(digest)) throw new StellaError('INTERNAL', 'a package index takes digests only');
    const digests = this.#digestsByKey.get(key);
    if (digests === undefined) this.#digestsByKey.set(key, [digest]);
    else digests.push(digest);
  }

  /** The leaves in the order of the tree: leaf i of the index is item i. */
  *leaves(): Generator<PackageLeaf> {
    for (const key of sortedByKey(this.#digestsByKey.keys(), (k) => k)) {
      yield { key, advisories: [...new Set(this.#digestsByKey.get(key))].sort() };
    }
  }

  /** The descriptor's `index`. */
  index(): FeedIndex {
    return feedIndexOf(this.leaves(), packageLeafText);
  }
}

/**
 * The descriptor's `epssIndex`, from rows in any order.
 * @throws StellaError INPUT_INVALID when a CVE stands twice
 */
export function epssIndexOf(rows: Iterable<EpssRow>): FeedIndex {
  return feedIndexOf(rowsInLeafOrder(rows), epssLeafText);
}

/**
 * The descriptor's `kevIndex`, from rows in any order.
 * @throws StellaError INPUT_INVALID when a CVE stands twice
 */
export function kevIndexOf(rows: Iterable<KevRow>): FeedIndex {
  return feedIndexOf(rowsInLeafOrder(rows), kevLeafText);
}
