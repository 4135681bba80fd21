/** The questions of the runbook. */
import type { Digest } from '../../core/digest/sha256.ts';

/** Rows of the runbook's queries on the store (docs/store.md). */
export interface AuditQueries {
  /** Every manifest of a scan, the newest first. */
  manifestHistory(scanId: string): readonly ManifestHistoryRow[];
  /** Scans whose replays gave more than one root hash. */
  nondeterministic(): readonly NondeterministicRow[];
  /** Replays that gave another root hash than the one recorded, of original and derived manifests. */
  mismatches(): readonly MismatchRow[];
  /** Bundles made after a time, by day, the newest first. */
  bundlesByDay(after: string): readonly BundleDayRow[];
}

export interface ManifestHistoryRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly sbomHash: Digest;
  readonly rulesHash: Digest;
  readonly policyHash: Digest;
  readonly feedHash: Digest;
  readonly createdAt: string;
}

export interface NondeterministicRow {
  readonly scanId: string;
  readonly uniqueHashes: number;
  readonly firstReplay: string;
  readonly lastReplay: string;
}

export interface MismatchRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly expectedRootHash: Digest;
  readonly rootHash: Digest;
  readonly replays: number;
  readonly firstReplay: string;
  readonly lastReplay: string;
}

export interface BundleDayRow {
  readonly day: string;
  readonly bundlesCreated: number;
  readonly avgSize: number;
  readonly totalSize: number;
}
