/**
 * The policy, `stella.policy/v1` (scoring.md): what a score means for whoever asked.
 *
 * What the page leaves open: `failOnKev`, `onUncovered` and `suppress` may be left out and then are true, `warn` and
 * empty.
 */
import * as v from 'valibot';
import type { DocumentFormat } from '../json/document.ts';
import { scoreShape, verdictShape } from '../json/shapes.ts';
import { documentNameShape, documentVersionShape } from '../operator/document-name.ts';
import { type OperatorDocument, parseOperatorDocument } from '../operator/operator-document.ts';
import { isTimestamp } from '../time/timestamp.ts';

const suppressionShape = v.strictObject({
  /** A finding's id or any of its aliases. */
  id: v.pipe(v.string(), v.minLength(1)),
  /** Matches the finding's canonical purl; `*` is any text. */
  purl: v.pipe(v.string(), v.regex(/^(?:pkg:|\*)/)),
  /** The last moment at which it holds; a bare day holds to its end. */
  until: v.exactOptional(
    v.pipe(
      v.string(),
      v.check(isUntil, 'expected a day such as 2025-06-30 or a time such as 2025-06-30T12:00:00Z'),
    ),
  ),
  reason: v.pipe(v.string(), v.regex(/\S/)),
});

const thresholdsShape = v.pipe(
  v.strictObject({ warn: scoreShape, fail: scoreShape }),
  v.check(({ warn, fail }) => warn <= fail, 'expected a warn threshold that is not above the fail threshold'),
);

export const policyShape = v.strictObject({
  schema: v.literal('stella.policy/v1'),
  name: documentNameShape,
  version: documentVersionShape,
  thresholds: thresholdsShape,
  failOnKev: v.exactOptional(v.boolean()),
  onUncovered: v.exactOptional(verdictShape),
  suppress: v.exactOptional(v.array(suppressionShape)),
});

export type PolicyDocument = v.InferOutput<typeof policyShape>;
export type Suppression = v.InferOutput<typeof suppressionShape>;

export const POLICY_FORMAT = {
  schemaName: 'stella.policy/v1',
  what: 'the policy document',
  shape: policyShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof policyShape>;

/**
 * Reads a policy document, YAML or JSON.
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID with the place (line and column), UNSUPPORTED_VERSION, LIMIT_EXCEEDED
 */
export function parsePolicyDocument(
  text: string,
  what: string = POLICY_FORMAT.what,
): OperatorDocument<PolicyDocument> {
  return parseOperatorDocument(POLICY_FORMAT, text, what);
}

function isUntil(text: string): boolean {
  return isTimestamp(text) || isTimestamp(endOfDay(text));
}

/** The last second of a day that is written as YYYY-MM-DD. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59Z`;
}
