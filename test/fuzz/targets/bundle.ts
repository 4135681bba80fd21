/** Proof bundles: by a key that is trusted as it is, and with a certificate and a timestamp. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import { gzip, pack, storedDeflate } from '../../../fixtures/generate/vectors-archive.ts';
import { type ProofVerification, verifyProofFile } from '../../../src/app/proof/verify-proof.ts';
import { DISCLOSURE_FILE, ENVELOPE_FILE } from '../../../src/core/bundle/bundle-layout.ts';
import { base64Encode } from '../../../src/core/encoding/base64.ts';
import { renderPem } from '../../../src/core/encoding/pem.ts';
import { canonicalJson } from '../../../src/core/json/canonical-json.ts';
import type { TrustRoots } from '../../../src/core/trust/trust-roots.ts';
import { unpackBundle } from '../../../src/io/archive/read-bundle.ts';
import { readTrustRoot } from '../../helpers/bundle-vectors.ts';
import { proofDocuments, proofFiles, trustInSigner } from '../../helpers/proof-documents.ts';
import { projectRoot } from '../../helpers/run-stella.ts';
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

function verify(packed: Uint8Array, roots: TrustRoots, isReplayed: boolean): Promise<ProofVerification> {
  return verifyProofFile('bundle.tar.gz', {
    bundles: {
      read: async () => ({ packed, files: await unpackBundle(packed) }),
    },
    trust: { roots, origin: 'the fuzzer' },
    at: { time: AT, origin: 'the fuzzer', clock: null },
    replay: isReplayed ? { explain: () => undefined } : null,
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
function bundleTarget(
  name: string,
  seeds: readonly Uint8Array[],
  roots: TrustRoots,
  isReplayed = false,
): FuzzTarget {
  let known: Promise<readonly Original[]> | null = null;
  const readOriginals = (): Promise<readonly Original[]> =>
    Promise.all(
      seeds.map(async (packed) => ({
        files: await unpackBundle(packed),
        proof: proofOf(await verify(packed, roots, isReplayed)),
      })),
    );
  return {
    name,
    seeds,
    mutate: mutateBundle,
    async judge(bytes): Promise<Outcome> {
      const report = await verify(bytes, roots, isReplayed);
      if (!report.verified) return report.code ?? 'INTERNAL';
      const files = await unpackBundle(bytes);
      known ??= readOriginals();
      const original = (await known).find((candidate) =>
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
        ...['proof', 'verify', '--bundle', file, '--at', AT, ...(isReplayed ? ['--replay'] : [])],
        ...roots.keys.flatMap((_, i) => ['--trust-root', `root-${i}.pem`]),
        ...roots.anchors.flatMap((_, i) => ['--trust-root', `anchor-${i}.pem`]),
      ],
    },
  };
}

export function mutateBundle(packed: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(5)) return damaged(packed, random);
  const archive = new Uint8Array(gunzipSync(packed));
  const changed = mutatedTar(archive, random, (content, path) => mutateFile(content, path, random));
  // Packing costs most of a case, so mostly nothing is compressed.
  return random.oneIn(50)
    ? gzip(changed, { data: new Uint8Array(deflateRawSync(changed)) })
    : gzip(changed, { data: storedDeflate(changed) });
}

/** A file of a bundle, or of an archive. */
export function mutateFile(content: Uint8Array, path: string, random: Random): Uint8Array {
  if (path.endsWith('.tar.gz')) return mutateBundle(content, random);
  if (path.endsWith('.pem')) return mutatedPem(content, random);
  if (path.endsWith('.tsr')) return mutatedDer(content, random);
  if (/(?:envelope|dsse)\.json$/.test(path) && random.oneIn(2)) return mutatedPayload(content, random);
  return path.endsWith('.json') ? mutatedJson(content, random) : damaged(content, random);
}

/** The statement edited within its base64. */
export function mutatedPayload(content: Uint8Array, random: Random): Uint8Array {
  const envelope = JSON.parse(Buffer.from(content).toString()) as { payload: string };
  const payload = mutatedJson(new Uint8Array(Buffer.from(envelope.payload, 'base64')), random);
  return Buffer.from(JSON.stringify({ ...envelope, payload: base64Encode(payload) }));
}

export const bundle: FuzzTarget = bundleTarget(
  'bundle',
  [proofFiles(), proofFiles(proofDocuments('b'))].map(pack),
  trustInSigner,
);

export const certifiedBundle: FuzzTarget = bundleTarget(
  'certified-bundle',
  [pack(timestampedFiles())],
  BOTH_ROOTS,
);

const REPLAYABLE = goodVectors('replay-v1', '.tar.gz');

/** Bundles that are recomputed from what they carry: nothing of it may be changed and still give a proof. */
export const replayableBundle: FuzzTarget = bundleTarget(
  'replayable-bundle',
  REPLAYABLE.seeds,
  REPLAYABLE.roots,
  true,
);

const DISCLOSURES = goodVectors('disclosure-v1', '.json');

/** What is accepted as a disclosure must be one of the good ones, but for how it is written. */
export const disclosure: FuzzTarget = disclosureTarget(DISCLOSURES.seeds, DISCLOSURES.roots);

function disclosureTarget(seeds: readonly Uint8Array[], roots: TrustRoots): FuzzTarget {
  const check = (bytes: Uint8Array): Promise<ProofVerification> =>
    verifyProofFile('one.json', {
      bundles: { read: async () => ({ packed: bytes, files: new Map([[DISCLOSURE_FILE, bytes]]) }) },
      trust: { roots, origin: 'the fuzzer' },
      at: { time: AT, origin: 'the fuzzer', clock: null },
    });
  let known: Promise<readonly string[]> | null = null;
  return {
    name: 'disclosure',
    seeds,
    mutate: (seed, random) => (random.oneIn(3) ? mutatedDisclosure(seed, random) : mutatedJson(seed, random)),
    async judge(bytes): Promise<Outcome> {
      const report = await check(bytes);
      if (!report.verified) return report.code ?? 'INTERNAL';
      known ??= Promise.all(seeds.map(async (seed) => proofOf(await check(seed))));
      if (!(await known).includes(proofOf(report)))
        throw new WrongAcceptance(`accepted as proof of something else: ${proofOf(report)}`);
      return 'accepted';
    },
    command: {
      // What does not begin as JSON does is read as a bundle.
      isSameAnswer: false,
      setUp: (folder) =>
        writeFileSync(join(folder, 'root.pem'), renderPem('PUBLIC KEY', roots.keys[0]!.spkiDer)),
      args: (file) => ['proof', 'verify', '--bundle', file, '--at', AT, '--trust-root', 'root.pem'],
    },
  };
}

/** The statement of a disclosure edited within its base64. */
function mutatedDisclosure(bytes: Uint8Array, random: Random): Uint8Array {
  const document = JSON.parse(Buffer.from(bytes).toString()) as { envelope: object };
  const envelope = mutatedPayload(Buffer.from(JSON.stringify(document.envelope)), random);
  const text = canonicalJson({ ...document, envelope: JSON.parse(Buffer.from(envelope).toString()) });
  return Buffer.from(text);
}

/** The vectors of a folder that verify, and whom they are signed by. */
function goodVectors(
  name: string,
  ending: string,
): { readonly seeds: readonly Uint8Array[]; readonly roots: TrustRoots } {
  const folder = join(projectRoot, 'fixtures/vectors', name);
  const { trustRoot, cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
    trustRoot: string;
    cases: readonly { readonly name: string; readonly code: string | null }[];
  };
  const good = cases.filter(({ code }) => code === null);
  return {
    seeds: good.map((vector) => new Uint8Array(readFileSync(join(folder, `${vector.name}${ending}`)))),
    roots: readTrustRoot(join(folder, trustRoot)),
  };
}
