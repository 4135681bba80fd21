/** Results of the commands that take a proof bundle apart, or ask it something. */
import * as v from 'valibot';
import type { AbsenceReport, KeyAnswer } from '../../src/app/proof/answer-absence.ts';
import type { MadeDisclosure } from '../../src/app/proof/disclose-finding.ts';
import type { BundleComparison } from '../../src/app/score/root-hash.ts';
import {
  countShape,
  digestShape,
  hashHexShape,
  scanIdShape,
  timestampShape,
} from '../../src/core/json/shapes.ts';
import { VERIFICATION_SUMMARY_FORMAT } from '../../src/core/proof/verification-summary.ts';
import { rootHash } from './scans.ts';
import { type Covers, json, orNull, result, texts } from './shared.ts';

/** A tree in a tree: any node. */
const spineNode: v.GenericSchema = v.looseObject({
  firstLeaf: countShape,
  leafCount: countShape,
  hash: hashHexShape,
  name: orNull(v.string()),
  recorded: v.picklist(['none', 'same', 'different']),
  children: v.array(json),
});

const presence = v.picklist(['present', 'absent', 'unproven']);
const placedKey = orNull(v.looseObject({ index: countShape, key: v.string() }));

const keyAnswer = {
  key: v.string(),
  status: presence,
  isEcosystemInFeed: v.boolean(),
  index: orNull(countShape),
  advisories: countShape,
  isCarried: v.boolean(),
  before: placedKey,
  after: placedKey,
} satisfies Covers<KeyAnswer>;

export const BUNDLE_RESULTS = {
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
  'proof absent': result({
    bundle: v.string(),
    package: orNull(v.string()),
    advisory: orNull(v.string()),
    answer: v.picklist(['present', 'absent', 'unknown']),
    reason: v.string(),
    scanId: scanIdShape,
    signers: v.array(hashHexShape),
    feed: v.looseObject({
      digest: digestShape,
      capturedAt: timestampShape,
      treeSize: countShape,
      rootHash: digestShape,
    }),
    keys: v.array(v.looseObject(keyAnswer)),
    records: v.array(v.looseObject({ id: v.string(), digest: digestShape, keys: texts })),
    exploitation: orNull(v.looseObject({ epss: presence, kev: presence })),
  } satisfies Covers<AbsenceReport>),
  'proof compare': result({
    same: v.boolean(),
    a: v.looseObject(rootHash),
    b: v.looseObject(rootHash),
  } satisfies Covers<BundleComparison>),
  'proof disclose': result({
    disclosure: v.string(),
    digest: digestShape,
    sizeBytes: countShape,
    id: v.string(),
    purl: v.string(),
    scanId: scanIdShape,
    rootHash: digestShape,
    withheld: countShape,
    signature: v.literal('not checked'),
  } satisfies Covers<MadeDisclosure['report'] & { readonly disclosure: string }>),
  'proof summary': result(VERIFICATION_SUMMARY_FORMAT.shape.entries),
};
