import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finding } from '../../../../fixtures/generate/vectors-documents.ts';
import { classifyMismatch } from '../../../../src/core/drift/replay-mismatch.ts';
import { rootHashOf } from '../../../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../../../src/core/proof/score-leaves.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const [a, b] = [finding('pkg:npm/a@1', 'GHSA-1', 5), finding('pkg:npm/b@1', 'GHSA-2', 5)];
const { manifest, score } = proofDocuments('a', (document) => Object.assign(document, { findings: [a, b] }));
const recorded = { score, rootHash: rootHashOf(scoreLeaves(manifest, score)) };

test('an edited record is told from an engine that computes something else', () => {
  const other = { ...score, score: 1.5 };
  assert.equal(classifyMismatch(manifest, recorded, other).kind, 'result');
  const edited = { ...recorded, rootHash: `sha256:${'0'.repeat(64)}` } as const;
  assert.equal(classifyMismatch(manifest, edited, score).kind, 'record');
  assert.deepEqual(classifyMismatch(manifest, recorded, other).diff.score, {
    before: score.score,
    after: 1.5,
  });
});

test('the same findings in another order are called so', () => {
  const { kind, diff } = classifyMismatch(manifest, recorded, { ...score, findings: [b, a] });
  assert.equal(kind, 'order');
  assert.deepEqual([diff.added, diff.gone, diff.changed], [[], [], []]);
});
