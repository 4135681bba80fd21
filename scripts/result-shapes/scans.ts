/** Results of the commands that work on scans and their scores. */
import * as v from 'valibot';
import type { ExportReport } from '../../src/app/bundle/export-bundles.ts';
import { ENVIRONMENTS, type HoldRow } from '../../src/app/ports/scans.ts';
import type { ScanImport } from '../../src/app/scan/import-scan.ts';
import type { DeletionReport, HoldRelease, ScanAssignment } from '../../src/app/scan/keep-scan.ts';
import type { KeptScan, PrunedScan, ScanPruneReport } from '../../src/app/scan/prune-scans.ts';
import type { HistoryEntry, ScanDetails, ScanListing, ScanSummary } from '../../src/app/scan/show-scan.ts';
import type { ScoreComparison } from '../../src/app/score/diff-scores.ts';
import type { ScoreExplanation } from '../../src/app/score/explain-score.ts';
import type { ReplayReport } from '../../src/app/score/replay-score.ts';
import type { RootHash } from '../../src/app/score/root-hash.ts';
import type { ScoreVerification } from '../../src/app/score/verify-score.ts';
import {
  countShape,
  digestShape,
  hashHexShape,
  scanIdShape,
  scoreShape,
  severityShape,
  timestampShape,
  verdictShape,
} from '../../src/core/json/shapes.ts';
import { manifestShape } from '../../src/core/manifest/manifest.ts';
import { findingShape, scoreDocumentShape } from '../../src/core/score/score-document.ts';
import type { FindingExplanation } from '../../src/core/scoring/explain-finding.ts';
import { driftShape, mismatchShape } from './drift.ts';
import { type Covers, orNull, result, subjectShape, texts } from './shared.ts';

const scanSummary = {
  scanId: scanIdShape,
  subject: orNull(subjectShape),
  scannedAt: timestampShape,
  findingsCount: countShape,
  score: scoreShape,
  severity: severityShape,
  verdict: verdictShape,
  rootHash: digestShape,
  manifestHash: digestShape,
} satisfies Covers<ScanSummary>;

const environmentShape = v.picklist(ENVIRONMENTS);

const scanKeeping = {
  environment: orNull(environmentShape),
  origin: v.picklist(['scan', 'import']),
  importedBundle: orNull(digestShape),
  hold: orNull(v.looseObject({ reason: v.string(), heldAt: timestampShape })),
};

const hold = { scanId: scanIdShape, reason: v.string(), heldAt: timestampShape } satisfies Covers<HoldRow>;

const prunedScan = {
  scanId: scanIdShape,
  scannedAt: timestampShape,
  environment: orNull(environmentShape),
  ageDays: countShape,
} satisfies Covers<PrunedScan>;

const keptScan = {
  ...prunedScan,
  keptFor: v.looseObject({ kind: v.picklist(['hold', 'kit', 'scan']) }),
} satisfies Covers<KeptScan>;

const amount = v.looseObject({ count: countShape, bytes: countShape });

const warnings = v.array(v.looseObject({ kind: v.string(), message: v.string(), ref: v.string() }));
const { coverage, summary, findings } = scoreDocumentShape.entries;
const named = v.looseObject({ name: v.string(), version: v.string(), digest: digestShape });
const manifestKind = v.picklist(['original', 'derived']);

const historyEntry = {
  manifestHash: digestShape,
  kind: manifestKind,
  derivation: orNull(v.picklist(['freeze', 'what-if'])),
  changed: texts,
  freezeTimestamp: timestampShape,
  feed: digestShape,
  rootHash: digestShape,
  score: scoreShape,
  createdAt: timestampShape,
} satisfies Covers<HistoryEntry>;

const explainedFinding = {
  id: v.string(),
  purl: v.string(),
  status: v.picklist(['affected', 'suppressed']),
  suppressedBy: findingShape.entries.suppressedBy,
  steps: v.array(
    v.looseObject({
      name: v.string(),
      reason: v.string(),
      value: v.number(),
      weightBps: countShape,
      product: countShape,
      shareBps: countShape,
      contributionBps: countShape,
    }),
  ),
  sumOfProducts: countShape,
  sumOfWeights: countShape,
  quotient: orNull(v.string()),
  scoreTenths: countShape,
  score: scoreShape,
  remainderBps: countShape,
} satisfies Covers<FindingExplanation>;

const diffSide = v.looseObject({
  given: v.string(),
  from: v.picklist(['scan', 'manifest', 'bundle']),
  scanId: scanIdShape,
  scannedAt: timestampShape,
  manifestHash: digestShape,
  rootHash: digestShape,
});

/** Just a root hash, and where it comes from. */
export const rootHash = {
  rootHash: digestShape,
  scanId: scanIdShape,
  manifestHash: digestShape,
  origin: v.picklist(['record', 'documents']),
} satisfies Covers<RootHash>;

export const SCAN_RESULTS = {
  'score prune': result({
    result: v.picklist(['pruned', 'dry-run']),
    at: timestampShape,
    environment: environmentShape,
    retention: v.string(),
    before: timestampShape,
    scans: v.array(v.looseObject(prunedScan)),
    kept: v.array(v.looseObject(keptScan)),
    manifests: countShape,
    replays: countShape,
    bundles: countShape,
    blobs: amount,
    leftovers: amount,
    feedsUnnamed: v.array(digestShape),
    database: orNull(v.looseObject({ bytesBefore: countShape, bytesAfter: countShape })),
    freedBytes: countShape,
  } satisfies Covers<ScanPruneReport>),
  'scan list': result({
    total: countShape,
    offset: countShape,
    scans: v.array(v.looseObject({ ...scanSummary, ...scanKeeping })),
  } satisfies Covers<ScanListing>),
  'scan run': result({ ...scanSummary, summary, coverage, findings, warnings }),
  'scan show': result({
    ...scanSummary,
    ...scanKeeping,
    coverage,
    warnings,
    manifest: manifestShape,
    history: v.array(v.looseObject(historyEntry)),
  } satisfies Covers<ScanDetails>),
  'scan import': result({
    ...scanSummary,
    isNew: v.boolean(),
    bundleDigest: digestShape,
    signers: v.array(hashHexShape),
    missing: v.array(v.looseObject({ input: v.string(), digest: digestShape })),
  } satisfies Covers<ScanImport>),
  'scan assign': result({
    scanId: scanIdShape,
    environment: environmentShape,
    before: orNull(environmentShape),
    reason: orNull(v.string()),
  } satisfies Covers<ScanAssignment>),
  'scan delete': result({
    scanId: scanIdShape,
    manifests: countShape,
    replays: countShape,
    bundles: countShape,
    blobs: countShape,
    bytes: countShape,
    reason: orNull(v.string()),
    isDryRun: v.boolean(),
  } satisfies Covers<DeletionReport>),
  'scan hold': result(hold),
  'scan release': result({
    scanId: scanIdShape,
    released: v.looseObject(hold),
    reason: v.string(),
    releasedAt: timestampShape,
  } satisfies Covers<HoldRelease>),
  'score replay': result({
    scanId: scanIdShape,
    score: scoreShape,
    rootHash: digestShape,
    bundleUri: v.string(),
    manifestHash: digestShape,
    kind: manifestKind,
    replayedAt: timestampShape,
    deterministic: v.boolean(),
    original: v.looseObject({ score: scoreShape, rootHash: digestShape, manifestHash: digestShape }),
    drift: orNull(driftShape),
    mismatch: orNull(mismatchShape),
    warnings,
  } satisfies Covers<ReplayReport>),
  'score root': result(rootHash),
  'score diff': result({
    before: diffSide,
    after: diffSide,
    isSame: v.boolean(),
    drift: driftShape,
  } satisfies Covers<ScoreComparison>),
  'score verify': result({
    scanId: scanIdShape,
    verified: v.boolean(),
    expectedRootHash: digestShape,
    rootHash: digestShape,
    recordedRootHash: digestShape,
    bundleRootHash: orNull(digestShape),
    score: scoreShape,
    manifestHash: digestShape,
    replayedAt: timestampShape,
  } satisfies Covers<ScoreVerification>),
  'score explain': result({
    scanId: scanIdShape,
    score: scoreShape,
    severity: severityShape,
    verdict: verdictShape,
    rules: named,
    policy: named,
    decidedBy: orNull(v.looseObject({ purl: v.string(), id: v.string() })),
    verdictSteps: v.array(
      v.looseObject({
        rule: v.picklist(['thresholds', 'failOnKev', 'onUncovered']),
        verdict: verdictShape,
        reason: v.string(),
      }),
    ),
    affected: countShape,
    suppressed: countShape,
    uncovered: countShape,
    findings: v.array(v.looseObject(explainedFinding)),
  } satisfies Covers<ScoreExplanation>),
  'score bundle': result({
    bundle: v.string(),
    scanId: scanIdShape,
    manifestHash: digestShape,
    rootHash: digestShape,
    bundleDigest: digestShape,
    bundleSizeBytes: countShape,
    createdAt: timestampShape,
    keyid: hashHexShape,
    origin: v.picklist(['signed', 'imported']),
  }),
  'score bundle-export': result({
    archive: v.string(),
    since: orNull(v.string()),
    until: orNull(v.string()),
    scan: orNull(v.string()),
    exported: countShape,
    unchanged: countShape,
    totalBytes: countShape,
    indexDigest: digestShape,
    indexKeyid: orNull(hashHexShape),
  } satisfies Covers<ExportReport & { readonly archive: string }>),
};
