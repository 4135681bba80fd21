/** What the store knows of a scan. */
import type { Digest } from '../../core/digest/sha256.ts';
import { type InputChange, inputChanges } from '../../core/drift/input-changes.ts';
import { StellaError } from '../../core/errors.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import { rootHashOf } from '../../core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../core/proof/score-leaves.ts';
import type { ScanReport } from '../../core/report/scan-report.ts';
import type { ScoreDocument, Severity, Uncovered, Verdict } from '../../core/score/score-document.ts';
import type { ScoringWarning } from '../../core/scoring/warning.ts';
import type {
  Derivation,
  Environment,
  HoldRow,
  ManifestKind,
  ManifestRow,
  ScanQuery,
  ScanRow,
} from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { originalManifest, recordedScore } from '../score/replay-score.ts';

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

/** Where a scan came from, and whether it is kept for a legal reason. */
export interface ScanKeeping {
  /** Where it was made; null where nobody said. */
  readonly environment: Environment | null;
  readonly origin: 'scan' | 'import';
  /** The bundle that it came in with. */
  readonly importedBundle: Digest | null;
  readonly hold: Omit<HoldRow, 'scanId'> | null;
}

export interface HistoryEntry {
  readonly manifestHash: Digest;
  readonly kind: ManifestKind;
  readonly derivation: Derivation | null;
  /** Inputs that are other than in the original manifest. */
  readonly changed: readonly InputChange['input'][];
  readonly freezeTimestamp: string;
  readonly feed: Digest;
  readonly rootHash: Digest;
  readonly score: number;
  readonly createdAt: string;
}

export interface ScanDetails extends ScanSummary, ScanKeeping {
  readonly coverage: { readonly covered: number; readonly uncovered: readonly Uncovered[] };
  /** What the computation of the score on this host had to say beside it; no part of what is signed. */
  readonly warnings: readonly ScoringWarning[];
  readonly manifest: Manifest;
  readonly history: readonly HistoryEntry[];
}

/** @throws StellaError SCAN_NOT_FOUND, MANIFEST_MISSING, or STORE_CORRUPT when the record contradicts the recorded score */
export function showScan(store: Store, scanId: string): ScanDetails {
  const row = originalManifest(store, scanId);
  const score = recordedScore(store, row);
  checkRoot(row, score);
  return {
    ...scanSummary(row),
    ...keeping(store.scans.find(scanId) as ScanRow, store.scans.hold(scanId)),
    coverage: score.coverage,
    warnings: store.scans.warnings(row.manifestHash),
    manifest: row.manifest,
    history: store.scans.history(scanId).map((entry) => historyEntry(entry, row.manifest)),
  };
}

/** What a report in a format of others is made from. @throws StellaError as `showScan` */
export function reportScan(store: Store, scanId: string, toolVersion: string): ScanReport {
  const row = originalManifest(store, scanId);
  return { manifest: row.manifest, score: recordedScore(store, row), rootHash: row.rootHash, toolVersion };
}

export interface ScanListing {
  /** Of the scans that were asked for, before limit and offset. */
  readonly total: number;
  readonly offset: number;
  readonly scans: readonly (ScanSummary & ScanKeeping)[];
}

export const EVERY_SCAN: ScanQuery = {
  id: null,
  subject: null,
  since: null,
  until: null,
  severities: [],
  verdicts: [],
  isHeld: null,
  environment: null,
  order: 'scannedAt',
  isReversed: false,
  limit: null,
  offset: 0,
};

export function listScans(store: Store, query: ScanQuery): ScanListing {
  const { total, scans } = store.scans.search(query);
  return {
    total,
    offset: query.offset,
    scans: scans.map(({ scan, manifest, hold }) => ({ ...scanSummary(manifest), ...keeping(scan, hold) })),
  };
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

function keeping({ importedBundle, environment }: ScanRow, hold: HoldRow | null): ScanKeeping {
  return {
    environment,
    origin: importedBundle === null ? 'scan' : 'import',
    importedBundle,
    hold: hold === null ? null : { reason: hold.reason, heldAt: hold.heldAt },
  };
}

/** The rest of the record is held against the score where that is read. */
function checkRoot({ scanId, manifest, rootHash }: ManifestRow, score: ScoreDocument): void {
  const expected = rootHashOf(scoreLeaves(manifest, score));
  if (expected === rootHash) return;
  throw new StellaError(
    'STORE_CORRUPT',
    `the record of ${scanId} has the root hash ${rootHash}, its recorded score gives ${expected}`,
    {
      details: { expected, received: rootHash },
      hint: 'the store was edited: see "stella audit store", then restore it from its backup',
    },
  );
}

function historyEntry(row: ManifestRow, original: Manifest): HistoryEntry {
  const { manifestHash, kind, derivation, manifest, rootHash, score, createdAt } = row;
  const changes = inputChanges(original, manifest, { before: null, after: null });
  return {
    manifestHash,
    kind,
    derivation,
    changed: changes.map(({ input }) => input),
    freezeTimestamp: manifest.freezeTimestamp,
    feed: manifest.inputs.feed.digest,
    rootHash,
    score,
    createdAt,
  };
}
