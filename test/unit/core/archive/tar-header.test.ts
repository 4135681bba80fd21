import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tarEntry } from '../../../../fixtures/generate/vectors-archive.ts';
import {
  isZeroBlock,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  TarHeaderFault,
} from '../../../../src/core/archive/tar-header.ts';

type Fields = NonNullable<Parameters<typeof tarEntry>[0]['fields']>;

const parse = (path: string, fields: Fields = {}) =>
  parseTarHeader(tarEntry({ path, fields }).subarray(0, TAR_BLOCK_BYTES));

describe('parseTarHeader', () => {
  const read: readonly (readonly [string, string, Fields, ReturnType<typeof parse>])[] = [
    ['a file', 'a/b.json', { size: '00000000017\0' }, { path: 'a/b.json', type: 'file', size: 15 }],
    ['a file of type NUL', 'a', { type: '\0' }, { path: 'a', type: 'file', size: 0 }],
    ['a folder', 'a/', { type: '5' }, { path: 'a/', type: 'directory', size: 0 }],
    ['a prefix', 'c', { prefix: 'a/b' }, { path: 'a/b/c', type: 'file', size: 0 }],
    [
      'no prefix where GNU tar keeps times',
      'c',
      { magic: 'ustar  \0', prefix: '14743531700\0' },
      { path: 'c', type: 'file', size: 0 },
    ],
    [
      'a name of 100 bytes without NUL',
      'n'.repeat(100),
      {},
      { path: 'n'.repeat(100), type: 'file', size: 0 },
    ],
    ['a size with spaces', 'a', { size: '         17 ' }, { path: 'a', type: 'file', size: 15 }],
    ['a size of twelve digits', 'a', { size: '000000000017' }, { path: 'a', type: 'file', size: 15 }],
    ['the largest size', 'a', { size: '777777777777' }, { path: 'a', type: 'file', size: 8 ** 12 - 1 }],
    [
      'times and owners that are no numbers',
      'a',
      { mtime: '\x80', uid: 'x', gid: '-1', mode: '' },
      { path: 'a', type: 'file', size: 0 },
    ],
  ];
  for (const [what, path, fields, header] of read) {
    test(`reads ${what}`, () => assert.deepEqual(parse(path, fields), header));
  }

  const refused: readonly (readonly [string, string, Fields, RegExp])[] = [
    ['a wrong checksum', 'a', { checksum: '0000000\0' }, /wrong checksum/],
    ['a checksum that is no number', 'a', { checksum: '\0'.repeat(8) }, /not octal/],
    ['a hard link', 'a', { type: '1', linkname: 'b' }, /tar type "1", which is neither file nor folder/],
    ['a symbolic link', 'a', { type: '2', linkname: 'b' }, /tar type "2"/],
    ['a device', 'a', { type: '3' }, /tar type "3"/],
    ['a pax header', 'a', { type: 'x' }, /tar type "x"/],
    ['a type that is a control character', 'a', { type: '\u001b' }, /tar type "\\u001b"/],
    ['a file with a link target', 'a', { linkname: 'b' }, /a link target on "a"/],
    ['a folder with content', 'a/', { type: '5', size: '00000000001\0' }, /content in the folder "a\/"/],
    ['a folder without a slash', 'a', { type: '5' }, /the name "a" on an entry of type directory/],
    ['a file with a slash', 'a/', {}, /the name "a\/" on an entry of type file/],
    ['another magic', 'a', { magic: 'USTAR\0' }, /not ustar/],
    ['no magic', 'a', { magic: '\0'.repeat(8) }, /not ustar/],
    ['a size in base-256', 'a', { size: `\x80${'\0'.repeat(11)}` }, /not octal/],
    ['a negative size', 'a', { size: '-0000000017\0' }, /not octal/],
    ['a size with an 8', 'a', { size: '00000000018\0' }, /not octal/],
    ['a size after spaces alone', 'a', { size: ' '.repeat(12) }, /not octal/],
    ['digits after the end of a size', 'a', { size: '17\x00017' }, /not octal/],
    ['text after the end of a name', 'a\0b', {}, /not plain ASCII/],
    ['a newline in a name', 'a\nb', {}, /not plain ASCII/],
    ['an escape in a name', 'a\u001b[2J', {}, /not plain ASCII/],
    ['UTF-8 in a name', '\u00c3\u00a9', {}, /not plain ASCII/],
    ['a control character in a prefix', 'a', { prefix: '\r' }, /not plain ASCII/],
  ];
  for (const [what, path, fields, message] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(
        () => parse(path, fields),
        (error: Error) => error instanceof TarHeaderFault && message.test(error.message),
      );
    });
  }

  test('refuses a header with any single bit flipped that matters to it', () => {
    const block = tarEntry({ path: 'bundle/score.json' }).subarray(0, TAR_BLOCK_BYTES);
    const accepted: number[] = [];
    for (let bit = 0; bit < 8 * TAR_BLOCK_BYTES; bit++) {
      try {
        parseTarHeader(block.with(bit >> 3, block[bit >> 3]! ^ (1 << (bit & 7))));
        accepted.push(bit >> 3);
      } catch (error) {
        assert.ok(error instanceof TarHeaderFault);
      }
    }
    // The checksum covers all bytes but its own; there, a space may stand for a NUL and a zero for a space.
    assert.ok(
      accepted.every((byte) => byte >= 148 && byte < 156),
      String(accepted),
    );
  });
});

test('isZeroBlock is true for zeros alone', () => {
  assert.ok(isZeroBlock(new Uint8Array(512)));
  assert.ok(!isZeroBlock(new Uint8Array(512).fill(1, 511)));
});
