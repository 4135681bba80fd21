import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { digestHex, digestOf, formatDigest, isDigest, sha256 } from '../../../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';

test('digestOf is what sha256sum prints, with its prefix', () => {
  // FIPS 180-4 example: "abc".
  const digest = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(digestOf(utf8Encode('abc')), digest);
  assert.equal(digestHex(digest), digest.slice(7));
});

test('sha256 agrees with @noble/hashes at every length around a block', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    assert.deepEqual(sha256(bytes), nobleSha256(bytes));
    assert.equal(formatDigest(sha256(bytes)), digestOf(bytes));
  }
});

test('a string is hashed as its UTF-8 bytes', () => {
  const text = 'é\u0000\u{1f600}';
  assert.deepEqual(sha256(text), sha256(utf8Encode(text)));
  assert.equal(digestOf(text), digestOf(utf8Encode(text)));
});

test('a hash stays as it is when others are computed', () => {
  const first = sha256(Uint8Array.of(1));
  const copy = first.slice();
  for (let i = 0; i < 1000; i++) sha256(Uint8Array.of(i & 255, i >> 8));
  assert.deepEqual(first, copy);
});

test('sha256 of a view is that of the view alone', () => {
  assert.deepEqual(sha256(Uint8Array.of(9, 1, 9).subarray(1, 2)), sha256(Uint8Array.of(1)));
});

describe('isDigest', () => {
  const hex = '0a'.repeat(32);
  test('takes the one form', () => {
    assert.ok(isDigest(`sha256:${hex}`));
  });
  for (const value of [
    hex,
    `sha256:${hex.toUpperCase()}`,
    `sha256:${hex}0`,
    `sha256:${hex.slice(1)}`,
    ` sha256:${hex}`,
    `sha256:${hex}\n`,
    `sha1:${hex}`,
    null,
    7,
    [`sha256:${hex}`],
  ]) {
    test(`refuses ${JSON.stringify(value)}`, () => {
      assert.equal(isDigest(value), false);
    });
  }
});
