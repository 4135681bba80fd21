import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import {
  type MerkleProof,
  parseMerkleProof,
  proveScore,
  rootHashOf,
  verifyMerkleProof,
} from '../../../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../../../src/core/proof/score-leaves.ts';
import { proofDocuments } from '../../../helpers/proof-documents.ts';
import { referenceTreeHash } from '../../../reference/merkle.ts';

const { manifest, score } = proofDocuments();
const leaves = scoreLeaves(manifest, score);
const proof = proveScore(leaves);

describe('proveScore', () => {
  test('gives the root of the definition over every leaf', () => {
    const data = leaves.map(({ digest, name }) => canonicalBytes({ digest, name }));
    const root = `sha256:${Buffer.from(referenceTreeHash(data)).toString('hex')}`;
    assert.equal(proof.rootHash, root);
    assert.equal(rootHashOf(leaves), root);
    assert.equal(proof.treeSize, 13);
  });

  test("lists every leaf but the findings', and a path for each", () => {
    assert.deepEqual(
      proof.leaves.map(({ name }) => name),
      ['manifest', 'sbom', 'rules', 'policy', 'feed', 'vex/0', 'vex/1', 'evidence', 'score'],
    );
    assert.deepEqual(
      proof.proofs.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7, 12],
    );
  });

  test('gives what parseMerkleProof and verifyMerkleProof take', () => {
    const read = parseMerkleProof(canonicalBytes(proof));
    assert.deepEqual(read, proof);
    assert.equal(verifyMerkleProof(read, leaves), proof.rootHash);
  });
});

describe('verifyMerkleProof', () => {
  const mismatch = (change: (proof: MerkleProof) => void): void => {
    const changed = structuredClone(proof);
    change(changed);
    assert.throws(() => verifyMerkleProof(changed, leaves), { code: 'MERKLE_MISMATCH' });
  };

  test('refuses any hash of the document with a digit changed', () => {
    const otherHash = (hash: string) => hash.slice(0, -1) + (hash.endsWith('0') ? '1' : '0');
    mismatch((p) => Object.assign(p, { rootHash: otherHash(p.rootHash) }));
    for (const i of proof.leaves.keys()) {
      mismatch(({ leaves: [...all] }) => Object.assign(all[i]!, { digest: otherHash(all[i]!.digest) }));
      mismatch(({ leaves: [...all] }) => Object.assign(all[i]!, { leafHash: otherHash(all[i]!.leafHash) }));
      mismatch(({ proofs }) => Object.assign(proofs[i]!, { leafHash: otherHash(proofs[i]!.leafHash) }));
      for (const j of proof.proofs[i]!.auditPath.keys()) {
        mismatch(({ proofs }) =>
          Object.assign(proofs[i]!.auditPath, { [j]: otherHash(proofs[i]!.auditPath[j]!) }),
        );
      }
    }
  });

  test('refuses any path with a hash too many or too few', () => {
    for (const i of proof.proofs.keys()) {
      mismatch(({ proofs }) => proofs[i]!.auditPath.pop());
      mismatch(({ proofs }) => proofs[i]!.auditPath.shift());
      mismatch(({ proofs }) => proofs[i]!.auditPath.push('00'.repeat(32)));
    }
  });

  test('refuses any leaf or path missing, twice, or in another place', () => {
    for (const i of proof.leaves.keys()) {
      mismatch((p) => p.leaves.splice(i, 1));
      mismatch((p) => p.proofs.splice(i, 1));
      mismatch((p) => p.leaves.splice(i, 0, p.leaves[i]!));
      mismatch((p) => p.proofs.splice(i, 0, p.proofs[i]!));
      mismatch((p) => p.leaves.reverse().push(...p.leaves.splice(0, i)));
    }
  });

  test('refuses any index or name changed', () => {
    for (const i of proof.leaves.keys()) {
      mismatch((p) => Object.assign(p.leaves[i]!, { index: p.leaves[i]!.index + 1 }));
      mismatch((p) => Object.assign(p.proofs[i]!, { index: p.proofs[i]!.index + 1 }));
      mismatch((p) => Object.assign(p.leaves[i]!, { name: `${p.leaves[i]!.name} ` }));
    }
    for (const treeSize of [0, 9, 12, 14, 2 ** 50]) mismatch((p) => Object.assign(p, { treeSize }));
  });

  test('refuses the proof of a score with any finding changed, gone or moved', () => {
    const others = [
      proofDocuments('a', ({ findings }) => findings.pop()),
      proofDocuments('a', ({ findings }) => findings.reverse()),
      proofDocuments('a', ({ findings }) => Object.assign(findings[3]!, { version: '' })),
      proofDocuments('a', (document) => Object.assign(document, { verdict: 'pass' })),
      { score, manifest: { ...manifest, scanId: 'other' } },
    ];
    for (const other of others) {
      assert.throws(() => verifyMerkleProof(proof, scoreLeaves(other.manifest, other.score)), {
        code: 'MERKLE_MISMATCH',
      });
    }
  });

  test('says what it expected and what it found', () => {
    assert.throws(() => verifyMerkleProof({ ...proof, treeSize: 9 }, leaves), {
      message: 'treeSize is 9, recomputed 13',
      details: { expected: 13, received: 9 },
    });
  });

  test('shows a bounded part of a long name', () => {
    const long = structuredClone(proof);
    long.leaves[0]!.name = 'x'.repeat(10_000);
    assert.throws(
      () => verifyMerkleProof(long, leaves),
      (error: Error) => error.message.length < 300,
    );
  });
});
