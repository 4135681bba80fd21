/**
 * What the engine may ask of a feed snapshot. The store answers from its tables, a replayable bundle from its files; the
 * engine cannot tell which, and for the same snapshot both must give the same answers.
 */
import type { Digest } from '../digest/sha256.ts';
import type { OsvRecord } from './osv-record.ts';

/** One OSV record with the digest of its canonical bytes. */
export interface Advisory {
  readonly digest: Digest;
  readonly record: OsvRecord;
}

/** A row of FIRST's EPSS file, its decimals as printed there. */
export interface EpssRow {
  readonly cve: string;
  readonly probability: string;
  readonly percentile: string;
}

/** An entry of CISA's KEV catalogue. */
export interface KevRow {
  readonly cve: string;
  /** YYYY-MM-DD */
  readonly dateAdded: string;
}

export interface FeedView {
  /**
   * True when the snapshot has a source of this OSV ecosystem, and of its release where it has a release suffix. A part of a
   * snapshot knows that of a release of which a package was asked for.
   */
  hasEcosystem(ecosystem: string): boolean;
  /** Every record that names the package with this key (`<ecosystem>:<normal name>`), in any order. */
  advisories(packageKey: string): readonly Advisory[];
  epss(cve: string): EpssRow | null;
  kev(cve: string): KevRow | null;
}
