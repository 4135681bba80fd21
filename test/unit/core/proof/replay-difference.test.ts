import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rootHashOf } from '../../../../src/core/proof/merkle-proof.ts';
import { differingFindings, verifySameScore } from '../../../../src/core/proof/replay-difference.ts';
import { scoreLeaves } from '../../../../src/core/proof/score-leaves.ts';
import type { ScoreDocument } from '../../../../src/core/score/score-document.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

const { manifest, score } = proofDocuments();

function recomputed(edit: (score: ScoreDocument) => void): {
  score: ScoreDocument;
  rootHash: `sha256:${string}`;
} {
  const other = structuredClone(score);
  edit(other);
  return { score: other, rootHash: rootHashOf(scoreLeaves(manifest, other)) };
}

describe('verifySameScore', () => {
  it('accepts the same score', () => {
    verifySameScore(
      manifest,
      score,
      recomputed(() => {}),
    );
  });

  it('names the first finding that differs, and how', () => {
    const [first, second] = score.findings;
    assert.throws(
      () =>
        verifySameScore(
          manifest,
          score,
          recomputed(({ findings }) => {
            findings.splice(0, 1);
            findings[0]!.score = 0.1;
          }),
        ),
      (error: Error & { code: string; details: { findings: unknown[]; findingsCount: number } }) => {
        assert.equal(error.code, 'REPLAY_MISMATCH');
        assert.match(
          error.message,
          /in 2 findings, the first of them GHSA-0000-0001-0001 in pkg:golang\/.*, which the inputs do not give$/,
        );
        assert.deepEqual(error.details.findings, [
          { id: first!.id, purl: first!.purl, kind: 'only-signed', members: [] },
          { id: second!.id, purl: second!.purl, kind: 'changed', members: ['score'] },
        ]);
        return true;
      },
    );
  });

  it('names what differs beside the findings', () => {
    const other = recomputed((edited) => {
      edited.verdict = 'pass';
    });
    assert.throws(() => verifySameScore(manifest, score, other), /differs from the signed one in verdict$/);
  });

  it('says so when only the order differs', () => {
    const other = recomputed(({ findings }) => findings.reverse());
    assert.throws(
      () => verifySameScore(manifest, score, other),
      /in the order of its findings$|in findings$/,
    );
  });

  it('lists twenty findings at most, and counts all', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({
      ...score.findings[0]!,
      id: `CVE-2024-${1000 + i}`,
    }));
    const other = recomputed(({ findings }) => findings.push(...many));
    assert.equal(differingFindings(score.findings, other.score.findings).length, 50);
    assert.throws(
      () => verifySameScore(manifest, score, other),
      ({ details }: { details: { findings: unknown[]; findingsCount: number } }) =>
        details.findings.length === 20 && details.findingsCount === 50,
    );
  });
});
