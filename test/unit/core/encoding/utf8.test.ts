import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8Decode, utf8Encode } from '../../../../src/core/encoding/utf8.ts';

describe('utf8Encode', () => {
  test('writes one to four bytes a code point', () => {
    assert.deepEqual([...utf8Encode('a¢€😀')], [0x61, 0xc2, 0xa2, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]);
  });

  for (const text of ['\ud800', 'a\udc00', '\udc00\ud800', '\ud83d']) {
    test(`refuses the lone surrogate in ${JSON.stringify(text)}`, () => {
      assert.throws(() => utf8Encode(text), { code: 'INPUT_INVALID' });
    });
  }
});

describe('utf8Decode', () => {
  test('gives back what utf8Encode took, NUL and a byte order mark too', () => {
    for (const text of ['', '\0', '\ufeffa', 'a¢€😀', '\u{10ffff}\uffff\u0080']) {
      assert.equal(utf8Decode(utf8Encode(text)), text);
    }
  });

  const illFormed: readonly (readonly [string, readonly number[]])[] = [
    ['a continuation byte alone', [0x80]],
    ['a lead byte alone', [0xc2]],
    ['a lead byte before ASCII', [0xc2, 0x41]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['an overlong slash of three bytes', [0xe0, 0x80, 0xaf]],
    ['an overlong of four bytes', [0xf0, 0x80, 0x80, 0xaf]],
    ['a high surrogate', [0xed, 0xa0, 0x80]],
    ['a surrogate pair, as CESU-8 has it', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80]],
    ['a sequence of five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['the byte 0xfe', [0xfe]],
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9]],
  ];
  for (const [what, bytes] of illFormed) {
    test(`refuses ${what}`, () => {
      assert.throws(() => utf8Decode(Uint8Array.from(bytes), 'the file'), {
        code: 'INPUT_INVALID',
        message: 'the file is not valid UTF-8',
      });
    });
  }

  test('has no memory: what follows a refusal is read as ever', () => {
    assert.throws(() => utf8Decode(Uint8Array.of(0xe2, 0x82)));
    assert.equal(utf8Decode(Uint8Array.of(0xac >> 1)), 'V');
  });
});
