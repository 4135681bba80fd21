/** Proof bundles: by a key that is trusted as it is, and with a certificate and a timestamp. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import { gzip, pack, storedDeflate } from '../../../fixtures/generate/vectors-archive.ts';
import { type ProofVerification, verifyProofFile } from '../../../src/app/verify-proof.ts';
import { ENVELOPE_FILE } from '../../../src/core/bundle/bundle-layout.ts';
import { base64Encode } from '../../../src/core/encoding/base64.ts';
import { renderPem } from '../../../src/core/encoding/pem.ts';
import type { TrustRoots } from '../../../src/core/trust/trust-roots.ts';
import { unpackBundle } from '../../../src/io/archive/read-bundle.ts';
import { proofDocuments, proofFiles, trustInSigner } from '../../helpers/proof-documents.ts';
import { BOTH_ROOTS, timestampedFiles } from '../../helpers/timestamped-bundles.ts';
import { mutatedTar } from '../mutators/archive.ts';
import { damaged, isSame } from '../mutators/bytes.ts';
import { mutatedDer } from '../mutators/der.ts';
import { mutatedJson } from '../mutators/json.ts';
import { mutatedPem } from '../mutators/text.ts';
import type { Random } from '../random.ts';
import { type FuzzTarget, type Outcome, WrongAcceptance } from '../target.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const AT = '2025-06-01T00:00:00Z';
/** What the statement is over; everything else in a bundle may be written in another way. */
const SIGNED_FILES = ['manifest.json', 'score.json', 'merkle-proof.json'] as const;

function verify(packed: Uint8Array, roots: TrustRoots): Promise<ProofVerification> {
  return verifyProofFile('bundle.tar.gz', {
    bundles: {
      read: async () => ({ packed, files: await unpackBundle(packed) }),
    },
    trust: { roots, origin: 'the fuzzer' },
    at: { time: AT, origin: 'the fuzzer', clock: null },
  });
}

/** Payload type and payload of the envelope of a bundle that was accepted. */
function signedText(files: Files): string {
  const { payload, payloadType } = JSON.parse(Buffer.from(files.get(ENVELOPE_FILE)!).toString()) as {
    payload: string;
    payloadType: string;
  };
  return `${payloadType} ${Buffer.from(payload, 'base64').toString('latin1')}`;
}

interface Original {
  readonly files: Files;
  readonly proof: string;
}

/** What a report says that was proven, and how. */
function proofOf({ proven, established, notEstablished }: ProofVerification): string {
  return JSON.stringify([proven, established, notEstablished]);
}

/** Good bundles: what is accepted must be one of them, but for how it is packed and written. */
function bundleTarget(name: string, good: readonly Map<string, Uint8Array>[], roots: TrustRoots): FuzzTarget {
  const originals: Promise<readonly Original[]> = Promise.all(
    good.map(async (files) => ({ files, proof: proofOf(await verify(pack(files), roots)) })),
  );
  return {
    name,
    seeds: good.map(pack),
    mutate: mutateBundle,
    async judge(bytes): Promise<Outcome> {
      const report = await verify(bytes, roots);
      if (!report.verified) return report.code ?? 'INTERNAL';
      const files = await unpackBundle(bytes);
      const original = (await originals).find((candidate) =>
        SIGNED_FILES.every((file) => isSame(files.get(file), candidate.files.get(file))),
      );
      if (original === undefined) throw new WrongAcceptance('accepted with other documents than were signed');
      if (signedText(files) !== signedText(original.files))
        throw new WrongAcceptance('accepted with another statement than was signed');
      if (proofOf(report) !== original.proof)
        throw new WrongAcceptance(`accepted as proof of something else: ${proofOf(report)}`);
      return 'accepted';
    },
    command: {
      isSameAnswer: true,
      setUp: (folder) => {
        for (const [i, { spkiDer }] of roots.keys.entries())
          writeFileSync(join(folder, `root-${i}.pem`), renderPem('PUBLIC KEY', spkiDer));
        for (const [i, { der }] of roots.anchors.entries())
          writeFileSync(join(folder, `anchor-${i}.pem`), renderPem('CERTIFICATE', der));
      },
      args: (file) => [
        ...['proof', 'verify', '--bundle', file, '--at', AT],
        ...roots.keys.flatMap((_, i) => ['--trust-root', `root-${i}.pem`]),
        ...roots.anchors.flatMap((_, i) => ['--trust-root', `anchor-${i}.pem`]),
      ],
    },
  };
}

function mutateBundle(packed: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(5)) return damaged(packed, random);
  const archive = new Uint8Array(gunzipSync(packed));
  const changed = mutatedTar(archive, random, (content, path) => mutateFile(content, path, random));
  // Packing costs most of a case, so mostly nothing is compressed.
  return random.oneIn(50)
    ? gzip(changed, { data: new Uint8Array(deflateRawSync(changed)) })
    : gzip(changed, { data: storedDeflate(changed) });
}

function mutateFile(content: Uint8Array, path: string, random: Random): Uint8Array {
  if (path.endsWith('.pem')) return mutatedPem(content, random);
  if (path.endsWith('.tsr')) return mutatedDer(content, random);
  if (path.endsWith('envelope.json') && random.oneIn(2)) return mutatedPayload(content, random);
  return path.endsWith('.json') ? mutatedJson(content, random) : damaged(content, random);
}

/** The statement edited within its base64. */
function mutatedPayload(content: Uint8Array, random: Random): Uint8Array {
  const envelope = JSON.parse(Buffer.from(content).toString()) as { payload: string };
  const payload = mutatedJson(new Uint8Array(Buffer.from(envelope.payload, 'base64')), random);
  return Buffer.from(JSON.stringify({ ...envelope, payload: base64Encode(payload) }));
}

export const bundle: FuzzTarget = bundleTarget(
  'bundle',
  [proofFiles(), proofFiles(proofDocuments('b'))],
  trustInSigner,
);

export const certifiedBundle: FuzzTarget = bundleTarget('certified-bundle', [timestampedFiles()], BOTH_ROOTS);
