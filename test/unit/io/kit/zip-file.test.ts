import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { listZip, ZipContent } from '../../../../src/io/kit/zip-file.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

const folder = scratchFolder();
const limits = { maxEntries: 10, maxEntryBytes: 1000, maxTotalBytes: 2000 };
let count = 0;

async function read(zip: Uint8Array, changes: Partial<typeof limits> = {}): Promise<Record<string, string>> {
  const path = join(folder, `${count++}.zip`);
  writeFileSync(path, zip);
  const files: Record<string, string> = {};
  for await (const { entry } of listZip(path, 'the zip', { ...limits, ...changes })) {
    const content = new ZipContent(path, 'the zip');
    files[entry.name] = Buffer.from(content.read(entry)).toString();
    assert.deepEqual(inflateRawSync(content.deflated(entry)).toString(), files[entry.name]);
    content.close();
  }
  return files;
}

const deflated = zipSync(
  { 'a.json': strToU8('{"a":1}'.repeat(20)), 'b.json': strToU8('{}') },
  { mtime: '2025-01-01' },
);
const stored = zipSync({ 'a.json': [strToU8('{"a":1}'), { level: 0 }] }, { mtime: '2025-01-01' });

/** `zip` with the bytes at the first place of `find` replaced. */
function patched(zip: Uint8Array, find: Uint8Array, replace: Uint8Array, from = 0): Uint8Array {
  const bytes = Buffer.from(zip);
  const at = bytes.indexOf(find, from);
  assert.ok(at >= 0);
  bytes.set(replace, at);
  return new Uint8Array(bytes);
}

const CENTRAL = new Uint8Array([0x50, 0x4b, 0x01, 0x02]);

/** Where the first record of the central directory begins. */
function centralOffset(zip: Uint8Array): number {
  return Buffer.from(zip).indexOf(CENTRAL);
}

describe('a zip archive', () => {
  it('gives its files, deflated or stored', async () => {
    assert.deepEqual(await read(deflated), { 'a.json': '{"a":1}'.repeat(20), 'b.json': '{}' });
    assert.deepEqual(await read(stored), { 'a.json': '{"a":1}' });
  });

  it('may be empty, and have folders', async () => {
    assert.deepEqual(await read(zipSync({})), {});
    assert.deepEqual(await read(zipSync({ 'd/': new Uint8Array(0), 'd/a': strToU8('x') } as Zippable)), {
      'd/a': 'x',
    });
  });

  it('is read whatever the order and size of its entries, beyond the window too', async () => {
    const files: Zippable = {};
    for (let i = 0; i < 40; i++) files[`${i}.json`] = [new Uint8Array(60_000).fill(i), { level: 0 }];
    const contents = await read(zipSync(files), { maxEntries: 100, maxEntryBytes: 1e6, maxTotalBytes: 1e8 });
    assert.equal(Object.keys(contents).length, 40);
    assert.ok(
      Object.entries(contents).every(
        ([name, content]) => content.charCodeAt(0) === Number(name.split('.')[0]),
      ),
    );
  });

  it('is refused when it is none, or cut short', async () => {
    await assert.rejects(read(strToU8('not a zip')), { code: 'INPUT_INVALID', message: /not a zip archive/ });
    await assert.rejects(read(new Uint8Array(0)), { code: 'INPUT_INVALID' });
    for (const length of [10, 60, deflated.length - 1])
      await assert.rejects(read(deflated.subarray(0, length)), { code: 'INPUT_INVALID' });
  });

  it('is refused with bytes after its end', async () => {
    await assert.rejects(read(new Uint8Array(Buffer.concat([deflated, strToU8('more')]))), {
      code: 'INPUT_INVALID',
    });
  });

  it('is refused when content does not have its checksum', async () => {
    await assert.rejects(read(patched(stored, strToU8('{"a":1}'), strToU8('{"a":2}'))), {
      code: 'INPUT_INVALID',
      message: /checksum does not hold/,
    });
  });

  it('is refused when deflated content is damaged, or longer than it says', async () => {
    const damaged = deflated.slice();
    damaged.fill(0xff, 36, 44);
    await assert.rejects(read(damaged), { code: 'INPUT_INVALID', message: /damaged|checksum/ });
    const short = deflated.slice();
    new DataView(short.buffer).setUint32(centralOffset(short) + 24, 5, true);
    await assert.rejects(read(short), { code: 'INPUT_INVALID', message: /damaged/ });
  });

  it('is refused when an entry has two names', async () => {
    await assert.rejects(read(patched(deflated, strToU8('a.json'), strToU8('c.json'))), {
      code: 'INPUT_INVALID',
      message: /two names/,
    });
  });

  it('is refused when two entries have one name', async () => {
    const twice = zipSync({ 'a.json': strToU8('1'), 'b.json': strToU8('2') });
    const local = patched(twice, strToU8('b.json'), strToU8('a.json'));
    const both = patched(local, strToU8('b.json'), strToU8('a.json'));
    await assert.rejects(read(both), { code: 'INPUT_INVALID', message: /two entries/ });
  });

  it('is refused when it is encrypted, or packed in another way', async () => {
    const encrypted = deflated.slice();
    encrypted[centralOffset(encrypted) + 8] = 1;
    await assert.rejects(read(encrypted), { code: 'INPUT_INVALID', message: /encrypted/ });
    const bzip2 = deflated.slice();
    bzip2[centralOffset(bzip2) + 10] = 12;
    await assert.rejects(read(bzip2), { code: 'INPUT_INVALID', message: /method 12/ });
  });

  it('is refused when a name climbs', async () => {
    const climbing = zipSync({ '../../x.json': strToU8('{}') });
    await assert.rejects(read(climbing), { code: 'INPUT_INVALID' });
  });

  it('is refused beyond each limit, before the content is unpacked', async () => {
    await assert.rejects(read(deflated, { maxEntries: 1 }), { code: 'LIMIT_EXCEEDED' });
    await assert.rejects(read(deflated, { maxEntryBytes: 100 }), { code: 'LIMIT_EXCEEDED' });
    await assert.rejects(read(deflated, { maxTotalBytes: 141 }), { code: 'LIMIT_EXCEEDED' });
    const bomb = zipSync({ 'a.json': new Uint8Array(1e6) });
    await assert.rejects(read(bomb), { code: 'LIMIT_EXCEEDED' });
  });
});
