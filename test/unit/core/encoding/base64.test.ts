import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { base64Decode, base64Encode, base64urlDecode } from '../../../../src/core/encoding/base64.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';

/** RFC 4648 section 10. */
const RFC_VECTORS = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const;

describe('base64', () => {
  for (const [text, encoded] of RFC_VECTORS) {
    test(`${JSON.stringify(text)} is ${JSON.stringify(encoded)}`, () => {
      assert.equal(base64Encode(utf8Encode(text)), encoded);
      assert.deepEqual(base64Decode(encoded), utf8Encode(text));
    });
  }

  test('encodes a view of a larger buffer, and nothing beside it', () => {
    assert.equal(base64Encode(Uint8Array.of(1, 2, 3, 4).subarray(1, 3)), 'AgM=');
  });

  test('reads the URL-safe alphabet, padded', () => {
    const bytes = Uint8Array.of(0xfb, 0xff, 0xfe, 0xff);
    assert.equal(base64Encode(bytes), '+//+/w==');
    assert.deepEqual(base64Decode('+//+/w=='), bytes);
    assert.deepEqual(base64Decode('-__-_w=='), bytes);
  });

  test('returns bytes of their own', () => {
    const bytes = base64Decode('Zm9v');
    assert.equal(bytes.buffer.byteLength, 3);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['a newline at the end', 'Zm9v\n'],
    ['a newline within', 'Zm\n9v'],
    ['a space', 'Zm9 v'],
    ['a stray character', 'Zm9v!'],
    ['a NUL', 'Zm9v\0'],
    ['the standard alphabet without padding', '+//+/w'],
    ['the URL-safe alphabet without padding', '-__-_w'],
    ['either alphabet without padding', 'Zg'],
    ['half of the padding', '+//+/w='],
    ['padding where none belongs', 'Zm9v='],
    ['four characters of padding', '===='],
    ['padding alone', '='],
    ['text after the padding', 'Zg==Zg=='],
    ['padding in the middle', 'Z=g='],
    ['non-zero trailing bits', 'Zh=='],
    ['non-zero trailing bits of four', 'Zm9='],
    ['non-zero trailing bits, URL-safe', '-_9'],
    ['both alphabets', '+_8='],
    ['one character', 'Z'],
    ['five characters', 'Zm9vY'],
    ['letters beyond ASCII', 'Zm9ｖ'],
    ['percent-encoded padding', 'Zg%3D%3D'],
  ];
  for (const [what, text] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => base64Decode(text), { code: 'INPUT_INVALID', message: /^not strict base64: "/ });
    });
  }

  test('reads and refuses long text without overflow', () => {
    const long = base64Encode(new Uint8Array(9_000_000));
    assert.equal(base64Decode(long).length, 9_000_000);
    assert.throws(() => base64Decode(`${long}!`), { code: 'INPUT_INVALID' });
  });
});

describe('base64url', () => {
  test('reads the unpadded URL-safe alphabet', () => {
    assert.deepEqual(base64urlDecode('-__-_w'), Uint8Array.of(0xfb, 0xff, 0xfe, 0xff));
  });

  for (const text of ['-__-_w==', '+//+/w', '-__-_x', 'Z', ' Zm9v', 'Zm9v\n']) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => base64urlDecode(text), { code: 'INPUT_INVALID' });
    });
  }
});
