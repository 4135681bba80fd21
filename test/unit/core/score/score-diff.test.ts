import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finding } from '../../../../fixtures/generate/vectors-documents.ts';
import { diffScores } from '../../../../src/core/score/score-diff.ts';
import type { Finding } from '../../../../src/core/score/score-document.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const scoreOf = (...findings: Finding[]) =>
  proofDocuments('a', (score) => Object.assign(score, { findings })).score;
const [a, b, c] = ['pkg:npm/a@1', 'pkg:npm/b@1', 'pkg:npm/c@1'].map((purl) => finding(purl, 'GHSA-1', 5)) as [
  Finding,
  Finding,
  Finding,
];

describe('diffScores', () => {
  test('finds nothing between a score and itself', () => {
    const { added, gone, changed } = diffScores(scoreOf(a, b), scoreOf(a, b));
    assert.deepEqual([added, gone, changed], [[], [], []]);
  });

  test('names what came and went, in the order of purl', () => {
    const { added, gone } = diffScores(scoreOf(b), scoreOf(c, a));
    assert.deepEqual(
      added.map(({ purl }) => purl),
      [a.purl, c.purl],
    );
    assert.deepEqual(gone, [{ purl: b.purl, id: b.id }]);
  });

  test('tells two vulnerabilities of one component apart', () => {
    const other = { ...a, id: 'GHSA-2' };
    assert.deepEqual(diffScores(scoreOf(a), scoreOf(a, other)).added, [{ purl: a.purl, id: 'GHSA-2' }]);
  });

  test('names the members that differ, and both scores', () => {
    const later: Finding = { ...a, score: 7, kev: { dateAdded: '2025-01-01' } };
    const { changed } = diffScores(scoreOf(a, b), scoreOf(later, b));
    assert.deepEqual(changed, [
      { purl: a.purl, id: a.id, members: ['kev', 'score'], score: { before: 5, after: 7 } },
    ]);
  });

  test('tells the scores before and after', () => {
    const after = { ...scoreOf(), score: 0 };
    assert.deepEqual(diffScores(scoreOf(), after).score, { before: 9.8, after: 0 });
  });
});
