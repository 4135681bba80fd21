/**
 * A good bundle, damaged thousands of times in seeded ways: it must never verify, unless the documents are those that were
 * signed; and nothing may happen that the program rules out.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundleEntries, gzip, pack, storedDeflate, tar } from '../../fixtures/generate/vectors-archive.ts';
import { isStellaError } from '../../src/core/errors.ts';
import { unpackBundle } from '../../src/io/archive/read-bundle.ts';
import { damaged, isSame } from '../fuzz/mutators/bytes.ts';
import { editedText } from '../fuzz/mutators/json.ts';
import { Random } from '../fuzz/random.ts';
import { verifyBytes } from '../helpers/bundle-vectors.ts';
import { proofDocuments, proofFiles, trustInSigner } from '../helpers/proof-documents.ts';

type Files = Map<string, Uint8Array>;

const GOOD: Files = proofFiles();
const OTHER: Files = proofFiles(proofDocuments('b'));
const PACKED = pack(GOOD);
const TAR = tar(bundleEntries(GOOD));

/** Packs without compressing, which is most of the time that packing takes. */
function packQuickly(archive: Uint8Array): Uint8Array {
  return gzip(archive, { data: storedDeflate(archive) });
}

interface EnvelopeText {
  readonly payload: string;
  readonly payloadType: string;
}

/** Payload and its type of an envelope that is known to be one. */
function signedText(files: ReadonlyMap<string, Uint8Array>): string {
  const { payload, payloadType } = JSON.parse(
    Buffer.from(files.get('dsse-envelope.json')!).toString(),
  ) as EnvelopeText;
  return `${payloadType} ${Buffer.from(payload, 'base64')}`;
}

/** The envelope may be written in another way; what is signed in it, and the three documents that it is over, may not. */
function isWhatWasSigned(files: ReadonlyMap<string, Uint8Array>): boolean {
  const documents = ['manifest.json', 'score.json', 'merkle-proof.json'];
  return (
    documents.every((name) => isSame(files.get(name), GOOD.get(name))) &&
    signedText(files) === signedText(GOOD)
  );
}

async function filesOf(packed: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  return await unpackBundle(packed).catch((error: unknown) => {
    assert.ok(isStellaError(error), String(error));
    return new Map();
  });
}

/** Verifies what `mutate` makes of the good bundle, `count` times; gives how often it verified all the same. */
async function countVerified(
  seed: number,
  count: number,
  mutate: (random: Random) => Uint8Array,
): Promise<number> {
  const random = new Random(seed);
  let verified = 0;
  for (let i = 0; i < count; i++) {
    const packed = mutate(random);
    const report = await verifyBytes(packed, trustInSigner);
    const where = `mutation ${i} of seed ${seed}: ${JSON.stringify(report.checks.filter(({ status }) => status === 'fail'))}`;
    assert.notEqual(report.code, 'INTERNAL', where);
    if (!report.verified) continue;
    verified++;
    assert.ok(isWhatWasSigned(await filesOf(packed)), where);
  }
  return verified;
}

describe('a damaged bundle', () => {
  test('is the good one to begin with', async () => {
    assert.equal((await verifyBytes(PACKED, trustInSigner)).verified, true);
  });

  test('does not verify with damage in the compressed file, but for its header’s empty words', async () => {
    const verified = await countVerified(1, 2500, (random) => damaged(PACKED, random));
    assert.ok(verified < 25, `${verified} verified`);
  });

  test('does not verify with any single bit of the compressed file flipped beyond its header', async () => {
    const random = new Random(2);
    const bits = Array.from({ length: 1500 }, () => 80 + random.below(8 * PACKED.length - 80));
    let next = 0;
    const flip = () => {
      const bit = bits[next++]!;
      return PACKED.with(bit >> 3, PACKED[bit >> 3]! ^ (1 << (bit & 7)));
    };
    assert.equal(await countVerified(2, bits.length, flip), 0);
  });

  test('does not verify with damage in the archive, packed again, but where all files stay what they are', async () => {
    const verified = await countVerified(3, 1500, (random) => packQuickly(damaged(TAR, random)));
    assert.ok(verified < 500, `${verified} verified`);
  });

  test('does not verify with a document edited, packed again', async () => {
    const names = [...GOOD.keys()];
    const verified = await countVerified(4, 1000, (random) => {
      const name = names[random.below(names.length)]!;
      const text = editedText(Buffer.from(GOOD.get(name)!).toString(), random);
      return packQuickly(tar(bundleEntries(new Map(GOOD).set(name, Buffer.from(text)))));
    });
    assert.ok(verified < 500, `${verified} verified`);
  });

  test('does not verify with bytes of a document damaged, packed again', async () => {
    const names = [...GOOD.keys()];
    const verified = await countVerified(5, 1000, (random) => {
      const name = names[random.below(names.length)]!;
      return packQuickly(tar(bundleEntries(new Map(GOOD).set(name, damaged(GOOD.get(name)!, random)))));
    });
    assert.ok(verified < 100, `${verified} verified`);
  });

  test('does not verify with any mixture of its files and those of another good bundle', async () => {
    const names = [...GOOD.keys()];
    for (let mixture = 1; mixture < 2 ** names.length - 1; mixture++) {
      const mixed = new Map(names.map((name, i) => [name, ((mixture >> i) & 1 ? OTHER : GOOD).get(name)!]));
      const report = await verifyBytes(pack(mixed), trustInSigner);
      assert.equal(report.verified, false, `mixture ${mixture}`);
      assert.ok(
        ['MERKLE_MISMATCH', 'DIGEST_MISMATCH', 'SUBJECT_MISMATCH'].includes(report.code ?? ''),
        report.code ?? '',
      );
    }
  });
});
