/** Results of the commands that work on the store and on kits. */
import * as v from 'valibot';
import type { PruneReport } from '../../src/app/kit/prune-store.ts';
import type { KitName, KitRollbackReport } from '../../src/app/kit/rollback-kit.ts';
import type { KitActive } from '../../src/app/ports/kits.ts';
import { feedDescriptorShape } from '../../src/core/feed/snapshot.ts';
import { countShape, digestShape, hashHexShape, timestampShape } from '../../src/core/json/shapes.ts';
import { policyShape } from '../../src/core/policy/policy-document.ts';
import { rulesShape } from '../../src/core/rules/rules-document.ts';
import {
  type Covers,
  clockShape,
  codeShape,
  documentRow,
  feedSource,
  orNull,
  result,
  texts,
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
  active: orNull(
    v.looseObject({
      activatedAt: timestampShape,
      forcedReason: orNull(v.string()),
      sequenceFloor: countShape,
      rolledBack: orNull(v.looseObject({ from: digestShape, reason: v.string() })),
    } satisfies Covers<KitActive>),
  ),
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

const kitName = v.looseObject({
  kitId: v.string(),
  digest: digestShape,
  sequence: countShape,
} satisfies Covers<KitName>);
const kitNames = v.array(kitName);

const validated = result({
  valid: v.literal(true),
  file: v.string(),
  name: v.string(),
  version: v.string(),
  digest: digestShape,
  size: countShape,
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
    vex: v.array(v.looseObject({ path: v.string(), digest: digestShape })),
    scans: v.array(
      v.looseObject({
        scanId: v.string(),
        manifestHash: digestShape,
        bundleDigest: digestShape,
        signers: texts,
        isNew: v.boolean(),
      }),
    ),
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
  'offline prune': result({
    result: v.picklist(['pruned', 'dry-run']),
    at: timestampShape,
    kept: kitNames,
    kits: kitNames,
    feeds: v.array(digestShape),
    feedsKeptForScans: v.array(digestShape),
    blobs: v.looseObject({ count: countShape, bytes: countShape }),
    quarantined: v.array(digestShape),
    database: orNull(v.looseObject({ bytesBefore: countShape, bytesAfter: countShape })),
  } satisfies Covers<PruneReport>),
  'offline rollback': result({
    result: v.literal('rolled-back'),
    from: kitName,
    to: kitName,
    reason: v.string(),
    at: timestampShape,
    feed: orNull(digestShape),
    sequenceFloor: countShape,
    rules: texts,
    policies: texts,
    trustRoots: v.array(hashHexShape),
  } satisfies Covers<KitRollbackReport>),
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
  doctor: result({
    healthy: v.boolean(),
    checkedAt: timestampShape,
    home: v.string(),
    checks: v.array(
      v.looseObject({
        name: v.string(),
        result: v.picklist(['pass', 'warn', 'fail', 'skipped']),
        found: v.string(),
        advice: orNull(v.string()),
      }),
    ),
  }),
};
