/** The runbook's three questions to the store (its appendix A). */
import { formatTimestamp, parseRfc3339 } from '../../core/time/timestamp.ts';
import type {
  BundleDayRow,
  ManifestHistoryRow,
  MismatchRow,
  NondeterministicRow,
} from '../ports/audit-queries.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { scanNotFound } from '../score/replay-score.ts';

/** @throws StellaError SCAN_NOT_FOUND */
export function manifestHistory(store: Store, scanId: string): readonly ManifestHistoryRow[] {
  if (store.scans.find(scanId) === null) throw scanNotFound(scanId);
  return store.auditQueries.manifestHistory(scanId);
}

export interface NondeterminismReport {
  /** Scans whose replays gave more than one root hash. */
  readonly scans: readonly NondeterministicRow[];
  /** Replays that gave another root hash than the record: also where every replay gives the same wrong one. */
  readonly mismatches: readonly MismatchRow[];
}

export function nondeterminism({ auditQueries }: Store): NondeterminismReport {
  return { scans: auditQueries.nondeterministic(), mismatches: auditQueries.mismatches() };
}

export interface BundleStatistics {
  /** Only bundles made after this time are counted. */
  readonly after: string;
  readonly days: readonly BundleDayRow[];
}

const DAY_MS = 86_400_000;

/** @param days how far back from now, in days of 24 hours */
export function bundleStatistics(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  days: number,
): BundleStatistics {
  const after = formatTimestamp((parseRfc3339(clock.now()) ?? 0) - days * DAY_MS) ?? '';
  return { after, days: store.auditQueries.bundlesByDay(after) };
}
