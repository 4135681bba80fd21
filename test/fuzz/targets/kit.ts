/** Offline kits as archives: every byte of every file that is accepted is one that was signed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { digestOf } from '../../../src/core/digest/sha256.ts';
import { isStellaError } from '../../../src/core/errors.ts';
import { verifyKitEnvelope } from '../../../src/core/kit/verify-kit.ts';
import { kitReader } from '../../../src/io/kit/read-kit.ts';
import {
  type KitFiles,
  kitDigestOf,
  kitKey,
  kitTar,
  publicPem,
  rootsOf,
  sampleFeeds,
  statementOf,
} from '../../helpers/kits.ts';
import { mutatedTar } from '../mutators/archive.ts';
import { damaged } from '../mutators/bytes.ts';
import { mutatedJson } from '../mutators/json.ts';
import type { Random } from '../random.ts';
import { scratchFile } from '../scratch.ts';
import { expectSame, type FuzzTarget } from '../target.ts';

const FILES: KitFiles = { ...sampleFeeds, 'vex/a.json': new TextEncoder().encode('{}') };
const TAR = kitTar(FILES);
const SEEDS = [TAR, new Uint8Array(gzipSync(TAR)), new Uint8Array(zstdCompressSync(TAR))];

async function read(bytes: Uint8Array): Promise<{ digest: string; content: Record<string, string> }> {
  const path = scratchFile(bytes);
  const kit = { digest: '', content: {} as Record<string, string> };
  const options = {
    accept: (envelope: Uint8Array) => {
      const verified = verifyKitEnvelope(envelope, rootsOf(kitKey));
      kit.digest = verified.digest;
      return verified.statement.entries;
    },
    open: ({ path: name }: { path: string }) => {
      const chunks: Uint8Array[] = [];
      return {
        write: (chunk: Uint8Array) => void chunks.push(chunk.slice()),
        end: () => {
          kit.content[name] = digestOf(Buffer.concat(chunks));
        },
        abort: () => {},
      };
    },
    progress: () => {},
  };
  await kitReader.read(path, options);
  return { ...kit, content: sortedEntries(Object.entries(kit.content)) };
}

const EXPECTED = {
  digest: kitDigestOf(statementOf(FILES)),
  content: sortedEntries(Object.entries(FILES).map(([path, content]) => [path, digestOf(content)])),
};

/** Files may come in any order. */
function sortedEntries(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const kit: FuzzTarget = {
  name: 'kit',
  seeds: SEEDS,
  mutate(seed, random) {
    if (random.oneIn(3)) return damaged(seed, random);
    const archive = seed[0] === 0x1f ? gunzipSync(seed) : seed[0] === 0x28 ? zstdDecompressSync(seed) : seed;
    const changed = mutatedTar(new Uint8Array(archive), random, (content, path) =>
      mutateFile(content, path, random),
    );
    return repacked(changed, random);
  },
  async judge(bytes) {
    try {
      expectSame('content', await read(bytes), EXPECTED);
      return 'accepted';
    } catch (error) {
      if (isStellaError(error)) return error.code;
      throw error;
    }
  },
  command: {
    isSameAnswer: true,
    setUp: (into) => writeFileSync(join(into, 'kit.pub'), publicPem(kitKey)),
    args: (file) => ['offline', 'verify', file, '--trust-root', 'kit.pub'],
  },
};

function mutateFile(content: Uint8Array, path: string, random: Random): Uint8Array {
  return path.endsWith('.json') ? mutatedJson(content, random) : damaged(content, random);
}

function repacked(archive: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(2)) return archive;
  const packed = random.oneIn(2) ? gzipSync(archive, { level: 1 }) : zstdCompressSync(archive);
  return new Uint8Array(packed);
}
