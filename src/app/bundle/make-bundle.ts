/** The proof bundle of a scan: the one that is recorded, or a new one signed here; with its inputs when it is to be replayable. */
import {
  CERTIFICATE_FILE,
  FEED_PROOF_INPUT,
  INPUTS_FOLDER,
  MANIFEST_FILE,
  MAX_BUNDLE_BYTES,
} from '../../core/bundle/bundle-layout.ts';
import { packBundle } from '../../core/bundle/write-bundle.ts';
import { digestOf } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { SigningKey } from '../../core/keys/types.ts';
import { makeProofFiles } from '../../core/proof/make-proof.ts';
import type { Clock } from '../ports/clock.ts';
import type { BundleRow, ManifestRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { recordedScore } from '../score/replay-score.ts';

export interface BundleSigner {
  readonly key: SigningKey;
  /** PEM, or null. */
  readonly certificate: Uint8Array | null;
}

export interface BundlePorts {
  readonly store: Store;
  readonly clock: Clock;
  /** The store's own signer, read when it is needed; null when it has none. */
  readonly ownSigner: () => Promise<BundleSigner | null>;
}

export interface SigningPorts extends BundlePorts {
  /** The files of a bundle that the store keeps. */
  readonly unpackKept: (packed: Uint8Array) => Files;
}

export interface ReplayableBundlePorts extends SigningPorts {
  /** The files of a bundle. Errors as `BundleReader.read`. */
  readonly unpack: (packed: Uint8Array) => Promise<Files>;
  readonly explain: (line: string) => void;
}

export interface Bundle {
  /** Digest and size are those of the file. */
  readonly row: BundleRow;
  /** The file. */
  readonly packed: Uint8Array;
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The recorded bundle of a manifest, with its issuer's signature, unless `signer` is given; else one signed by that, which is made
 * and recorded unless it is there already: every key signs reproducibly, so it would be the same again.
 * @throws StellaError INPUT_MISSING when nothing is recorded and there is no key, STORE_CORRUPT
 */
export async function bundleOf(
  manifest: ManifestRow,
  signer: BundleSigner | null,
  ports: SigningPorts,
): Promise<Bundle> {
  const recorded =
    signer === null ? recordedBundle(manifest, ports.store) : bundleSignedBy(signer, manifest, ports);
  return recorded ?? signBundle(manifest, signer ?? (await requireOwnSigner(ports)), ports);
}

/**
 * The same bundle with the inputs of the scan in it. Inputs are bound by digest through the manifest, not by the signature, so
 * a signature that is there stays good; what is recorded is the bundle without them, which can be had again from it.
 * @throws StellaError as `bundleOf` and `replayableInputs`
 */
export async function replayableBundleOf(
  manifest: ManifestRow,
  signer: BundleSigner | null,
  ports: ReplayableBundlePorts,
): Promise<Bundle> {
  const { store, unpack, explain } = ports;
  const imported = recordedBundle(manifest, store);
  const carried = imported === null ? null : inputsOf(await unpack(imported.packed));
  if (imported !== null && carried !== null && signer === null) return imported;
  const { row, packed: plain } = await bundleOf(manifest, signer, ports);
  const { replayableInputs } = await import('./replayable-inputs.ts');
  const inputs = carried ?? replayableInputs(manifest, store, explain);
  const packed = packBundle(new Map([...(await unpack(plain)), ...inputs]));
  if (packed.length > MAX_BUNDLE_BYTES)
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `the bundle has ${packed.length} bytes, more than anybody would open`,
      {
        details: { maxBytes: MAX_BUNDLE_BYTES },
      },
    );
  return { row: { ...row, bundleDigest: digestOf(packed), bundleSizeBytes: packed.length }, packed };
}

/** The inputs that a bundle carries, when they are all that a replay needs; else null. */
function inputsOf(files: Files): Files | null {
  if (!files.has(FEED_PROOF_INPUT)) return null;
  return new Map([...files].filter(([name]) => name.startsWith(INPUTS_FOLDER)));
}

function recordedBundle({ manifestHash, scanId }: ManifestRow, store: Store): Bundle | null {
  const row = store.scans.bundle(manifestHash);
  return row === null ? null : { row, packed: store.blobs.get(row.bundleDigest, `the bundle of ${scanId}`) };
}

/** The bundle that this signer made of the manifest before, with the same certificate; null when there is none. */
function bundleSignedBy(
  { key, certificate }: BundleSigner,
  { manifestHash, rootHash, scanId }: ManifestRow,
  { store, unpackKept }: SigningPorts,
): Bundle | null {
  const row = store.scans.bundleSignedBy(manifestHash, key.publicKey.keyid);
  if (row === null || row.rootHash !== rootHash || !store.blobs.has(row.bundleDigest)) return null;
  const packed = store.blobs.get(row.bundleDigest, `the bundle of ${scanId}`);
  const files = unpackKept(packed);
  const hasCertificate = sameBytes(files.get(CERTIFICATE_FILE) ?? null, certificate);
  return hasCertificate && digestOf(files.get(MANIFEST_FILE) ?? new Uint8Array()) === manifestHash
    ? { row, packed }
    : null;
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

async function requireOwnSigner({ ownSigner }: BundlePorts): Promise<BundleSigner> {
  const signer = await ownSigner();
  if (signer !== null) return signer;
  throw new StellaError('INPUT_MISSING', 'the scan has no bundle yet, and there is no key to sign one with', {
    hint: 'make a key of your own with "stella key generate --default --output my.key", or give one with --key PEM',
  });
}

function signBundle(
  manifest: ManifestRow,
  { key, certificate }: BundleSigner,
  { store, clock }: BundlePorts,
): Bundle {
  const score = recordedScore(store, manifest);
  const packed = packBundle(makeProofFiles({ manifest: manifest.manifest, score, key, certificate }));
  const row: BundleRow = {
    scanId: manifest.scanId,
    manifestHash: manifest.manifestHash,
    rootHash: manifest.rootHash,
    bundleDigest: store.blobs.put(packed),
    bundleSizeBytes: packed.length,
    createdAt: clock.now(),
    keyid: key.publicKey.keyid,
    origin: 'signed',
  };
  store.scans.recordBundle(row);
  return { row, packed };
}
