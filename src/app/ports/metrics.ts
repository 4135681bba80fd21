/** What is counted. */

/** How many bundles were verified, and how many were refused. */
export interface VerificationCounts {
  readonly verified: number;
  readonly failed: number;
}

/** Durations of all replays there ever were. */
export interface ReplayDurations {
  /** One for each of `REPLAY_DURATION_BOUNDS_MS`: longer than the bound before and no longer than this; then those above all. */
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/** Totals that only grow: what was counted stays counted when the scans it was about are gone. */
export interface MetricStore {
  countVerifications(counts: VerificationCounts): void;
  verifications(): VerificationCounts;
  replayDurations(): ReplayDurations;
  determinismFailures(): number;
  /** Of the table of manifests with its indexes, in bytes. */
  manifestStorageBytes(): number;
}
