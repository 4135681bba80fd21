import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type PlacedLeafHash, proveLeaves, rootFromLeaves } from '../../../../src/core/merkle/multi-proof.ts';
import { buildTree, leafHash, nodeHash } from '../../../../src/core/merkle/tree.ts';
import { referenceTreeHash } from '../../../reference/merkle.ts';

const dataOf = (count: number) =>
  Array.from({ length: count }, (_, i) => new TextEncoder().encode(`leaf ${i}`));
const leavesOf = (count: number) => dataOf(count).map(leafHash);

/** A tree's size and some of its places. */
const chosen = fc
  .integer({ min: 0, max: 70 })
  .chain((size) => fc.tuple(fc.constant(size), fc.subarray(Array.from({ length: size }, (_, i) => i))));

interface Proof {
  readonly leaves: readonly PlacedLeafHash[];
  readonly hashes: readonly Uint8Array[];
}

const OTHER = leafHash('another');

/** Ways to break a proof. Another size is none of them: the size is not in the proof, the snapshot's descriptor has it. */
const DAMAGE: Readonly<Record<string, (proof: Proof, seed: number) => Proof>> = {
  leaf: ({ leaves, hashes }, seed) => {
    const at = seed % leaves.length;
    return { hashes, leaves: leaves.with(at, { ...leaves[at]!, leafHash: OTHER }) };
  },
  place: ({ leaves, hashes }, seed) => {
    const at = seed % leaves.length;
    return { hashes, leaves: leaves.with(at, { ...leaves[at]!, index: leaves[at]!.index + 1 }) };
  },
  hash: ({ leaves, hashes }, seed) => ({
    leaves,
    hashes: hashes.length === 0 ? [OTHER] : hashes.with(seed % hashes.length, OTHER),
  }),
  missing: ({ leaves, hashes }) => ({ leaves, hashes: hashes.length === 0 ? [OTHER] : hashes.slice(1) }),
  more: ({ leaves, hashes }) => ({ leaves, hashes: [...hashes, OTHER] }),
  dropped: ({ leaves, hashes }, seed) => ({ hashes, leaves: leaves.toSpliced(seed % leaves.length, 1) }),
};

describe('a proof of several leaves', () => {
  it('has the hashes of the largest subtrees without them, from left to right', () => {
    const [a, b, c, d, e] = leavesOf(5) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    assert.deepEqual(proveLeaves(buildTree([a, b, c, d, e]), [2, 3]), [nodeHash(a, b), e]);
  });

  it('leads to the root of RFC 9162, for every choice of leaves', () => {
    fc.assert(
      fc.property(chosen, ([size, places]) => {
        const hashes = leavesOf(size);
        const proof = proveLeaves(buildTree(hashes), places);
        const leaves = places.map((index) => ({ index, leafHash: hashes[index]! }));
        assert.deepEqual(rootFromLeaves(size, leaves, proof), referenceTreeHash(dataOf(size)));
      }),
    );
  });

  it('leads elsewhere, or nowhere, when a leaf, a place or a hash is another', () => {
    const places = fc.integer({ min: 2, max: 70 }).chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.subarray(
          Array.from({ length: size }, (_, i) => i),
          { minLength: 1 },
        ),
        fc.constantFrom(...Object.keys(DAMAGE)),
        fc.nat(1000),
      ),
    );
    fc.assert(
      fc.property(places, ([size, indexes, damage, seed]) => {
        const hashes = leavesOf(size);
        const whole = {
          leaves: indexes.map((index) => ({ index, leafHash: hashes[index]! })),
          hashes: proveLeaves(buildTree(hashes), indexes),
        };
        const broken = DAMAGE[damage]!(whole, seed);
        assert.notDeepEqual(
          rootFromLeaves(size, broken.leaves, broken.hashes),
          referenceTreeHash(dataOf(size)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is refused for leaves out of order, twice, outside the tree, or at no whole place', () => {
    const [a, b] = leavesOf(2) as [Uint8Array, Uint8Array];
    const at = (...places: number[]) => places.map((index, i) => ({ index, leafHash: [a, b][i]! }));
    for (const leaves of [at(1, 0), at(0, 0), at(0, 2), at(-1, 1), at(0, 0.5), at(0, Number.NaN)])
      assert.equal(rootFromLeaves(2, leaves, []), null);
    assert.deepEqual(rootFromLeaves(2, at(0, 1), []), nodeHash(a, b));
  });

  it('is refused for a hash of another length, and for a size that is none', () => {
    const [a] = leavesOf(1) as [Uint8Array];
    assert.equal(rootFromLeaves(2, [{ index: 0, leafHash: a }], [new Uint8Array(31)]), null);
    for (const size of [-1, 1.5, Number.NaN, 2 ** 53])
      assert.equal(rootFromLeaves(size, [{ index: 0, leafHash: a }], []), null);
  });

  it('answers at once for a tree of any size', () => {
    const [a] = leavesOf(1) as [Uint8Array];
    assert.equal(rootFromLeaves(2 ** 53 - 1, [{ index: 2 ** 40, leafHash: a }], []), null);
  });
});
