/** A kit with any byte changed, cut off or added is refused, and the store stays as it was. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { constants as zlib, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { isStellaError } from '../../src/core/errors.ts';
import { importInto, KEV_PATH, kevJson, kitTar, sampleFeeds, writeFileIn } from '../helpers/kits.ts';
import { scratchFolder } from '../helpers/run-stella.ts';
import { hasStaging, storeState } from '../helpers/store-state.ts';

const files = { ...sampleFeeds, 'vex/a.json': new TextEncoder().encode('{}') };
const tar = kitTar(files);
const tarText = Buffer.from(tar).toString('latin1');

/** The envelope's hint, which nothing authenticates and nothing relies on. */
const keyidStart = tarText.indexOf('"keyid"');
const keyidEnd = tarText.indexOf('"sig"');

/** First byte of each class, and the byte after its last. */
const CLASSES: readonly (readonly [string, number, number])[] = [
  ["the envelope's header", 0, 512],
  ['the payload', tarText.indexOf('"payload"'), tarText.indexOf('"signatures"')],
  ['the signature', keyidEnd, tarText.indexOf('}]}')],
  ["a file's header", tarText.indexOf('feeds/kev/'), tarText.indexOf('feeds/kev/') + 512],
  [
    "a file's content",
    tarText.indexOf('{"dateReleased"'),
    tarText.indexOf(']}', tarText.indexOf('{"dateReleased"')),
  ],
  ['the padding of the last file', tar.length - 1024 - 510, tar.length - 1024],
  ['the end', tar.length - 1024, tar.length],
];

const home = scratchFolder();
const kitPath = join(home, 'mutated.kit');
let state = '';

before(async () => {
  await importInto(home, writeFileIn(home, 'first.tar', kitTar({ [KEV_PATH]: kevJson() }, { sequence: 0 })));
  state = await storeState(home);
});

/** The code with which bytes are refused, or the digest of the kit that they are. */
async function outcome(bytes: Uint8Array): Promise<string> {
  writeFileIn(home, 'mutated.kit', bytes);
  try {
    return (await importInto(home, kitPath, { isDryRun: true })).digest;
  } catch (error) {
    if (isStellaError(error) && error.code !== 'INTERNAL') return error.code;
    throw error;
  }
}

function flipped(bytes: Uint8Array, position: number, flip: number): Uint8Array {
  const mutated = bytes.slice();
  mutated[position] = (mutated[position] as number) ^ flip;
  return mutated;
}

const flips = fc.integer({ min: 1, max: 255 });

describe('a kit with a byte changed', () => {
  for (const [name, start, end] of CLASSES) {
    it(`in ${name} is refused`, async () => {
      assert.ok(start >= 0 && end > start);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: start, max: end - 1 }), flips, async (position, flip) => {
          assert.doesNotMatch(await outcome(flipped(tar, position, flip)), /^sha256:/);
        }),
        { numRuns: 25 },
      );
    });
  }

  it('anywhere is refused, but in the hint of a key id, which leaves it the same kit', async () => {
    const whole = await outcome(tar);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: tar.length - 1 }), flips, async (position, flip) => {
        const received = await outcome(flipped(tar, position, flip));
        if (position >= keyidStart && position < keyidEnd && received.startsWith('sha256:'))
          assert.equal(received, whole);
        else assert.doesNotMatch(received, /^sha256:/);
      }),
      { numRuns: 100 },
    );
  });

  for (const [name, packed] of [
    ['gzip', gzipSync(tar, { mtime: 0 })],
    ['zstd', new Uint8Array(zstdCompressSync(tar, { params: { [zlib.ZSTD_c_checksumFlag]: 1 } }))],
  ] as const) {
    it(`is refused in ${name} too, or unpacks to the same bytes`, async () => {
      const whole = await outcome(packed);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: packed.length - 1 }), flips, async (position, flip) => {
          const received = await outcome(flipped(packed, position, flip));
          if (received.startsWith('sha256:')) assert.equal(received, whole);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('is refused when it is not a dry run either', async () => {
    for (const [, start, end] of CLASSES) {
      const path = writeFileIn(home, 'mutated.kit', flipped(tar, (start + end) >> 1, 0x11));
      await assert.rejects(importInto(home, path), { name: 'StellaError' });
    }
  });
});

describe('a kit with bytes cut off or added', () => {
  it('is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: tar.length - 1 }), async (length) => {
        assert.doesNotMatch(await outcome(tar.subarray(0, length)), /^sha256:/);
      }),
      { numRuns: 40 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: tar.length }),
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        async (at, more) => {
          fc.pre(at < tar.length - 1024 ? true : more.some((byte) => byte !== 0));
          const longer = new Uint8Array(Buffer.concat([tar.subarray(0, at), more, tar.subarray(at)]));
          assert.doesNotMatch(await outcome(longer), /^sha256:/);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('after all of that', () => {
  it('the store is as it was, and nothing is staged', async () => {
    assert.equal(await storeState(home), state);
    assert.equal(hasStaging(home), false);
  });
});
