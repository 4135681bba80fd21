/** Results of the commands that audit the store. */
import * as v from 'valibot';
import type {
  ConsistencyReport,
  LedgerCheckpoint,
  LedgerListing,
  LedgerSummary,
  LedgerVerification,
} from '../../src/app/audit/audit-ledger.ts';
import type { BundleStatistics, NondeterminismReport } from '../../src/app/audit/audit-queries.ts';
import type { StoreAudit } from '../../src/app/audit/audit-store.ts';
import type {
  BundleDayRow,
  ManifestHistoryRow,
  MismatchRow,
  NondeterministicRow,
} from '../../src/app/ports/audit-queries.ts';
import {
  countShape,
  digestShape,
  hashHexShape,
  scanIdShape,
  timestampShape,
} from '../../src/core/json/shapes.ts';
import { LEDGER_ENTRY_FORMAT } from '../../src/core/ledger/ledger-entry.ts';
import type { LedgerProblem } from '../../src/core/ledger/read-ledger.ts';
import { type Covers, orNull, result } from './shared.ts';

const ledger = {
  origin: orNull(v.string()),
  size: countShape,
  rootHash: digestShape,
  headHash: orNull(digestShape),
} satisfies Covers<LedgerSummary>;

const problems = v.array(
  v.looseObject({
    what: v.string(),
    problem: v.string(),
    expected: orNull(v.string()),
    received: orNull(v.string()),
  } satisfies Covers<LedgerProblem>),
);

const replays = { firstReplay: timestampShape, lastReplay: timestampShape };
const treeHead = v.looseObject({ size: countShape, rootHash: digestShape });

export const AUDIT_RESULTS = {
  'audit bundles': result({
    after: timestampShape,
    days: v.array(
      v.looseObject({
        day: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
        bundlesCreated: countShape,
        avgSize: v.number(),
        totalSize: countShape,
      } satisfies Covers<BundleDayRow>),
    ),
  } satisfies Covers<BundleStatistics>),
  'audit history': result({
    scanId: scanIdShape,
    manifests: v.array(
      v.looseObject({
        scanId: scanIdShape,
        manifestHash: digestShape,
        sbomHash: digestShape,
        rulesHash: digestShape,
        policyHash: digestShape,
        feedHash: digestShape,
        createdAt: timestampShape,
      } satisfies Covers<ManifestHistoryRow>),
    ),
  }),
  'audit log': v.union([
    result({
      ledger: v.looseObject(ledger),
      entries: v.array(v.looseObject({ ...LEDGER_ENTRY_FORMAT.shape.entries, entryHash: digestShape })),
      problems,
    } satisfies Covers<LedgerListing>),
    result({
      verified: v.boolean(),
      checkedAt: timestampShape,
      ledger: v.looseObject(ledger),
      rows: countShape,
      problems,
    } satisfies Covers<LedgerVerification>),
    result({ ...ledger, signedBy: hashHexShape, checkpoint: v.string() } satisfies Covers<LedgerCheckpoint>),
    result({
      consistent: v.literal(true),
      origin: v.string(),
      signedBy: hashHexShape,
      checkpoint: treeHead,
      ledger: treeHead,
      proof: v.array(hashHexShape),
    } satisfies Covers<ConsistencyReport>),
  ]),
  'audit nondeterministic': result({
    scans: v.array(
      v.looseObject({
        scanId: scanIdShape,
        uniqueHashes: countShape,
        ...replays,
      } satisfies Covers<NondeterministicRow>),
    ),
    mismatches: v.array(
      v.looseObject({
        scanId: scanIdShape,
        manifestHash: digestShape,
        expectedRootHash: digestShape,
        rootHash: digestShape,
        replays: countShape,
        ...replays,
      } satisfies Covers<MismatchRow>),
    ),
  } satisfies Covers<NondeterminismReport>),
  'audit store': result({
    verified: v.boolean(),
    checkedAt: timestampShape,
    checks: v.array(
      v.looseObject({
        name: v.picklist(['ledger', 'database', 'blobs', 'scans', 'feeds']),
        result: v.picklist(['pass', 'fail']),
        checked: countShape,
        problems,
      }),
    ),
  } satisfies Covers<StoreAudit>),
};
