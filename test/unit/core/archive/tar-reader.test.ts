import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Entry, TAR_END, tar, tarEntry } from '../../../../fixtures/generate/vectors-archive.ts';
import { TarReader, type TarReaderOptions } from '../../../../src/core/archive/tar-reader.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';

const OPTIONS: TarReaderOptions = {
  what: 'the archive',
  code: 'KIT_INVALID',
  limits: { maxEntries: 4, maxFileBytes: 2000, maxTotalBytes: 3000 },
  isAllowed: ({ path }) => !path.startsWith('no'),
};

/** The files of an archive that comes in chunks of `chunkBytes`. */
function read(archive: Uint8Array, chunkBytes = archive.length): Map<string, string> {
  const reader = new TarReader(OPTIONS);
  for (let start = 0; start < archive.length; start += chunkBytes)
    reader.push(archive.subarray(start, start + chunkBytes));
  return new Map([...reader.end()].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

const file = (path: string, content: string): Entry => ({ path, content: utf8Encode(content) });
const FILES = [file('a', 'x'.repeat(700)), file('b', ''), file('c/d', 'y'.repeat(512))];
const EXPECTED = new Map(FILES.map(({ path, content }) => [path, Buffer.from(content!).toString()]));

describe('TarReader', () => {
  test('gives the same files however the bytes are cut', () => {
    const archive = tar(FILES);
    for (const chunkBytes of [1, 7, 511, 512, 513, 1000, archive.length]) {
      assert.deepEqual(read(archive, chunkBytes), EXPECTED, `chunks of ${chunkBytes}`);
    }
  });

  test('takes empty chunks', () => {
    const reader = new TarReader(OPTIONS);
    reader.push(new Uint8Array(0));
    reader.push(tar(FILES));
    reader.push(new Uint8Array(0));
    assert.equal(reader.end().size, 3);
  });

  test('keeps its own copy of the bytes', () => {
    const archive = tar([file('a', 'x')]);
    const reader = new TarReader(OPTIONS);
    reader.push(archive);
    archive.fill(0);
    assert.deepEqual(reader.end().get('a'), utf8Encode('x'));
  });

  test('lists no folders', () => {
    assert.deepEqual(read(tar([{ path: 'c/', fields: { type: '5' } }, ...FILES])), EXPECTED);
  });

  test('does not read past the limit on files, entries and bytes together', () => {
    const limited: readonly (readonly [Entry[], RegExp])[] = [
      [[file('a', 'x'.repeat(2001))], /has "a" with 2001 bytes; at most 2000 are read/],
      [[1, 2, 3, 4, 5].map((n) => file(`${n}`, '')), /has more than 4 entries/],
      [[file('a', 'x'.repeat(2000)), file('b', 'x'.repeat(1001))], /has more than 3000 bytes of files/],
    ];
    for (const [entries, message] of limited)
      assert.throws(() => read(tar(entries)), { code: 'LIMIT_EXCEEDED', message });
    assert.equal(read(tar([1, 2, 3, 4].map((n) => file(`${n}`, '')))).size, 4);
    assert.equal(read(tar([file('a', 'x'.repeat(2000)), file('b', 'x'.repeat(1000))])).size, 2);
  });

  test('refuses a size beyond the limit as soon as it sees the header', () => {
    const reader = new TarReader(OPTIONS);
    const header = tarEntry({ path: 'a', fields: { size: '77777777777\0' } });
    assert.throws(() => reader.push(header), { code: 'LIMIT_EXCEEDED' });
  });

  test('takes zeros after the end up to a megabyte', () => {
    assert.deepEqual(read(tar(FILES, new Uint8Array(2 ** 20))), EXPECTED);
    assert.throws(() => read(tar(FILES, new Uint8Array(2 ** 20 + 512))), {
      code: 'KIT_INVALID',
      message: /too much after its end/,
    });
  });

  const invalid: readonly (readonly [string, Uint8Array, RegExp])[] = [
    [
      'an entry that is not allowed',
      tar([file('no\u0020way', '')]),
      /an entry that does not belong in it: "no way"/,
    ],
    ['two entries of one name', tar([file('a', '1'), file('a', '2')]), /two entries of the name "a"/],
    [
      'two folders of one name',
      tar(['f/', 'f/'].map((path) => ({ path, fields: { type: '5' } }))),
      /two entries/,
    ],
    [
      'a header that is broken',
      tar([{ path: 'a', fields: { checksum: '0' } }]),
      /a header with a wrong checksum/,
    ],
    ['nothing', new Uint8Array(0), /is cut short/],
    ['no end', tar(FILES, new Uint8Array(0)), /is cut short/],
    ['half an end', tar(FILES, new Uint8Array(512)), /is cut short/],
    ['an end with a byte more', tar(FILES, new Uint8Array(1025)), /is cut short/],
    ['a file cut short', tar([FILES[0]!]).subarray(0, 600), /is cut short/],
    ['a header cut short', tar(FILES).subarray(0, 100), /is cut short/],
    ['padding cut short', tar([file('a', 'x')], new Uint8Array(0)).subarray(0, -1), /is cut short/],
    ['padding that is not zero', tar([file('a', 'x')]).with(1000, 1), /has bytes between its entries/],
    ['an entry after the end', Uint8Array.of(...tar(FILES), ...tar(FILES)), /has bytes after its end/],
    [
      'an entry after half an end',
      Uint8Array.of(...tar(FILES, new Uint8Array(512)), ...tarEntry(file('z', '')), ...TAR_END),
      /has bytes after its end/,
    ],
    ['a byte in the second block of the end', tar(FILES).with(-1, 1), /has bytes after its end/],
  ];
  for (const [what, archive, message] of invalid) {
    for (const chunkBytes of [archive.length, 100]) {
      test(`refuses ${what}, in chunks of ${chunkBytes}`, () => {
        assert.throws(() => read(archive, Math.max(1, chunkBytes)), { code: 'KIT_INVALID', message });
      });
    }
  }
});
