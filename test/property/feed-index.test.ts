/** The index depends on which record names which package, and on nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Digest, digestOf } from '../../src/core/digest/sha256.ts';
import { compareUtf8 } from '../../src/core/encoding/order.ts';
import { PackageIndexBuilder } from '../../src/core/feed/package-index.ts';
import { compareProbabilities, isProbability } from '../../src/core/feed/probability.ts';

const SEED = 20260101;

const digest = fc.nat(20).map((n) => digestOf(Uint8Array.of(n)));
const key = fc.oneof(
  fc.constantFrom('npm:a', 'npm:b', 'npm:\uff5e', 'npm:\u{1f600}'),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((text) => text.isWellFormed()),
);
const pairs = fc.array(fc.tuple(key, digest), { maxLength: 40 });

function builderOf(all: readonly (readonly [string, Digest])[]): PackageIndexBuilder {
  const builder = new PackageIndexBuilder();
  for (const [name, hash] of all) builder.add(name, hash);
  return builder;
}

test('neither the order of the pairs nor their repetition changes the index', () => {
  const shuffled = pairs.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
  );
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      assert.deepEqual(builderOf(other).index(), builderOf(all).index());
    }),
    { seed: SEED },
  );
});

test('keys are strictly ascending by bytes, and so are the digests of each', () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const leaves = [...builderOf(all).leaves()];
      for (const [i, leaf] of leaves.slice(1).entries()) {
        assert.ok(compareUtf8(leaves[i]?.key ?? '', leaf.key) < 0);
      }
      for (const { advisories } of leaves) assert.deepEqual(advisories, [...new Set(advisories)].sort());
    }),
    { seed: SEED },
  );
});

test('one pair more changes the root', () => {
  fc.assert(
    fc.property(pairs, key, digest, (all, name, hash) => {
      fc.pre(!all.some(([k, d]) => k === name && d === hash));
      assert.notEqual(builderOf([...all, [name, hash]]).index().rootHash, builderOf(all).index().rootHash);
    }),
    { seed: SEED },
  );
});

test('decimals compare as their numbers do', () => {
  const decimal = fc
    .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 1, max: 9 }))
    .map(([digits, exponent]) => [`0.${String(digits).padStart(5, '0')}`, `${digits % 10}e-${exponent}`])
    .chain((spellings) => fc.constantFrom(...spellings));
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      assert.ok(isProbability(a) && isProbability(b));
      assert.equal(compareProbabilities(a, b), Math.sign(Number(a) - Number(b)));
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
