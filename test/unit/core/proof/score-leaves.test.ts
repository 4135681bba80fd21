import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalBytes, canonicalDigest } from '../../../../src/core/json/canonical-json.ts';
import { manifestHashOf } from '../../../../src/core/manifest/manifest.ts';
import { isFindingLeaf, scoreLeaves } from '../../../../src/core/proof/score-leaves.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';
import { referenceTreeHash } from '../../../reference/merkle.ts';

const { manifest, score } = proofDocuments();
const leaves = scoreLeaves(manifest, score);

describe('scoreLeaves', () => {
  test('are in the order of the format', () => {
    assert.deepEqual(
      leaves.map(({ name }) => name),
      [
        ...['manifest', 'sbom', 'rules', 'policy', 'feed', 'vex/0', 'vex/1', 'evidence'],
        ...['finding/0', 'finding/1', 'finding/2', 'finding/3', 'score'],
      ],
    );
    assert.deepEqual(
      leaves.map(({ index }) => index),
      leaves.map((_, i) => i),
    );
  });

  test('are six when there is nothing but what must be', () => {
    const small = proofDocuments('b');
    assert.deepEqual(
      scoreLeaves(small.manifest, small.score).map(({ name }) => name),
      ['manifest', 'sbom', 'rules', 'policy', 'feed', 'score'],
    );
  });

  test('carry the digests of the manifest, of the findings and of the score without them', () => {
    const digests = new Map(leaves.map(({ name, digest }) => [name, digest]));
    const { findings, ...rest } = score;
    assert.equal(digests.get('manifest'), manifestHashOf(manifest));
    assert.equal(digests.get('sbom'), manifest.inputs.sbom.digest);
    assert.equal(digests.get('vex/1'), manifest.inputs.vex[1]?.digest);
    assert.equal(digests.get('evidence'), manifest.inputs.evidence?.digest);
    assert.equal(digests.get('finding/2'), canonicalDigest(findings[2]!));
    assert.equal(digests.get('score'), canonicalDigest(rest));
  });

  test('hash the canonical JSON of digest and name', () => {
    for (const { name, digest, leafHash } of leaves) {
      assert.deepEqual(leafHash, referenceTreeHash([canonicalBytes({ digest, name })]));
    }
  });

  test('are those of findings, or not, by their name', () => {
    assert.deepEqual(
      leaves.filter(isFindingLeaf).map(({ index }) => index),
      [8, 9, 10, 11],
    );
  });
});
