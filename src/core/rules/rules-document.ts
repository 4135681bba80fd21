/**
 * The rules, `stella.rules/v1` (scoring.md): which factors make a finding's score, and with what weight.
 *
 * What the page leaves open: `qualitativeSeverity` may be left out, and a record without a vector then has no severity.
 */
import * as v from 'valibot';
import type { DocumentFormat } from '../json/document.ts';
import { documentNameShape, documentVersionShape } from '../operator/document-name.ts';
import { type OperatorDocument, parseOperatorDocument } from '../operator/operator-document.ts';
import { factorRuleShape } from './factor-rule.ts';
import { valueShape, WHOLE_BPS } from './shapes.ts';

const factorsShape = v.pipe(
  v.array(factorRuleShape),
  v.check(
    (factors) => new Set(factors.map(({ name }) => name)).size === factors.length,
    'expected factors with different names',
  ),
  v.check(
    (factors) => weightOf(factors) === WHOLE_BPS,
    ({ input }) => `the weightBps add up to ${weightOf(input)}, expected ${WHOLE_BPS}`,
  ),
);

export const rulesShape = v.strictObject({
  schema: v.literal('stella.rules/v1'),
  name: documentNameShape,
  version: documentVersionShape,
  aggregate: v.literal('max'),
  factors: factorsShape,
  qualitativeSeverity: v.exactOptional(
    v.strictObject({ critical: valueShape, high: valueShape, medium: valueShape, low: valueShape }),
  ),
});

export type RulesDocument = v.InferOutput<typeof rulesShape>;

export const RULES_FORMAT = {
  schemaName: 'stella.rules/v1',
  what: 'the rules document',
  shape: rulesShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof rulesShape>;

/**
 * Reads a rules document, YAML or JSON.
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID with the place (line and column): a member missing, unknown or of the wrong form,
 * weights that do not add up to 10000, a factor's name twice, a table out of order; UNSUPPORTED_VERSION,
 * LIMIT_EXCEEDED
 */
export function parseRulesDocument(
  text: string,
  what: string = RULES_FORMAT.what,
): OperatorDocument<RulesDocument> {
  return parseOperatorDocument(RULES_FORMAT, text, what);
}

function weightOf(factors: readonly { readonly weightBps: number }[]): number {
  return factors.reduce((sum, { weightBps }) => sum + weightBps, 0);
}
