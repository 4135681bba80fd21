import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { canonicalDigest } from '../../../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import { readRecords } from '../../../../src/io/kit/read-records.ts';
import { osvRecord } from '../../../helpers/kits.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

const folder = scratchFolder();

/** Records of 4 KiB, stored: 1,500 of them are read in threads, 100 are not. */
function zipOf(count: number, changes: Readonly<Record<number, object>> = {}): string {
  const files: Zippable = {};
  for (let i = 0; i < count; i++) {
    const record = { ...osvRecord(`R-${i}`, `package-${i % 7}`), details: 'x'.repeat(4096), ...changes[i] };
    files[`R-${i}.json`] = [strToU8(JSON.stringify(record)), { level: 0 }];
  }
  const path = join(folder, `${count}-${Object.keys(changes).join('-')}.zip`);
  writeFileSync(path, zipSync(files));
  return path;
}

async function digestsOf(path: string, excluded: readonly string[] = []): Promise<string[]> {
  const exclusions = { ids: new Set(excluded), met: new Set<string>() };
  const digests: string[] = [];
  for await (const { prepared, entries } of readRecords([{ path, what: 'npm', exclusions }], {
    isForStore: true,
  }))
    for (const { index, osvId, digest, packageKeys } of prepared) {
      assert.equal(entries[index]?.name, `${osvId}.json`);
      assert.equal(packageKeys.length, 1);
      digests.push(digest);
    }
  assert.deepEqual([...exclusions.met], excluded);
  return digests;
}

for (const [where, count] of [
  ['here', 100],
  ['in threads', 1500],
] as const) {
  describe(`records that are read ${where}`, () => {
    it('come in the order of the archive, each with the digest of its canonical text', async () => {
      const expected = Array.from({ length: count }, (_, i) => {
        const record = { ...osvRecord(`R-${i}`, `package-${i % 7}`), details: 'x'.repeat(4096) };
        return canonicalDigest(record as JsonValue).slice('sha256:'.length);
      });
      assert.deepEqual(await digestsOf(zipOf(count)), expected);
      assert.deepEqual(
        await digestsOf(zipOf(count), ['R-3', 'R-90']),
        expected.toSpliced(90, 1).toSpliced(3, 1),
      );
    });

    it('name the first one that cannot be read, whichever is read first', async () => {
      const path = zipOf(count, { 80: { affected: 1 }, 95: { id: 1 } });
      await assert.rejects(digestsOf(path), {
        code: 'INPUT_INVALID',
        message: /npm: R-80\.json/,
        hint: /--exclude-record R-80/,
      });
      await assert.rejects(digestsOf(path, ['R-80']), { message: /npm: R-95\.json/ });
      assert.equal((await digestsOf(path, ['R-80', 'R-95'])).length, count - 2);
    });
  });
}
