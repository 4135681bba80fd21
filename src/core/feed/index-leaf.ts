/**
 * The leaves of the snapshot's three indexes (formats.md section 3): the canonical JSON of a small object with a `key`.
 * Sorted by key and unique, so that a key's absence is proved by the two leaves between which it would stand.
 *
 *     {"advisories":["sha256:…"],"key":"npm:lodash"}
 *     {"key":"CVE-2021-44228","percentile":"0.99996","probability":"0.97565"}
 *     {"dateAdded":"2021-12-10","key":"CVE-2021-44228"}
 */
import type { Digest } from '../digest/sha256.ts';
import { compareUtf8, sortedByKey } from '../encoding/order.ts';
import { StellaError } from '../errors.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { EpssRow, KevRow } from './feed-view.ts';

/** A package and every record that names it. */
export type PackageLeaf = {
  readonly key: string;
  /** Sorted, distinct digests of the records' canonical bytes. */
  readonly advisories: readonly Digest[];
};

/** An EPSS row as its leaf has it, decimals as printed. */
export type EpssLeaf = {
  readonly key: string;
  readonly percentile: string;
  readonly probability: string;
};

/** A KEV entry as its leaf has it. */
export type KevLeaf = {
  /** YYYY-MM-DD */
  readonly dateAdded: string;
  readonly key: string;
};

/** A leaf of any of the indexes. */
export type IndexLeaf = PackageLeaf | EpssLeaf | KevLeaf;

export function epssLeafOf({ cve, percentile, probability }: EpssRow): EpssLeaf {
  return { key: cve, percentile, probability };
}

export function kevLeafOf({ cve, dateAdded }: KevRow): KevLeaf {
  return { dateAdded, key: cve };
}

/** Leaf data of a package. */
export function packageLeafText({ key, advisories }: PackageLeaf): string {
  return canonicalJson({ advisories, key });
}

/** Leaf data of an EPSS row, its decimals as printed. */
export function epssLeafText(row: EpssRow): string {
  return canonicalJson(epssLeafOf(row));
}

/** Leaf data of a KEV entry. */
export function kevLeafText(row: KevRow): string {
  return canonicalJson(kevLeafOf(row));
}

/**
 * The rows of an EPSS or KEV source in the order of their leaves.
 * @throws StellaError INPUT_INVALID when two rows have one CVE, as when two sources of a kind overlap
 */
export function rowsInLeafOrder<Row extends { readonly cve: string }>(rows: Iterable<Row>): Row[] {
  const sorted = sortedByKey(rows, (row) => row.cve);
  const repeated = sorted.find((row, i) => i > 0 && compareUtf8((sorted[i - 1] as Row).cve, row.cve) === 0);
  if (repeated === undefined) return sorted;
  throw new StellaError(
    'INPUT_INVALID',
    `the feed has ${JSON.stringify(repeated.cve.slice(0, 100))} twice, expected it once`,
  );
}
