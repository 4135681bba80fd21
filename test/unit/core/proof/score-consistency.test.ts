import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finding } from '../../../../fixtures/generate/vectors-documents.ts';
import { manifestHashOf } from '../../../../src/core/manifest/manifest.ts';
import {
  compareFindings,
  verifyScoreBinding,
  verifyScoreConsistency,
} from '../../../../src/core/proof/score-consistency.ts';
import type { ScoreDocument } from '../../../../src/core/score/score-document.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const { manifest } = proofDocuments();
const manifestHash = manifestHashOf(manifest);
const NONE = { none: 0, low: 0, medium: 0, high: 0, critical: 0 };
const scoreWith = (edit: (score: ScoreDocument) => void) => proofDocuments('a', edit).score;

describe('verifyScoreBinding', () => {
  const bind = (edit: (score: ScoreDocument) => void) =>
    verifyScoreBinding(scoreWith(edit), manifest, manifestHash);

  test('takes the score of the manifest', () => {
    assert.doesNotThrow(() => bind(() => {}));
  });

  test('refuses the score of another manifest, scan or clock', () => {
    assert.throws(() => bind((s) => Object.assign(s, { manifestHash: `sha256:${'0'.repeat(64)}` })), {
      code: 'DIGEST_MISMATCH',
    });
    assert.throws(() => bind((s) => Object.assign(s, { scanId: 'other' })), { code: 'SUBJECT_MISMATCH' });
    assert.throws(() => bind((s) => Object.assign(s, { freezeTimestamp: '2025-01-15T00:00:01Z' })), {
      code: 'SUBJECT_MISMATCH',
    });
  });
});

describe('verifyScoreConsistency', () => {
  test('takes scores that follow from their findings, none among them', () => {
    assert.doesNotThrow(() => verifyScoreConsistency(scoreWith(() => {})));
    assert.doesNotThrow(() => verifyScoreConsistency(proofDocuments('b').score));
  });

  test('takes a score whose every finding is suppressed as 0', () => {
    const score = scoreWith((s) => {
      for (const each of s.findings) each.status = 'suppressed';
      Object.assign(s.summary, { affected: 0, suppressed: 4, bySeverity: NONE });
      Object.assign(s, { score: 0, severity: 'none' });
    });
    assert.doesNotThrow(() => verifyScoreConsistency(score));
  });

  const contradictions: readonly (readonly [string, (score: ScoreDocument) => void, RegExp])[] = [
    [
      'a score below its worst finding',
      (s) => Object.assign(s, { score: 9.7 }),
      /its score is 9\.7, its findings give 9\.8/,
    ],
    ['a score above its worst finding', (s) => Object.assign(s, { score: 9.9 }), /its score is 9\.9/],
    [
      'another severity',
      (s) => Object.assign(s, { severity: 'high' }),
      /its severity is high, its findings give critical/,
    ],
    [
      'another number of findings',
      (s) => Object.assign(s.summary, { findings: 5 }),
      /summary\.findings is 5, its findings give 4/,
    ],
    [
      'another number of affected',
      (s) => Object.assign(s.summary, { affected: 4 }),
      /summary\.affected is 4/,
    ],
    [
      'another number of suppressed',
      (s) => Object.assign(s.summary, { suppressed: 0 }),
      /summary\.suppressed is 0/,
    ],
    [
      'another number of a band',
      (s) => Object.assign(s.summary.bySeverity, { critical: 0 }),
      /summary\.bySeverity\.critical is 0, its findings give 1/,
    ],
    [
      'components that its coverage does not have',
      (s) => Object.assign(s.coverage, { uncovered: [] }),
      /summary\.components is 6, its coverage gives 5/,
    ],
    ['findings out of order', (s) => s.findings.reverse(), /finding 1 is not after the one before it/],
    [
      'a finding twice',
      (s) => {
        s.findings[1] = s.findings[0]!;
        s.findings[0] = { ...s.findings[0]!, score: 9.8 };
      },
      /finding 1/,
    ],
  ];
  for (const [what, edit, message] of contradictions) {
    test(`refuses ${what}`, () => {
      assert.throws(() => verifyScoreConsistency(scoreWith(edit)), { code: 'REPLAY_MISMATCH', message });
    });
  }

  const bands: readonly (readonly [number, string])[] = [
    [0, 'none'],
    [0.1, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    [6.9, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
  ];
  for (const [score, severity] of bands) {
    test(`takes ${score} for ${severity} and for nothing else`, () => {
      const only = (called: string) =>
        scoreWith((s) => {
          Object.assign(s, { score, severity: called, findings: [finding('pkg:npm/a@1', 'GHSA-1', score)] });
          Object.assign(s.summary, {
            ...{ findings: 1, affected: 1, suppressed: 0 },
            bySeverity: { ...NONE, [severity]: 1 },
          });
        });
      for (const called of ['none', 'low', 'medium', 'high', 'critical']) {
        if (called === severity) assert.doesNotThrow(() => verifyScoreConsistency(only(called)));
        else assert.throws(() => verifyScoreConsistency(only(called)), { code: 'REPLAY_MISMATCH' });
      }
    });
  }
});

test('compareFindings goes by purl, then by id, by UTF-8 bytes', () => {
  const named = (purl: string, id: string) => finding(purl, id, 1);
  const sorted = [named('a', 'z'), named('b', 'a'), named('b', 'b'), named('\uff5e', 'a'), named('😀', 'a')];
  assert.deepEqual(sorted.toReversed().sort(compareFindings), sorted);
  assert.equal(compareFindings(sorted[0]!, sorted[0]!), 0);
});
