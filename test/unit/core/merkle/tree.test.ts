import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { hexEncode } from '../../../../src/core/encoding/hex.ts';
import { auditPath, buildTree, leafHash, nodeHash, splitPoint } from '../../../../src/core/merkle/tree.ts';
import { referenceInclusionPath, referenceTreeHash } from '../../../reference/merkle.ts';

/** Data of `size` leaves, each another. */
function leafData(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, i) => Uint8Array.of(i & 255, i >> 8));
}

const treeOf = (data: readonly Uint8Array[]) => buildTree(data.map(leafHash));

describe('the hashes', () => {
  test('of nothing, of an empty leaf and of a node are those of RFC 9162', () => {
    assert.equal(
      hexEncode(buildTree([]).rootHash),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    assert.equal(
      hexEncode(leafHash(new Uint8Array(0))),
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    assert.equal(
      hexEncode(nodeHash(new Uint8Array(32), new Uint8Array(32))),
      hexEncode(referenceNode(new Uint8Array(32), new Uint8Array(32))),
    );
  });

  test('of a leaf and of a node over the same bytes differ', () => {
    const [left, right] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    assert.notDeepEqual(nodeHash(left, right), leafHash(Uint8Array.of(...left, ...right)));
    assert.notDeepEqual(nodeHash(left, right), nodeHash(right, left));
  });
});

/** The definition of a node, over node:crypto. */
function referenceNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return new Uint8Array(
    createHash('sha256')
      .update(Uint8Array.of(1, ...left, ...right))
      .digest(),
  );
}

describe('buildTree', () => {
  test('gives the root of the definition for every size up to 130', () => {
    for (let size = 0; size <= 130; size++) {
      const data = leafData(size);
      const tree = treeOf(data);
      assert.equal(tree.treeSize, size);
      assert.deepEqual(tree.rootHash, referenceTreeHash(data), `size ${size}`);
    }
  });

  test('gives another root when any leaf changes, moves, comes or goes', () => {
    const data = leafData(9);
    const root = hexEncode(treeOf(data).rootHash);
    const others = [
      ...data.map((_, i) => data.with(i, Uint8Array.of(99, 99))),
      ...data.slice(1).map((leaf, i) => data.with(i, leaf).with(i + 1, data[i]!)),
      ...data.map((_, i) => data.toSpliced(i, 1)),
      [...data, data[8]!],
    ];
    const roots = others.map((leaves) => hexEncode(treeOf(leaves).rootHash));
    assert.ok(!roots.includes(root));
    assert.equal(new Set(roots).size, roots.length);
  });

  test('builds a tree of 100,000 leaves', () => {
    const leaf = leafHash(new Uint8Array(0));
    assert.equal(buildTree(Array.from({ length: 100_000 }, () => leaf)).levels.length, 18);
  });
});

describe('auditPath', () => {
  test('is the path of the definition for every leaf of every size up to 40', () => {
    for (let size = 1; size <= 40; size++) {
      const data = leafData(size);
      const tree = treeOf(data);
      for (let index = 0; index < size; index++) {
        assert.deepEqual(
          auditPath(tree, index),
          referenceInclusionPath(index, data),
          `leaf ${index} of ${size}`,
        );
      }
    }
  });

  for (const index of [-1, 3, 0.5, Number.NaN, 2 ** 32]) {
    test(`does not exist for leaf ${index} of three`, () => {
      assert.throws(() => auditPath(treeOf(leafData(3)), index), RangeError);
    });
  }
});

test('splitPoint is the largest power of two smaller than the size', () => {
  assert.deepEqual([2, 3, 4, 5, 8, 9, 16, 17].map(splitPoint), [1, 2, 2, 4, 4, 8, 8, 16]);
});
