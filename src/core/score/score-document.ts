/** The score: what was computed from a manifest (formats.md section 4). */
import * as v from 'valibot';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import {
  countShape,
  digestShape,
  scanIdShape,
  scoreShape,
  severityShape,
  timestampShape,
  verdictShape,
} from '../json/shapes.ts';

const uncoveredReasonShape = v.picklist([
  'no-purl',
  'ecosystem-not-in-feed',
  'version-not-parsable',
  'type-not-supported',
]);

const uncoveredShape = v.union([
  v.strictObject({ purl: v.string(), reason: uncoveredReasonShape }),
  v.strictObject({ ref: v.string(), reason: uncoveredReasonShape }),
]);

const factorShape = v.strictObject({
  name: v.string(),
  value: countShape,
  weightBps: countShape,
  contributionBps: countShape,
  reason: v.string(),
});

export const findingShape = v.strictObject({
  id: v.string(),
  aliases: v.array(v.string()),
  advisories: v.array(v.strictObject({ id: v.string(), digest: digestShape })),
  purl: v.string(),
  version: v.string(),
  fixedIn: v.array(v.string()),
  cvss: v.nullable(v.strictObject({ version: v.string(), vector: v.string(), baseScore: scoreShape })),
  epss: v.nullable(v.strictObject({ probability: v.string(), percentile: v.string() })),
  kev: v.nullable(v.strictObject({ dateAdded: v.string() })),
  status: v.picklist(['affected', 'suppressed']),
  suppressedBy: v.nullable(
    v.strictObject({ kind: v.picklist(['vex', 'policy']), ref: v.string(), reason: v.string() }),
  ),
  factors: v.array(factorShape),
  score: scoreShape,
});

export const scoreDocumentShape = v.strictObject({
  schema: v.literal('stella.score/v1'),
  scanId: scanIdShape,
  manifestHash: digestShape,
  freezeTimestamp: timestampShape,
  score: scoreShape,
  severity: severityShape,
  verdict: verdictShape,
  summary: v.strictObject({
    components: countShape,
    findings: countShape,
    affected: countShape,
    suppressed: countShape,
    bySeverity: v.strictObject({
      none: countShape,
      low: countShape,
      medium: countShape,
      high: countShape,
      critical: countShape,
    }),
  }),
  coverage: v.strictObject({ covered: countShape, uncovered: v.array(uncoveredShape) }),
  findings: v.array(findingShape),
});

export type ScoreDocument = v.InferOutput<typeof scoreDocumentShape>;
export type Finding = v.InferOutput<typeof findingShape>;
export type Factor = v.InferOutput<typeof factorShape>;
export type Uncovered = v.InferOutput<typeof uncoveredShape>;
export type Severity = v.InferOutput<typeof severityShape>;
export type Verdict = v.InferOutput<typeof verdictShape>;

export const SCORE_FORMAT = {
  schemaName: 'stella.score/v1',
  what: 'score.json',
  shape: scoreDocumentShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof scoreDocumentShape>;

/**
 * Reads the canonical bytes of a score.
 * @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID
 */
export function parseScoreDocument(bytes: Uint8Array): ScoreDocument {
  return parseCanonicalDocument(SCORE_FORMAT, bytes);
}
