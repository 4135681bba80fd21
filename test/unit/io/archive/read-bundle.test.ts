import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { gzip, pack, tar, tarEntry } from '../../../../fixtures/generate/vectors-archive.ts';
import { joined } from '../../../../fixtures/generate/vectors-bytes.ts';
import { BUNDLE_LIMITS, MAX_BUNDLE_BYTES } from '../../../../src/core/bundle/bundle-layout.ts';
import { readBundle, unpackBundle } from '../../../../src/io/archive/read-bundle.ts';
import { proofFiles } from '../../../helpers/proof-documents.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

const folder = scratchFolder();
const files = proofFiles();

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('readBundle', () => {
  test('gives the files by name, and the bytes of the file itself', async () => {
    const packed = pack(files);
    const bundle = await readBundle(write('good.tar.gz', packed));
    assert.deepEqual(bundle.packed, packed);
    assert.deepEqual(new Map([...bundle.files].sort()), new Map([...files].sort()));
  });

  test('is BUNDLE_NOT_FOUND where there is none', async () => {
    for (const path of ['none.tar.gz', 'good.tar.gz/x', '.']) {
      await assert.rejects(readBundle(join(folder, path)), { code: 'BUNDLE_NOT_FOUND' });
    }
    await assert.rejects(readBundle(''), { code: 'BUNDLE_NOT_FOUND' });
    await assert.rejects(readBundle('x'.repeat(5000)));
  });

  test('is LIMIT_EXCEEDED for a file beyond the limit, without reading it', async () => {
    const { truncateSync } = await import('node:fs');
    const path = write('huge.tar.gz', pack(files));
    truncateSync(path, MAX_BUNDLE_BYTES + 1);
    await assert.rejects(readBundle(path), { code: 'LIMIT_EXCEEDED' });
  });
});

describe('unpackBundle, of bombs', () => {
  const header = (path: string, size: number) =>
    tarEntry({ path, fields: { size: `${size.toString(8).padStart(11, '0')}\0` } });

  /** Deflate data of this many megabytes of zeros, a thousandth of that in size. */
  const zeros = (megabytes: number) =>
    joined(
      ...new Array<Uint8Array>(megabytes).fill(
        deflateRawSync(new Uint8Array(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH }),
      ),
    );

  const flushed = (bytes: Uint8Array) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });

  /** A gzip file of these deflate parts; its checksum is wrong, which nobody should live to see. */
  const gzipOf = (...parts: readonly Uint8Array[]) =>
    gzip(new Uint8Array(0), { data: joined(...parts, Uint8Array.of(3, 0)) });

  async function refusesQuickly(packed: Uint8Array, code: string): Promise<void> {
    const before = process.memoryUsage().rss;
    await assert.rejects(unpackBundle(packed), { code });
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 2 ** 28, `${grown} bytes more memory`);
  }

  test('does not unpack a file that is declared beyond the limit', async () => {
    const size = BUNDLE_LIMITS.maxFileBytes + 1;
    await refusesQuickly(gzipOf(flushed(header('bundle/score.json', size)), zeros(1000)), 'LIMIT_EXCEEDED');
  });

  test('does not unpack gigabytes of zeros after the end', async () => {
    await refusesQuickly(gzipOf(flushed(tar([])), zeros(2000)), 'BUNDLE_INVALID');
  });

  test('does not unpack gigabytes that are no archive', async () => {
    const ones = deflateRawSync(new Uint8Array(2 ** 20).fill(1), { finishFlush: constants.Z_FULL_FLUSH });
    await refusesQuickly(gzipOf(...new Array<Uint8Array>(1000).fill(ones)), 'BUNDLE_INVALID');
  });

  test('does not read more entries than the limit', async () => {
    const archive = manyAdvisories(BUNDLE_LIMITS.maxEntries + 1);
    const data = new Uint8Array(deflateRawSync(archive, { level: 1 }));
    await refusesQuickly(gzip(archive, { data }), 'LIMIT_EXCEEDED');
  });
});

/** The headers of so many empty advisories: one header over and over, with other digits and the checksum that goes with them. */
function manyAdvisories(count: number): Uint8Array {
  const header = tarEntry({ path: `bundle/inputs/advisories/${'0'.repeat(64)}.json` });
  const sum = Number.parseInt(Buffer.from(header.subarray(148, 154)).toString(), 8);
  const archive = Buffer.alloc(512 * count + 1024);
  for (let i = 0; i < count; i++) {
    const digits = String(i).padStart(64, '0');
    const digitSum = [...String(i)].reduce((total, digit) => total + Number(digit), 0);
    archive.set(header, 512 * i);
    archive.write(digits, 512 * i + 'bundle/inputs/advisories/'.length, 'latin1');
    archive.write((sum + digitSum).toString(8).padStart(6, '0'), 512 * i + 148, 'latin1');
  }
  return archive;
}
