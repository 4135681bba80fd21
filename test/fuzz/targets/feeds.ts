/** Feed files as they are downloaded, before anybody signs them: zips of OSV records, EPSS scores, the KEV catalogue. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { isStellaError } from '../../../src/core/errors.ts';
import { readEpssFile, readKevFile } from '../../../src/io/kit/feed-files.ts';
import { readRecords } from '../../../src/io/kit/read-records.ts';
import { epssGz, kevJson } from '../../helpers/kits.ts';
import { damagedOften } from '../mutators/bytes.ts';
import { mutatedJson } from '../mutators/json.ts';
import { mutatedText } from '../mutators/text.ts';
import type { Random } from '../random.ts';
import { scratchFile } from '../scratch.ts';
import type { FuzzTarget } from '../target.ts';
import { OSV_RECORDS } from './documents.ts';

function feedTarget(
  name: string,
  seed: Uint8Array,
  mutate: (seed: Uint8Array, random: Random) => Uint8Array,
  read: (path: string) => Promise<unknown>,
): FuzzTarget {
  return {
    name,
    seeds: [seed],
    mutate,
    async judge(bytes) {
      try {
        await read(scratchFile(bytes));
        return 'accepted';
      } catch (error) {
        if (isStellaError(error)) return error.code;
        throw error;
      }
    },
    command: null,
  };
}

export const osvZip: FuzzTarget = feedTarget('osv-zip', OSV_RECORDS, damagedOften, async (path) => {
  const exclusions = { ids: new Set<string>(), met: new Set<string>() };
  for await (const _ of readRecords([{ path, what: 'the zip', exclusions }], { isForStore: false }));
});

export const epss: FuzzTarget = feedTarget(
  'epss',
  epssGz('CVE-2024-0001,0.1,0.9', 'CVE-2024-0002,0.00043,0.1'),
  (seed, random) =>
    random.oneIn(3)
      ? damagedOften(seed, random)
      : new Uint8Array(gzipSync(mutatedText(new Uint8Array(gunzipSync(seed)), random), { level: 1 })),
  (path) => readEpssFile(path, 'the file'),
);

export const kev: FuzzTarget = feedTarget(
  'kev',
  kevJson('CVE-2024-0001', 'CVE-2024-0002'),
  mutatedJson,
  (path) => readKevFile(path, 'the file'),
);
