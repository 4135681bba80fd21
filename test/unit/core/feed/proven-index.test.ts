import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareUtf8 } from '../../../../src/core/encoding/order.ts';
import { proveIndex } from '../../../../src/core/feed/feed-proof.ts';
import type { PackageLeaf } from '../../../../src/core/feed/index-leaf.ts';
import { packageLeafText } from '../../../../src/core/feed/index-leaf.ts';
import { feedIndexOf } from '../../../../src/core/feed/index-tree.ts';
import { ProvenIndex } from '../../../../src/core/feed/proven-index.ts';
import { canonicalDigest } from '../../../../src/core/json/canonical-json.ts';

const leaf = (key: string): PackageLeaf => ({ advisories: [canonicalDigest(key)], key });
const indexOf = (keys: readonly string[]): PackageLeaf[] => [...new Set(keys)].sort(compareUtf8).map(leaf);

/** Few letters, so that keys meet, stand beside one another and outside; also such as UTF-16 orders otherwise. */
const key = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '\uff5e', '\u{1f600}'),
  minLength: 1,
  maxLength: 3,
});

describe('a proven index', () => {
  it('settles every key that was asked, as the whole index would', () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(key), (keys, asked) => {
        const leaves = indexOf(keys);
        const { proof, index } = proveIndex(leaves, asked);
        assert.deepEqual(index, feedIndexOf(leaves, packageLeafText));
        const proven = new ProvenIndex('index', index, proof);
        for (const one of asked) {
          const answer = proven.find(one);
          const place = leaves.findIndex((each) => each.key === one);
          assert.equal(answer.status, place === -1 ? 'absent' : 'present');
          if (answer.status === 'present') assert.deepEqual(answer.at, { index: place, leaf: leaves[place] });
        }
      }),
    );
  });

  it('never says present or absent of a key when the whole index says otherwise', () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(key), fc.array(key), (keys, asked, others) => {
        const leaves = indexOf(keys);
        const { proof, index } = proveIndex(leaves, asked);
        const proven = new ProvenIndex('index', index, proof);
        for (const one of others) {
          const { status } = proven.find(one);
          if (status !== 'unproven') assert.equal(status === 'present', keys.includes(one));
        }
      }),
    );
  });

  it('tells of every beginning of a key that was asked whether there are others with it, and never wrongly of another', () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(key), fc.array(key), (keys, asked, others) => {
        const { proof, index } = proveIndex(indexOf(keys), asked);
        const proven = new ProvenIndex('index', index, proof);
        const isThere = (prefix: string) => keys.some((each) => each.startsWith(prefix));
        for (const one of asked)
          for (const [prefix] of one.matchAll(/^./gu))
            assert.equal(proven.hasKeyBelow(prefix), isThere(prefix));
        for (const one of others) assert.ok([null, isThere(one)].includes(proven.hasKeyBelow(one)));
      }),
    );
  });

  it('proves absence at both ends and in an empty index', () => {
    const { proof, index } = proveIndex(indexOf(['b', 'd']), ['a', 'c', 'e']);
    const proven = new ProvenIndex('index', index, proof);
    assert.deepEqual(proven.find('a'), {
      status: 'absent',
      before: null,
      after: { index: 0, leaf: leaf('b') },
    });
    assert.deepEqual(proven.find('e'), {
      status: 'absent',
      before: { index: 1, leaf: leaf('d') },
      after: null,
    });
    const empty = proveIndex([], ['a']);
    assert.deepEqual(new ProvenIndex('index', empty.index, empty.proof).find('a'), {
      status: 'absent',
      before: null,
      after: null,
    });
  });

  it('does not say that a key is absent between two leaves that are not neighbours', () => {
    const { proof, index } = proveIndex(indexOf(['a', 'b', 'c', 'd', 'e']), ['a', 'e']);
    assert.equal(new ProvenIndex('index', index, proof).find('c').status, 'unproven');
  });

  it('is refused when its leaves are in order of place and not of key', () => {
    const unsorted = [leaf('b'), leaf('a'), leaf('c')];
    const { proof, index } = proveIndex(unsorted, ['b', 'c']);
    const all = { hashes: [], leaves: unsorted.map((each, place) => ({ index: place, leaf: each })) };
    assert.throws(() => new ProvenIndex('index', index, all), { code: 'FEED_INCOMPLETE' });
    assert.ok(proof.leaves.length > 0);
  });

  it('is refused for the root of another index', () => {
    const { proof } = proveIndex(indexOf(['a', 'b']), ['a']);
    const { index } = proveIndex(indexOf(['a', 'c']), ['a']);
    assert.throws(() => new ProvenIndex('index', index, proof), { code: 'FEED_INCOMPLETE' });
  });
});
