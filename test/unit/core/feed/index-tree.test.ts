import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatDigest } from '../../../../src/core/digest/sha256.ts';
import { feedIndexOf } from '../../../../src/core/feed/index-tree.ts';
import { buildTree, leafHash } from '../../../../src/core/merkle/tree.ts';

it('gives an empty tree the root SHA-256 of nothing', () => {
  assert.deepEqual(
    feedIndexOf([], (leaf: string) => leaf),
    {
      treeSize: 0,
      rootHash: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    },
  );
});

it('gives the root of the tree that keeps every level, for every size up to 130', () => {
  for (let size = 1; size <= 130; size++) {
    const leaves = Array.from({ length: size }, (_, i) => `${i} of ${size}: é`);
    const { treeSize, rootHash } = feedIndexOf(leaves, (leaf) => leaf);
    assert.equal(treeSize, size);
    assert.equal(
      rootHash,
      formatDigest(buildTree(leaves.map((leaf) => leafHash(leaf))).rootHash),
      `size ${size}`,
    );
  }
});

it('takes its leaves from a stream', () => {
  function* numbers(): Generator<number> {
    for (let i = 0; i < 1000; i++) yield i % 256;
  }
  const whole = feedIndexOf([...numbers()], String);
  assert.deepEqual(feedIndexOf(numbers(), String), whole);
});
