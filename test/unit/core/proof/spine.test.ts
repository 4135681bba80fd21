import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finding } from '../../../../fixtures/generate/vectors-documents.ts';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';
import { rootFromInclusionProof } from '../../../../src/core/merkle/inclusion-proof.ts';
import { nodeHash } from '../../../../src/core/merkle/tree.ts';
import { proveScore } from '../../../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../../../src/core/proof/score-leaves.ts';
import {
  isSpineIntact,
  leafAuditPath,
  proofSpine,
  type SpineNode,
} from '../../../../src/core/proof/spine.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';

function leavesWith(findingsCount: number) {
  const findings = Array.from({ length: findingsCount }, (_, i) => finding(`pkg:npm/p${i}@1`, 'GHSA-1', 1));
  const { manifest, score } = proofDocuments('b', (s) => Object.assign(s, { findings }));
  return scoreLeaves(manifest, score);
}

/** Every node of a spine. */
function nodesOf(node: SpineNode): SpineNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

describe('proofSpine', () => {
  test('has the root at its top and each named leaf once, in order, for every number of findings', () => {
    for (let count = 0; count <= 20; count++) {
      const leaves = leavesWith(count);
      const proof = proveScore(leaves);
      const spine = proofSpine(leaves, proof);
      const names = nodesOf(spine).flatMap(({ name }) => name ?? []);
      assert.equal(`sha256:${spine.hash}`, proof.rootHash);
      assert.equal(spine.leafCount, leaves.length);
      assert.deepEqual(
        names.filter((name) => !name.startsWith('finding/')),
        ['manifest', 'sbom', 'rules', 'policy', 'feed', 'score'],
      );
      assert.ok(isSpineIntact(spine));
    }
  });

  test('hashes to each node from its two children', () => {
    for (const node of nodesOf(proofSpine(leavesWith(11), proveScore(leavesWith(11))))) {
      const [left, right] = node.children;
      if (left === undefined || right === undefined) continue;
      assert.equal(node.hash, hexEncode(nodeHash(hexDecode(left.hash), hexDecode(right.hash))));
      assert.equal(left.leafCount + right.leafCount, node.leafCount);
      assert.equal(right.firstLeaf, left.firstLeaf + left.leafCount);
    }
  });

  test('draws a subtree of findings as one node, however many they are', () => {
    const leaves = leavesWith(5000);
    const nodes = nodesOf(proofSpine(leaves, proveScore(leaves)));
    assert.ok(nodes.length < 60, String(nodes.length));
    assert.ok(
      nodes.some(
        ({ name, children, leafCount }) => name === null && children.length === 0 && leafCount >= 1024,
      ),
    );
  });

  test('marks what merkle-proof.json records, and what it records wrongly', () => {
    const leaves = leavesWith(3);
    const proof = proveScore(leaves);
    const marks = new Set(nodesOf(proofSpine(leaves, proof)).map(({ recorded }) => recorded));
    assert.ok(marks.has('same') && !marks.has('different'));
    const other = '00'.repeat(32);
    const wrong = [
      { ...proof, rootHash: `sha256:${other}` as const },
      { ...proof, leaves: proof.leaves.map((leaf, i) => (i === 2 ? { ...leaf, leafHash: other } : leaf)) },
      {
        ...proof,
        proofs: proof.proofs.map((path, i) =>
          i === 5 ? { ...path, auditPath: path.auditPath.with(0, other) } : path,
        ),
      },
    ];
    for (const document of wrong) assert.ok(!isSpineIntact(proofSpine(leaves, document)));
  });

  test('is drawn for a proof whose numbers make no sense', () => {
    const leaves = leavesWith(3);
    const proof = proveScore(leaves);
    for (const index of [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, 999]) {
      const strange = {
        ...proof,
        treeSize: index,
        proofs: [{ index, leafHash: '00'.repeat(32), auditPath: new Array(200).fill('00'.repeat(32)) }],
        leaves: [{ ...proof.leaves[0]!, index }],
      };
      assert.equal(proofSpine(leaves, strange).leafCount, leaves.length);
    }
  });
});

test('leafAuditPath leads from each leaf to the root', () => {
  const leaves = leavesWith(7);
  const { rootHash } = proveScore(leaves);
  for (const { index, leafHash } of leaves) {
    const auditPath = leafAuditPath(leaves, index).map(hexDecode);
    const root = rootFromInclusionProof({ leafIndex: index, treeSize: leaves.length, leafHash, auditPath });
    assert.equal(`sha256:${hexEncode(root!)}`, rootHash);
  }
});
