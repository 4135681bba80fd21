import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { gzipDataOffset } from '../../../../src/core/archive/gzip.ts';
import { writeGzip } from '../../../../src/core/archive/write-gzip.ts';

describe('writeGzip', () => {
  const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);

  test('writes what gunzip reads', () => {
    for (const bytes of [content, new Uint8Array(0), Uint8Array.of(7)]) {
      assert.deepEqual(new Uint8Array(gunzipSync(writeGzip(bytes))), bytes);
    }
  });

  test('writes a header without name and time', () => {
    const [id1, id2, method, flags, ...time] = writeGzip(content).subarray(0, 8);
    assert.deepEqual([id1, id2, method, flags, ...time], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  });

  test('writes the same bytes each time', () => {
    assert.deepEqual(writeGzip(content), writeGzip(content.slice()));
  });
});

describe('gzipDataOffset', () => {
  const header = (flags: number, ...rest: readonly number[]) =>
    Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255, ...rest);
  const text = (letters: string) => [...Buffer.from(`${letters}\0`)];

  const offsets: readonly (readonly [string, Uint8Array, number])[] = [
    ['the bare header', header(0, 3), 10],
    ['a text flag, which says nothing', header(1, 3), 10],
    ['a name', header(8, ...text('a.tar'), 3), 16],
    ['a comment', header(16, ...text('hi'), 3), 13],
    ['an extra field', header(4, 3, 0, 1, 2, 3, 3), 15],
    ['a long extra field', header(4, 0, 1, ...new Array(256).fill(0), 3), 268],
    ['a checksum of the header', header(2, 1, 2, 3), 12],
    ['all of it', header(31, 1, 0, 9, ...text('a'), ...text('b'), 1, 2, 3), 19],
  ];
  for (const [what, file, offset] of offsets) {
    test(`finds the data after ${what}`, () => assert.equal(gzipDataOffset(file), offset));
  }

  const none: readonly (readonly [string, Uint8Array])[] = [
    ['an empty file', new Uint8Array(0)],
    ['three bytes', Uint8Array.of(0x1f, 0x8b, 8)],
    ['a header without data', header(0)],
    ['another magic', header(0, 3).with(1, 0x8c)],
    ['another method', header(0, 3).with(2, 7)],
    ['a reserved flag', header(0x20, 3)],
    ['a name without end', header(8, 1, 2, 3)],
    ['an extra field beyond the file', header(4, 0xff, 0xff, 1)],
    ['an extra field without its length', header(4)],
    ['half a checksum of the header', header(2, 1)],
  ];
  for (const [what, file] of none) {
    test(`finds none in ${what}`, () => assert.equal(gzipDataOffset(file), null));
  }
});
