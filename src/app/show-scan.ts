/** What the store knows of a scan. */
import type { Digest } from '../core/digest/sha256.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { ScanReport } from '../core/report/scan-report.ts';
import type { Severity, Uncovered, Verdict } from '../core/score/score-document.ts';
import type { ManifestKind, ManifestRow, Store } from './ports.ts';
import { originalManifest, recordedScore } from './replay-score.ts';

export interface ScanSummary {
  readonly scanId: string;
  readonly subject: Manifest['subject'] | null;
  readonly scannedAt: string;
  readonly findingsCount: number;
  readonly score: number;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly rootHash: Digest;
  readonly manifestHash: Digest;
}

export interface HistoryEntry {
  readonly manifestHash: Digest;
  readonly kind: ManifestKind;
  readonly freezeTimestamp: string;
  readonly feed: Digest;
  readonly rootHash: Digest;
  readonly score: number;
  readonly createdAt: string;
}

export interface ScanDetails extends ScanSummary {
  readonly coverage: { readonly covered: number; readonly uncovered: readonly Uncovered[] };
  readonly manifest: Manifest;
  readonly history: readonly HistoryEntry[];
}

/** @throws StellaError SCAN_NOT_FOUND or MANIFEST_MISSING */
export function showScan(store: Store, scanId: string): ScanDetails {
  const row = originalManifest(store, scanId);
  return {
    ...scanSummary(row),
    coverage: recordedScore(store, row).coverage,
    manifest: row.manifest,
    history: store.scans.history(scanId).map(historyEntry),
  };
}

/** What a report in a format of others is made from. @throws StellaError as `showScan` */
export function reportScan(store: Store, scanId: string, toolVersion: string): ScanReport {
  const row = originalManifest(store, scanId);
  return { manifest: row.manifest, score: recordedScore(store, row), rootHash: row.rootHash, toolVersion };
}

/** Every scan, by time. */
export function listScans(store: Store): ScanSummary[] {
  return store.scans.list().map(({ scanId }) => scanSummary(originalManifest(store, scanId)));
}

/** What a recorded manifest and its result say, in short. */
export function scanSummary(row: ManifestRow): ScanSummary {
  const { scanId, findingsCount, score, severity, verdict, rootHash, manifestHash, manifest } = row;
  return {
    scanId,
    subject: manifest.subject ?? null,
    scannedAt: manifest.scannedAt,
    findingsCount,
    score,
    severity,
    verdict,
    rootHash,
    manifestHash,
  };
}

function historyEntry({
  manifestHash,
  kind,
  manifest,
  rootHash,
  score,
  createdAt,
}: ManifestRow): HistoryEntry {
  return {
    manifestHash,
    kind,
    freezeTimestamp: manifest.freezeTimestamp,
    feed: manifest.inputs.feed.digest,
    rootHash,
    score,
    createdAt,
  };
}
