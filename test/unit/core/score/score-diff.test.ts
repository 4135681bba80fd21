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
    assert.deepEqual(
      gone.map(({ purl, id, score }) => [purl, id, score]),
      [[b.purl, b.id, { before: 5, after: null }]],
    );
  });

  test('tells two vulnerabilities of one component apart', () => {
    const other = { ...a, id: 'GHSA-2' };
    assert.deepEqual(
      diffScores(scoreOf(a), scoreOf(a, other)).added.map(({ id }) => id),
      ['GHSA-2'],
    );
  });

  test('tells findings apart whose purl and id run into one another', () => {
    const one = { ...a, purl: 'pkg:npm/a@1 x', id: 'y' };
    const other = { ...a, purl: 'pkg:npm/a@1', id: 'x y' };
    const { added, gone, changed } = diffScores(scoreOf(one), scoreOf(other));
    assert.deepEqual([added.length, gone.length, changed.length], [1, 1, 0]);
  });

  test('names the members that differ, and both scores', () => {
    const later: Finding = { ...a, score: 7, kev: { dateAdded: '2025-01-01' } };
    const { changed } = diffScores(scoreOf(a, b), scoreOf(later, b));
    assert.deepEqual(
      changed.map(({ purl, members, score, factors }) => ({ purl, members, score, factors })),
      [{ purl: a.purl, members: ['kev', 'score'], score: { before: 5, after: 7 }, factors: [] }],
    );
  });

  test('names the factors whose points moved, those that came and went too', () => {
    const factor = { name: 'severity', value: 50, weightBps: 10_000, contributionBps: 5000, reason: 'r' };
    const { name, ...points } = factor;
    const more = { ...factor, name: 'reachability' };
    const before = { ...a, factors: [factor] };
    const after = { ...a, factors: [{ ...factor, contributionBps: 4000 }, more] };
    const [move] = diffScores(scoreOf(before), scoreOf(after)).changed;
    assert.deepEqual(move?.factors, [
      { name, before: points, after: { ...points, contributionBps: 4000 } },
      { name: 'reachability', before: null, after: points },
    ]);
    assert.deepEqual(move?.members, []);
  });

  test('lists what was suppressed, and what no longer is, apart from other changes', () => {
    const suppressed: Finding = {
      ...a,
      status: 'suppressed',
      suppressedBy: { kind: 'policy', ref: 'r', reason: 'accepted' },
    };
    const on = diffScores(scoreOf(a), scoreOf(suppressed));
    assert.deepEqual([on.suppressed.length, on.unsuppressed.length, on.changed.length], [1, 0, 0]);
    const off = diffScores(scoreOf(suppressed), scoreOf(a));
    assert.deepEqual([off.suppressed.length, off.unsuppressed.length, off.changed.length], [0, 1, 0]);
  });

  test('says which components lost and gained coverage', () => {
    const of = (...refs: string[]) => ({
      ...scoreOf(a),
      coverage: { covered: 3, uncovered: refs.map((ref) => ({ ref, reason: 'no-purl' as const })) },
    });
    const { coverage } = diffScores(of('x', 'y'), of('y', 'z'));
    assert.deepEqual(coverage.lost, [{ ref: 'z', reason: 'no-purl' }]);
    assert.deepEqual(coverage.gained, [{ ref: 'x', reason: 'no-purl' }]);
  });

  test('tells the scores before and after', () => {
    const after = { ...scoreOf(), score: 0 };
    assert.deepEqual(diffScores(scoreOf(), after).score, { before: 9.8, after: 0 });
  });
});
