/** What the store keeps of a scan that came in as a verified bundle: its rows, and the bytes that these name. */
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { VerifiedBundle } from '../bundle/verified-bundle.ts';
import type { BundleRow, Environment, ManifestRow, ScanRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import type { BuiltInDocument } from './document-catalog.ts';

export interface ImportedScan {
  readonly scan: ScanRow;
  readonly manifest: ManifestRow;
  readonly bundle: BundleRow;
}

/**
 * @param at when it came in
 * @param environment null where nobody said
 */
export function importedScan(
  { manifest, score, proven, packed }: Pick<VerifiedBundle, 'manifest' | 'score' | 'proven' | 'packed'>,
  at: string,
  environment: Environment | null,
): ImportedScan {
  const { scanId, scannedAt } = manifest;
  const { manifestHash, rootHash } = proven;
  const bundleDigest = digestOf(packed);
  return {
    scan: { scanId, manifestHash, scannedAt, recordedAt: at, importedBundle: bundleDigest, environment },
    manifest: {
      scanId,
      manifestHash,
      kind: 'original',
      derivation: null,
      manifest,
      createdAt: at,
      rootHash,
      scoreDigest: digestOf(canonicalBytes(score)),
      score: score.score,
      severity: score.severity,
      verdict: score.verdict,
      findingsCount: score.findings.length,
    },
    bundle: {
      scanId,
      manifestHash,
      rootHash,
      bundleDigest,
      bundleSizeBytes: packed.length,
      createdAt: at,
      keyid: proven.signers[0] ?? '',
      origin: 'imported',
    },
  };
}

/** The bundle, its score, and the inputs that came with it or with the program, as far as the manifest names them. */
export function blobsOfImport(
  { packed, score, files, manifest }: Pick<VerifiedBundle, 'packed' | 'score' | 'files' | 'manifest'>,
  builtIn: readonly BuiltInDocument[],
): Uint8Array[] {
  const wanted = inputDigests(manifest);
  const carried = [...files].filter(([name]) => name.startsWith('inputs/')).map(([, bytes]) => bytes);
  return [
    packed,
    canonicalBytes(score),
    ...carried.filter((bytes) => wanted.has(digestOf(bytes))),
    ...builtIn.filter(({ row }) => wanted.has(row.digest)).map(({ bytes }) => bytes),
  ];
}

function inputDigests({ inputs }: Manifest): ReadonlySet<Digest> {
  const { sbom, rules, policy, vex, evidence } = inputs;
  const named = [sbom, rules, policy, ...vex, ...(evidence === undefined ? [] : [evidence])];
  return new Set(named.map(({ digest }) => digest));
}

/**
 * True when the store has no scan of this id yet.
 * @param what the bundle, as a command line names it
 * @throws StellaError OUTPUT_EXISTS when the id stands for another manifest here, ROOT_HASH_MISMATCH when this manifest has another
 * root here
 */
export function isNewScan(
  { manifest: { scanId }, proven }: Pick<VerifiedBundle, 'manifest' | 'proven'>,
  what: string,
  { scans }: Pick<Store, 'scans'>,
): boolean {
  const existing = scans.find(scanId)?.manifestHash;
  if (existing === undefined) return true;
  if (existing !== proven.manifestHash) {
    throw new StellaError(
      'OUTPUT_EXISTS',
      `the scan ${scanId} exists already, with the manifest ${existing}; the bundle has ${proven.manifestHash}`,
      {
        details: { expected: existing, received: proven.manifestHash },
        hint: `a scan never changes: compare the two with "stella score diff ${scanId} ${what}"`,
      },
    );
  }
  const rootHash = scans.manifest(existing)?.rootHash;
  if (rootHash === undefined || rootHash === proven.rootHash) return false;
  throw new StellaError(
    'ROOT_HASH_MISMATCH',
    `the bundle gives the root ${proven.rootHash} for a manifest that has ${rootHash} here`,
    {
      details: { expected: rootHash, received: proven.rootHash },
      hint: `one of the two engines is not deterministic: replay it with "stella score replay --scan ${scanId}"`,
    },
  );
}
