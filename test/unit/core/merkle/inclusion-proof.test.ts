import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexEncode } from '../../../../src/core/encoding/hex.ts';
import { rootFromInclusionProof } from '../../../../src/core/merkle/inclusion-proof.ts';
import { auditPath, buildTree, leafHash } from '../../../../src/core/merkle/tree.ts';

const tree = (size: number) => buildTree(Array.from({ length: size }, (_, i) => leafHash(Uint8Array.of(i))));

function proofOf(size: number, leafIndex: number) {
  const built = tree(size);
  return {
    root: hexEncode(built.rootHash),
    proof: {
      leafIndex,
      treeSize: size,
      leafHash: built.levels[0]![leafIndex]!,
      auditPath: auditPath(built, leafIndex),
    },
  };
}

type Proof = ReturnType<typeof proofOf>['proof'];

/** The root that a proof leads to in hex, or `no root`. */
function rootOf(proof: Proof): string {
  const root = rootFromInclusionProof(proof);
  return root === null ? 'no root' : hexEncode(root);
}

/** Every leaf of every tree up to a size that has all shapes. */
function forEveryLeaf(check: (proof: Proof, root: string) => void): void {
  for (let size = 1; size <= 20; size++) {
    for (let index = 0; index < size; index++) {
      const { proof, root } = proofOf(size, index);
      check(proof, root);
    }
  }
}

describe('rootFromInclusionProof', () => {
  test('leads from every leaf of every small tree to the root', () => {
    forEveryLeaf((proof, root) => assert.equal(rootOf(proof), root));
  });

  test('leads elsewhere when a bit of any hash is flipped', () => {
    forEveryLeaf((proof, root) => {
      const flipped = (hash: Uint8Array, bit: number) =>
        hash.with(bit >> 3, hash[bit >> 3]! ^ (1 << (bit & 7)));
      for (const bit of [0, 77, 255]) {
        assert.notEqual(rootOf({ ...proof, leafHash: flipped(proof.leafHash, bit) }), root);
        proof.auditPath.forEach((hash, i) => {
          assert.notEqual(rootOf({ ...proof, auditPath: proof.auditPath.with(i, flipped(hash, bit)) }), root);
        });
      }
    });
  });

  test('leads nowhere with a hash too many or too few, at any place', () => {
    forEveryLeaf((proof) => {
      const { auditPath: path, leafHash: any } = proof;
      for (let i = 0; i <= path.length; i++) {
        assert.equal(rootOf({ ...proof, auditPath: path.toSpliced(i, 0, any) }), 'no root');
        if (i < path.length) assert.equal(rootOf({ ...proof, auditPath: path.toSpliced(i, 1) }), 'no root');
      }
    });
  });

  test('leads elsewhere, or nowhere, for another index', () => {
    forEveryLeaf((proof, root) => {
      for (let leafIndex = 0; leafIndex < proof.treeSize; leafIndex++) {
        if (leafIndex !== proof.leafIndex) assert.notEqual(rootOf({ ...proof, leafIndex }), root);
      }
    });
  });

  test('leads nowhere for an index outside the tree, or numbers that are none', () => {
    const { proof } = proofOf(5, 2);
    for (const leafIndex of [-1, 5, 6, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.equal(rootOf({ ...proof, leafIndex }), 'no root');
    }
    for (const treeSize of [0, -5, 2, 5.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.equal(rootOf({ ...proof, treeSize }), 'no root');
    }
  });

  test('leads nowhere with hashes of another length', () => {
    const { proof } = proofOf(5, 2);
    for (const hash of [new Uint8Array(0), new Uint8Array(31), new Uint8Array(33)]) {
      assert.equal(rootOf({ ...proof, leafHash: hash }), 'no root');
      assert.equal(rootOf({ ...proof, auditPath: proof.auditPath.with(1, hash) }), 'no root');
    }
  });

  test('ends for the largest tree that a number can tell', () => {
    const { proof } = proofOf(5, 2);
    assert.equal(
      rootOf({ ...proof, treeSize: Number.MAX_SAFE_INTEGER, leafIndex: Number.MAX_SAFE_INTEGER - 1 }),
      'no root',
    );
  });
});
