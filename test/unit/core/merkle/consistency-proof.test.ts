import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { consistencyPath, rootsFromConsistencyProof } from '../../../../src/core/merkle/consistency-proof.ts';
import { buildTree, leafHash } from '../../../../src/core/merkle/tree.ts';
import { referenceConsistencyPath, referenceTreeHash } from '../../../reference/merkle.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** Leaves of which the published proofs below are: those of the Certificate Transparency tests. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => new Uint8Array(Buffer.from(text, 'hex')));

/** From transparency-dev/merkle, testdata/consistency: 1 to 3. */
const PUBLISHED = [
  {
    size1: 1,
    size2: 8,
    root1: 'bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=',
    root2: 'XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=',
    proof: [
      'lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=',
      'Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=',
      'a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=',
    ],
  },
  {
    size1: 6,
    size2: 8,
    root1: 'duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8=',
    root2: 'XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=',
    proof: [
      'DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=',
      'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
      '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
    ],
  },
  {
    size1: 2,
    size2: 5,
    root1: '+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=',
    root2: 'Tju7H3tHjc/nH7YxYxUZo7yhLJrvyhYSv85ME6hiZNQ=',
    proof: ['Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=', 'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms='],
  },
] as const;

function treeOf(data: readonly Uint8Array[]) {
  return buildTree(data.map(leafHash));
}

/** Leaves that differ, so that no two subtrees have one hash by chance. */
function dataOf(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, i) => new Uint8Array(Buffer.from(String(i))));
}

describe('consistency proofs', () => {
  for (const { size1, size2, root1, root2, proof } of PUBLISHED) {
    it(`are made and read as published, from ${size1} to ${size2} leaves`, () => {
      const path = consistencyPath(treeOf(LEAVES.slice(0, size2)), size1);
      assert.deepEqual(
        path.map(hex),
        proof.map((hash) => hex(bytes(hash))),
      );
      const roots = rootsFromConsistencyProof({
        firstSize: size1,
        secondSize: size2,
        firstRoot: bytes(root1),
        path: proof.map(bytes),
      });
      assert.ok(roots);
      assert.deepEqual([hex(roots.firstRoot), hex(roots.secondRoot)], [hex(bytes(root1)), hex(bytes(root2))]);
    });
  }

  it('are those of the definition, for every pair of sizes up to 40', () => {
    for (let n = 1; n <= 40; n++) {
      const data = dataOf(n);
      const tree = treeOf(data);
      for (let m = 1; m <= n; m++) {
        const path = consistencyPath(tree, m);
        assert.deepEqual(path.map(hex), referenceConsistencyPath(m, data).map(hex), `${m} of ${n}`);
        const firstRoot = referenceTreeHash(data.slice(0, m));
        const roots = rootsFromConsistencyProof({ firstSize: m, secondSize: n, firstRoot, path });
        assert.ok(roots, `${m} of ${n}`);
        assert.equal(hex(roots.firstRoot), hex(firstRoot), `${m} of ${n}`);
        assert.equal(hex(roots.secondRoot), hex(tree.rootHash), `${m} of ${n}`);
      }
    }
  });

  it('prove nothing once anything of them is changed', () => {
    const sizes = fc
      .integer({ min: 2, max: 70 })
      .chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)));
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat({ max: 255 }), ([m, n], place, bit) => {
        const data = dataOf(n);
        const tree = treeOf(data);
        const path = consistencyPath(tree, m);
        const firstRoot = referenceTreeHash(data.slice(0, m));
        const changed = path.map((hash) => Uint8Array.from(hash));
        const hash = changed[place % changed.length]!;
        hash[bit >> 3] = hash[bit >> 3]! ^ (1 << (bit & 7));
        const roots = rootsFromConsistencyProof({ firstSize: m, secondSize: n, firstRoot, path: changed });
        assert.ok(
          roots === null ||
            hex(roots.firstRoot) !== hex(firstRoot) ||
            hex(roots.secondRoot) !== hex(tree.rootHash),
        );
      }),
    );
  });

  it('are refused when their shape does not fit the sizes', () => {
    const data = dataOf(7);
    const tree = treeOf(data);
    const firstRoot = referenceTreeHash(data.slice(0, 3));
    const path = consistencyPath(tree, 3);
    const good = { firstSize: 3, secondSize: 7, firstRoot, path };
    assert.ok(rootsFromConsistencyProof(good));
    const short = firstRoot.subarray(1);
    for (const bad of [
      { ...good, path: path.slice(1) },
      { ...good, path: [...path, firstRoot] },
      { ...good, path: [short, ...path.slice(1)] },
      { ...good, firstRoot: short },
      { ...good, firstSize: 0 },
      { ...good, firstSize: 8 },
      { ...good, firstSize: 2.5 },
      { ...good, secondSize: Number.MAX_SAFE_INTEGER + 1 },
      { ...good, firstSize: 7 },
      { firstSize: 4, secondSize: 7, firstRoot, path: [] },
    ])
      assert.equal(rootsFromConsistencyProof(bad), null);
  });

  it('are not made for trees that never were', () => {
    for (const size of [0, 8, 1.5]) assert.throws(() => consistencyPath(treeOf(dataOf(7)), size), RangeError);
  });
});
