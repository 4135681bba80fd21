/** The proof bundle of a scan: the one that is recorded, or a new one signed here. */
import { packBundle } from '../core/bundle/write-bundle.ts';
import type { Digest } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import type { SigningKey } from '../core/keys/types.ts';
import { makeProofFiles } from '../core/proof/make-proof.ts';
import type { BundleRow, Clock, ManifestRow, Store } from './ports.ts';
import { recordedScore } from './replay-score.ts';

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

export interface Bundle {
  readonly row: BundleRow;
  /** The file. */
  readonly packed: Uint8Array;
}

/**
 * The recorded bundle of a manifest, with its issuer's signature, unless `signer` is given; else a new one, recorded.
 * @throws StellaError INPUT_MISSING when nothing is recorded and there is no key, STORE_CORRUPT
 */
export async function bundleOf(
  manifest: ManifestRow,
  signer: BundleSigner | null,
  ports: BundlePorts,
): Promise<Bundle> {
  const { store } = ports;
  const recorded = signer === null ? store.scans.bundle(manifest.manifestHash) : null;
  if (recorded !== null) {
    return {
      row: recorded,
      packed: store.blobs.get(recorded.bundleDigest, `the bundle of ${manifest.scanId}`),
    };
  }
  return signBundle(manifest, signer ?? (await requireOwnSigner(ports)), ports);
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
  if (!isRecorded(store, row)) store.scans.recordBundle(row);
  return { row, packed };
}

/** The same key gives the same bytes: signing again adds nothing. */
function isRecorded(
  store: Store,
  { manifestHash, bundleDigest }: { manifestHash: Digest; bundleDigest: Digest },
): boolean {
  return store.scans.bundle(manifestHash)?.bundleDigest === bundleDigest;
}
