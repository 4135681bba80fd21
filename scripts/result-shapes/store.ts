/** Results of the commands that work on the store and on kits. */
import * as v from 'valibot';
import { ENVIRONMENTS } from '../../src/app/ports.ts';
import { feedDescriptorShape } from '../../src/core/feed/snapshot.ts';
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
import { policyShape } from '../../src/core/policy/policy-document.ts';
import { VERIFICATION_SUMMARY_FORMAT } from '../../src/core/proof/verification-summary.ts';
import { rulesShape } from '../../src/core/rules/rules-document.ts';
import { scoreDocumentShape } from '../../src/core/score/score-document.ts';
import {
  clockShape,
  codeShape,
  coverageShape,
  documentRow,
  feedSource,
  json,
  orNull,
  result,
  scanSummary,
  texts,
  warnings,
} from './shared.ts';

const trustRow = {
  fingerprint: hashHexShape,
  kind: v.picklist(['key', 'certificate']),
  pem: v.string(),
  origin: v.string(),
  addedAt: timestampShape,
};

const kitRow = {
  digest: digestShape,
  kitId: v.string(),
  sequence: countShape,
  createdAt: timestampShape,
  expiresAt: orNull(timestampShape),
  feedDigest: orNull(digestShape),
  importedAt: timestampShape,
  signers: v.array(hashHexShape),
  active: orNull(v.looseObject({ activatedAt: timestampShape, forcedReason: orNull(v.string()) })),
  isExpired: v.boolean(),
};

const kitEntry = {
  path: v.string(),
  kind: v.string(),
  size: countShape,
  digest: digestShape,
  mediaType: v.string(),
  capturedAt: v.exactOptional(timestampShape),
};

const excluded = v.array(v.looseObject({ id: v.string(), reason: v.string() }));

const kitFacts = {
  kitId: v.string(),
  digest: digestShape,
  sequence: countShape,
  createdAt: timestampShape,
  expiresAt: orNull(timestampShape),
};

const finding = v.looseObject({ purl: v.string(), id: v.string() });
const change = v.looseObject({ before: scoreShape, after: scoreShape });
const named = v.looseObject({ name: v.string(), version: v.string(), digest: digestShape });

const validated = result({
  valid: v.literal(true),
  file: v.string(),
  name: v.string(),
  version: v.string(),
  digest: digestShape,
  size: countShape,
});

const environmentShape = v.picklist(ENVIRONMENTS);

const keeping = {
  environment: orNull(environmentShape),
  origin: v.picklist(['scan', 'import']),
  importedBundle: orNull(digestShape),
  hold: orNull(v.looseObject({ reason: v.string(), heldAt: timestampShape })),
};

const agedScan = {
  scanId: scanIdShape,
  scannedAt: timestampShape,
  environment: orNull(environmentShape),
  ageDays: countShape,
};

const amount = v.looseObject({ count: countShape, bytes: countShape });

/** A tree in a tree: any node. */
const spineNode: v.GenericSchema = v.looseObject({
  firstLeaf: countShape,
  leafCount: countShape,
  hash: hashHexShape,
  name: orNull(v.string()),
  recorded: v.picklist(['none', 'same', 'different']),
  children: v.array(json),
});

export const STORE_RESULTS = {
  'key generate': result({
    keyid: hashHexShape,
    algorithm: v.string(),
    encrypted: v.boolean(),
    privateKey: v.string(),
    publicKey: v.string(),
  }),
  'trust add': result({ added: v.array(v.looseObject({ ...trustRow, isNew: v.boolean() })) }),
  'trust list': result({ trustRoots: v.array(v.looseObject(trustRow)) }),
  'trust remove': result({ removed: v.looseObject(trustRow) }),
  'offline build': result({
    ...kitFacts,
    kit: v.string(),
    base: orNull(digestShape),
    keyid: hashHexShape,
    entries: v.array(v.looseObject({ ...kitEntry, source: v.string(), records: orNull(countShape) })),
    excluded,
  }),
  'offline import': result({
    ...kitFacts,
    base: orNull(digestShape),
    signers: v.array(hashHexShape),
    result: v.picklist(['activated', 'already-active', 'dry-run']),
    importedAt: timestampShape,
    clock: clockShape,
    replaces: orNull(digestShape),
    forcedReason: orNull(v.string()),
    feed: orNull(
      v.looseObject({
        digest: digestShape,
        capturedAt: timestampShape,
        sources: v.array(v.looseObject(feedSource)),
      }),
    ),
    rules: texts,
    policies: texts,
    trustRoots: v.array(hashHexShape),
    vex: texts,
    scans: texts,
    excluded,
  }),
  'offline inspect': result({
    kit: v.string(),
    digest: digestShape,
    signature: v.looseObject({
      verified: v.boolean(),
      code: v.exactOptional(codeShape),
      reason: v.exactOptional(v.string()),
      signers: v.exactOptional(v.array(hashHexShape)),
    }),
    statement: v.looseObject({
      kitId: v.string(),
      sequence: countShape,
      createdAt: timestampShape,
      entries: v.array(v.looseObject(kitEntry)),
    }),
  }),
  'offline list': result({ kits: v.array(v.looseObject(kitRow)) }),
  'offline status': result({
    checkedAt: timestampShape,
    clock: clockShape,
    kit: orNull(v.looseObject(kitRow)),
    budget: v.looseObject({ maxAgeDays: v.number(), graceDays: v.number() }),
    feeds: v.array(
      v.looseObject({
        ...feedSource,
        ageDays: v.number(),
        freshness: v.picklist(['fresh', 'grace', 'stale']),
      }),
    ),
    isStale: v.boolean(),
    quarantined: v.array(
      v.looseObject({
        digest: digestShape,
        path: v.string(),
        quarantinedAt: timestampShape,
        isKept: v.boolean(),
        error: v.looseObject({ code: codeShape, message: v.string() }),
      }),
    ),
  }),
  'offline verify': result({
    ...kitFacts,
    kit: v.string(),
    verified: v.literal(true),
    signers: v.array(hashHexShape),
    files: countShape,
    bytes: countShape,
  }),
  'feed list': result({
    feeds: v.array(
      v.looseObject({
        digest: digestShape,
        capturedAt: timestampShape,
        importedAt: timestampShape,
        kitId: v.string(),
        isActive: v.boolean(),
      }),
    ),
  }),
  /** The descriptor as it is, so that its canonical form has the digest that manifests name. */
  'feed show': feedDescriptorShape,
  'rules list': result({ rules: v.array(v.looseObject(documentRow)) }),
  'rules show': v.union([
    result({ ...documentRow, rules: rulesShape }),
    result({
      name: v.string(),
      version: v.string(),
      digest: digestShape,
      versions: v.array(v.looseObject(documentRow)),
    }),
  ]),
  'rules validate': validated,
  'policy list': result({ policies: v.array(v.looseObject(documentRow)) }),
  'policy show': result({ ...documentRow, policy: policyShape }),
  'policy validate': validated,
  'scan list': result({ scans: v.array(v.looseObject({ ...scanSummary, ...keeping })) }),
  'scan assign': result({
    scanId: scanIdShape,
    environment: environmentShape,
    before: orNull(environmentShape),
    reason: orNull(v.string()),
  }),
  'scan run': result({
    ...scanSummary,
    summary: scoreDocumentShape.entries.summary,
    coverage: coverageShape,
    findings: scoreDocumentShape.entries.findings,
    warnings,
  }),
  'scan show': result({
    ...scanSummary,
    ...keeping,
    coverage: coverageShape,
    manifest: manifestShape,
    history: v.array(
      v.looseObject({
        manifestHash: digestShape,
        kind: v.picklist(['original', 'derived']),
        freezeTimestamp: timestampShape,
        feed: digestShape,
        rootHash: digestShape,
        score: scoreShape,
        createdAt: timestampShape,
      }),
    ),
  }),
  'score replay': result({
    scanId: scanIdShape,
    score: scoreShape,
    rootHash: digestShape,
    bundleUri: v.string(),
    manifestHash: digestShape,
    replayedAt: timestampShape,
    deterministic: v.boolean(),
    original: v.looseObject({ score: scoreShape, rootHash: digestShape, manifestHash: digestShape }),
    drift: orNull(
      v.looseObject({
        score: change,
        added: v.array(finding),
        gone: v.array(finding),
        changed: v.array(v.looseObject({ purl: v.string(), id: v.string(), members: texts, score: change })),
      }),
    ),
    warnings,
  }),
  'score prune': result({
    result: v.picklist(['pruned', 'dry-run']),
    at: timestampShape,
    environment: environmentShape,
    retention: v.string(),
    before: timestampShape,
    scans: v.array(v.looseObject(agedScan)),
    kept: v.array(
      v.looseObject({ ...agedScan, keptFor: v.looseObject({ kind: v.picklist(['hold', 'kit', 'scan']) }) }),
    ),
    manifests: countShape,
    replays: countShape,
    bundles: countShape,
    blobs: amount,
    leftovers: amount,
    feedsUnnamed: v.array(digestShape),
    database: orNull(v.looseObject({ bytesBefore: countShape, bytesAfter: countShape })),
    freedBytes: countShape,
  }),
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
  }),
  'score explain': result({
    scanId: scanIdShape,
    score: scoreShape,
    severity: severityShape,
    verdict: verdictShape,
    rules: named,
    policy: named,
    decidedBy: orNull(finding),
    affected: countShape,
    suppressed: countShape,
    uncovered: countShape,
    findings: v.array(
      v.looseObject({
        id: v.string(),
        purl: v.string(),
        status: v.picklist(['affected', 'suppressed']),
        suppressedBy: orNull(json),
        steps: v.array(
          v.looseObject({
            name: v.string(),
            reason: v.string(),
            value: v.number(),
            weightBps: countShape,
            product: countShape,
            contributionBps: countShape,
          }),
        ),
        sumOfProducts: countShape,
        sumOfWeights: countShape,
        quotient: v.string(),
        scoreTenths: countShape,
        score: scoreShape,
      }),
    ),
  }),
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
  }),
  metrics: result({
    /** The file, when one was written. */
    textfile: v.exactOptional(v.string()),
    metrics: v.array(
      v.looseObject({
        name: v.string(),
        help: v.string(),
        type: v.picklist(['counter', 'gauge', 'histogram']),
        samples: v.array(
          v.looseObject({
            name: v.exactOptional(v.string()),
            labels: v.exactOptional(v.record(v.string(), v.string())),
            value: v.number(),
          }),
        ),
      }),
    ),
  }),
  'proof summary': result(VERIFICATION_SUMMARY_FORMAT.shape.entries),
  'proof spine': result({
    bundle: v.string(),
    treeSize: countShape,
    rootHash: digestShape,
    recordedRootHash: digestShape,
    verified: orNull(v.boolean()),
    spine: spineNode,
    finding: orNull(
      v.looseObject({
        id: v.string(),
        purl: v.string(),
        index: countShape,
        leafHash: hashHexShape,
        auditPath: v.array(hashHexShape),
      }),
    ),
    signature: v.literal('not checked'),
  }),
  'proof timestamp': v.union([
    result({ bundle: v.string(), request: v.string(), sizeBytes: countShape }),
    result({ bundle: v.string(), output: v.string(), time: timestampShape, authority: v.string() }),
  ]),
};
