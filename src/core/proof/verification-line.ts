/** A line of `proof verify --output ndjson`, and how lines are read again to be summed up (docs/formats.md, section 13). */
import * as v from 'valibot';
import { ERROR_CODES } from '../errors.ts';
import { checkDocument, type DocumentFormat } from '../json/document.ts';
import {
  countShape,
  digestShape,
  scanIdShape,
  scoreShape,
  severityShape,
  timestampShape,
  verdictShape,
} from '../json/shapes.ts';
import { parseStrictJson } from '../json/strict-json.ts';

const shardShape = v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}\/[1-9]\d{0,6}$/));
const codeShape = v.picklist(ERROR_CODES);

/** Members may be added: those that are not known are passed over. */
const verificationLineShape = v.looseObject({
  schema: v.literal('stella.verification-line/v1'),
  batch: v.strictObject({
    position: v.nullable(countShape),
    total: countShape,
    shard: shardShape,
    input: digestShape,
  }),
  bundle: v.string(),
  bundleDigest: v.nullable(digestShape),
  verifiedAt: timestampShape,
  verified: v.boolean(),
  code: v.nullable(codeShape),
  proven: v.nullable(
    v.looseObject({
      scanId: scanIdShape,
      score: scoreShape,
      severity: severityShape,
      verdict: verdictShape,
      findingsCount: countShape,
      uncoveredCount: v.nullable(countShape),
      manifestHash: digestShape,
      rootHash: digestShape,
      freezeTimestamp: timestampShape,
      signers: v.array(v.string()),
    }),
  ),
  checks: v.array(
    v.looseObject({
      name: v.string(),
      status: v.picklist(['pass', 'skipped', 'fail']),
      reason: v.string(),
      code: v.optional(codeShape),
      hint: v.optional(v.string()),
    }),
  ),
  established: v.array(v.string()),
  notEstablished: v.array(v.string()),
  assumed: v.array(v.string()),
});

export type ReadLine = v.InferOutput<typeof verificationLineShape>;

export const VERIFICATION_LINE_FORMAT = {
  schemaName: 'stella.verification-line/v1',
  what: 'a line of proof verify --output ndjson',
  shape: verificationLineShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof verificationLineShape>;

/**
 * @param what names the line in errors
 * @throws StellaError INPUT_INVALID or UNSUPPORTED_VERSION
 */
export function parseVerificationLine(bytes: Uint8Array, what: string): ReadLine {
  return checkDocument({ ...VERIFICATION_LINE_FORMAT, what }, parseStrictJson(bytes, what));
}
