import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import { parseScoreDocument, type ScoreDocument } from '../../../../src/core/score/score-document.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const { score } = proofDocuments();

function changed(change: (score: ScoreDocument) => object): Uint8Array {
  return canonicalBytes(JSON.parse(JSON.stringify(change(structuredClone(score)))) as JsonValue);
}

const withFinding = (change: object) => (s: ScoreDocument) => ({
  ...s,
  findings: [{ ...s.findings[0], ...change }],
});

describe('parseScoreDocument', () => {
  test('reads its canonical bytes', () => {
    assert.deepEqual(parseScoreDocument(canonicalBytes(score)), score);
  });

  test('reads a component that is named by its ref', () => {
    const uncovered = [{ ref: 'component-7', reason: 'no-purl' }] as const;
    const bytes = changed((s) => ({ ...s, coverage: { covered: 0, uncovered } }));
    assert.deepEqual(parseScoreDocument(bytes).coverage.uncovered, uncovered);
  });

  const refused: readonly (readonly [string, (score: ScoreDocument) => object])[] = [
    ['a member more', (s) => ({ ...s, note: '' })],
    ['a score of 10.1', (s) => ({ ...s, score: 10.1 })],
    ['a score of two decimals', (s) => ({ ...s, score: 9.75 })],
    ['a severity in capitals', (s) => ({ ...s, severity: 'HIGH' })],
    ['a verdict that does not exist', (s) => ({ ...s, verdict: 'maybe' })],
    ['a summary without a severity', (s) => ({ ...s, summary: { ...s.summary, bySeverity: { none: 0 } } })],
    ['a count that is not whole', (s) => ({ ...s, summary: { ...s.summary, findings: 0.5 } })],
    ['no coverage', (s) => ({ ...s, coverage: undefined })],
    [
      'an uncovered component with purl and ref',
      (s) => ({ ...s, coverage: { covered: 0, uncovered: [{ purl: 'p', ref: 'r', reason: 'no-purl' }] } }),
    ],
    [
      'an uncovered component without either',
      (s) => ({ ...s, coverage: { covered: 0, uncovered: [{ reason: 'no-purl' }] } }),
    ],
    [
      'an unknown reason',
      (s) => ({ ...s, coverage: { covered: 0, uncovered: [{ ref: 'r', reason: 'because' }] } }),
    ],
    ['findings that are an object', (s) => ({ ...s, findings: {} })],
    ['a finding with a member more', withFinding({ note: '' })],
    ['a finding without cvss', withFinding({ cvss: undefined })],
    ['an epss probability that is a number', withFinding({ epss: { probability: 0.1, percentile: '0.9' } })],
    ['a status that does not exist', withFinding({ status: 'fixed' })],
    ['a suppression without a reason', withFinding({ suppressedBy: { kind: 'vex', ref: 'x' } })],
    ['a suppression of another kind', withFinding({ suppressedBy: { kind: 'mood', ref: 'x', reason: 'x' } })],
    ['an advisory without a digest', withFinding({ advisories: [{ id: 'x' }] })],
    [
      'a factor with a fraction',
      withFinding({ factors: [{ name: 'x', value: 0.5, weightBps: 1, contributionBps: 1, reason: '' }] }),
    ],
    ['a finding with a negative score', withFinding({ score: -1 })],
  ];
  for (const [what, change] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseScoreDocument(changed(change)), {
        code: 'BUNDLE_INVALID',
        message: /^score\.json/,
      });
    });
  }
});
