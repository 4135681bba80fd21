import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { gzip, storedDeflate } from '../../../../fixtures/generate/vectors-archive.ts';
import { joined } from '../../../../fixtures/generate/vectors-bytes.ts';
import { StellaError } from '../../../../src/core/errors.ts';
import { gunzipStrict } from '../../../../src/io/archive/gunzip.ts';

const CONTENT = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * i) % 251);

async function gunzip(file: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await gunzipStrict(file, 'the file', 'KIT_INVALID', (chunk) => chunks.push(chunk.slice()));
  return joined(...chunks);
}

describe('gunzipStrict', () => {
  const good: readonly (readonly [string, Uint8Array])[] = [
    ['zlib', new Uint8Array(gzipSync(CONTENT))],
    ['zlib without compression', new Uint8Array(gzipSync(CONTENT, { level: 0 }))],
    ['fflate', gzip(CONTENT)],
    ['stored blocks', gzip(CONTENT, { data: storedDeflate(CONTENT) })],
    ['a header with a name', gzip(CONTENT, { flags: 8, extra: Uint8Array.of(0x61, 0) })],
  ];
  for (const [what, file] of good) {
    test(`unpacks what ${what} made`, async () => assert.deepEqual(await gunzip(file), CONTENT));
  }

  test('unpacks nothing from a member of no bytes', async () => {
    assert.deepEqual(await gunzip(gzip(new Uint8Array(0))), new Uint8Array(0));
  });

  const file = gzip(CONTENT);
  const bad: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['an empty file', new Uint8Array(0), /^the file is not a gzip file$/],
    ['another file', CONTENT, /not a gzip file/],
    ['data cut short', file.subarray(0, file.length >> 1), /cut short/],
    ['no checksum', file.subarray(0, -8), /cut short/],
    ['half a checksum', file.subarray(0, -3), /cut short/],
    ['a wrong checksum', gzip(CONTENT, { crc: 7 }), /checksum does not hold/],
    ['a wrong length', gzip(CONTENT, { isize: 7 }), /checksum does not hold/],
    ['a byte after the end', joined(file, Uint8Array.of(0)), /bytes after its end/],
    ['a second member', joined(file, file), /bytes after its end/],
    ['damaged data', file.map((byte, i) => (i > 100 && i < 200 ? 0xff : byte)), /damaged|cut short|checksum/],
    [
      'deflate data that ends twice',
      gzip(CONTENT, { data: joined(new Uint8Array(deflateRawSync(CONTENT)), Uint8Array.of(3, 0)) }),
      /bytes after its end/,
    ],
    [
      'data that refers before its beginning',
      gzip(CONTENT, { data: Uint8Array.of(0x4b, 0x04, 0x42, 0x00) }),
      /damaged|cut short/,
    ],
  ];
  for (const [what, input, message] of bad) {
    test(`refuses ${what}`, async () => {
      await assert.rejects(gunzip(input), { code: 'KIT_INVALID', message });
    });
  }

  test('stops as soon as the one who takes has had enough', async () => {
    let taken = 0;
    const full = new StellaError('LIMIT_EXCEEDED', 'full');
    const run = gunzipStrict(bomb(2 ** 30), 'x', 'KIT_INVALID', (chunk) => {
      taken += chunk.length;
      if (taken > 2 ** 20) throw full;
    });
    await assert.rejects(run, full);
    assert.ok(taken < 2 ** 22, `${taken} bytes were unpacked`);
  });
});

/** A gzip file of a megabyte that would unpack to `bytes` zeros; its checksum is wrong, which nobody should live to see. */
function bomb(bytes: number): Uint8Array {
  const megabyte = deflateRawSync(new Uint8Array(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
  return gzip(new Uint8Array(0), {
    data: joined(...new Array<Uint8Array>(bytes / 2 ** 20).fill(megabyte), Uint8Array.of(3, 0)),
  });
}
