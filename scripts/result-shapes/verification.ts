/** Results of the commands that verify. Their types are those of the program: one that gains a member gains it here. */
import * as v from 'valibot';
import type { ClockReport } from '../../src/app/proof/verification-time.ts';
import type { EnvelopeVerification } from '../../src/app/proof/verify-envelope.ts';
import type { ProofVerification } from '../../src/app/proof/verify-proof.ts';
import type { ChainCheck } from '../../src/app/trust/check-chain.ts';
import { ENVELOPE_CHECK_NAMES } from '../../src/core/envelope/envelope-report.ts';
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
import type { ReplayFacts } from '../../src/core/proof/replay-evidence.ts';
import { CHECK_NAMES, FURTHER_CHECK_NAMES } from '../../src/core/proof/report.ts';
import { findingShape } from '../../src/core/score/score-document.ts';
import {
  type Covers,
  checkShape,
  clockShape,
  codeShape,
  json,
  orNull,
  result,
  revokedShape,
  statements,
  texts,
} from './shared.ts';

const revocation = orNull(
  v.looseObject({
    asOf: orNull(timestampShape),
    uncovered: texts,
    revokedLater: v.array(v.looseObject({ ...revokedShape, subject: v.string() })),
  }),
);

const proven = v.looseObject({ present: countShape, absent: countShape });

const replayFacts = {
  engine: v.string(),
  packages: proven,
  advisories: countShape,
  epss: proven,
  kev: proven,
} satisfies Covers<ReplayFacts>;

const provenScore = {
  scanId: scanIdShape,
  score: scoreShape,
  severity: severityShape,
  verdict: verdictShape,
  findingsCount: countShape,
  uncoveredCount: orNull(countShape),
  manifestHash: digestShape,
  rootHash: digestShape,
  freezeTimestamp: timestampShape,
  signers: v.array(hashHexShape),
  timestamp: orNull(v.looseObject({ time: timestampShape, authority: v.string() })),
  replay: orNull(v.looseObject(replayFacts)),
  finding: orNull(findingShape),
} satisfies Covers<NonNullable<ProofVerification['proven']>>;

const proof = {
  bundle: v.string(),
  bundleDigest: orNull(digestShape),
  verifiedAt: timestampShape,
  clock: orNull(clockShape),
  verified: v.boolean(),
  code: orNull(codeShape),
  proven: orNull(v.looseObject(provenScore)),
  checks: v.array(checkShape([...CHECK_NAMES, ...FURTHER_CHECK_NAMES])),
  ...statements,
} satisfies Covers<ProofVerification>;

const certificate = {
  subject: v.string(),
  issuer: v.string(),
  notBefore: timestampShape,
  notAfter: timestampShape,
  fingerprint: hashHexShape,
};

export const envelopeSigner = v.looseObject({
  keyid: hashHexShape,
  algorithm: v.string(),
  certificate: orNull(
    v.looseObject({ ...certificate, identities: texts, identityIssuer: orNull(v.string()) }),
  ),
});

const provenEnvelope = {
  payloadType: orNull(v.string()),
  payload: orNull(v.string()),
  statement: orNull(
    v.looseObject({
      type: v.string(),
      subject: v.array(v.looseObject({ name: orNull(v.string()), digest: v.record(v.string(), v.string()) })),
      predicateType: v.string(),
      predicate: v.unknown(),
    }),
  ),
  matchedSubject: orNull(json),
  signers: v.array(envelopeSigner),
  logEntries: v.array(
    v.looseObject({
      log: v.string(),
      logIndex: countShape,
      inclusionProof: v.boolean(),
      integratedTime: orNull(timestampShape),
    }),
  ),
  signedTimes: v.array(v.looseObject({ time: timestampShape, authority: v.string() })),
} satisfies Covers<NonNullable<EnvelopeVerification['proven']>>;

const envelope = {
  file: v.string(),
  verifiedAt: timestampShape,
  clock: orNull(clockShape),
  format: v.string(),
  verified: v.boolean(),
  code: orNull(codeShape),
  proven: orNull(v.looseObject(provenEnvelope)),
  checks: v.array(checkShape(ENVELOPE_CHECK_NAMES)),
  ...statements,
} satisfies Covers<EnvelopeVerification>;

const chain = {
  chain: v.string(),
  accepted: v.boolean(),
  code: orNull(codeShape),
  purpose: v.picklist(['code-signing', 'time-stamping', 'any']),
  at: timestampShape,
  clock: orNull(clockShape),
  path: v.array(
    v.looseObject({
      ...certificate,
      serialNumber: v.string(),
      faults: v.array(v.looseObject({ code: codeShape, reason: v.string() })),
    }),
  ),
  anchorSource: orNull(v.string()),
  revocation,
  ...statements,
} satisfies Covers<ChainCheck>;

const clock = {
  now: timestampShape,
  floor: orNull(v.looseObject({ time: timestampShape, source: v.string() })),
  isBehind: v.boolean(),
} satisfies Covers<ClockReport>;

const several = <T extends v.GenericSchema>(one: T) => ({ verifications: v.array(one), failed: countShape });

/** What is said of an archive as a whole. */
const archive = v.looseObject({
  path: v.string(),
  verified: v.boolean(),
  signers: orNull(v.array(hashHexShape)),
  bundles: orNull(countShape),
});

export const VERIFICATION_RESULTS = {
  'proof verify': v.union([
    result(proof),
    result({ archive: v.exactOptional(archive), ...several(v.looseObject(proof)) }),
  ]),
  'proof envelope': v.union([result(envelope), result(several(v.looseObject(envelope)))]),
  'trust check': result(chain),
  'trust time-floor': result(clock),
};
