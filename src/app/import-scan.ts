/**
 * Takes a scan in from its proof bundle: manifest, score and the bundle itself, with its issuer's signature. A bundle that
 * does not verify is refused, and nothing changes. Inputs come along where the bundle carries them, once they are proven to give
 * its score; without them the score can be shown, compared and handed on, and replayed once the store has the same inputs
 * from elsewhere.
 */
import { type Digest, digestOf } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import { canonicalBytes } from '../core/json/canonical-json.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { BuiltInDocument } from './document-catalog.ts';
import { missingInputs, type NamedInput } from './input-source.ts';
import type { BundleRow, Clock, Environment, ManifestRow, Store } from './ports.ts';
import { type ScanSummary, scanSummary } from './show-scan.ts';
import { readVerifiedBundle, type VerifiedBundle } from './verified-bundle.ts';
import type { VerifyProofPorts } from './verify-proof.ts';

export interface RecordPorts {
  readonly store: Store;
  /** Rules and policies that come with the program are inputs that need not be brought. */
  readonly builtIn: readonly BuiltInDocument[];
  readonly clock: Clock;
  /** Where the scan was made, as far as who imports it says. */
  readonly environment: Environment | null;
}

export interface ImportScanPorts extends VerifyProofPorts {
  readonly explain: (line: string) => void;
  /** Asked for once the bundle is verified: a refused one makes no store. */
  readonly recording: () => Promise<RecordPorts>;
}

export interface ScanImport extends ScanSummary {
  /** False when the store had this scan already. */
  readonly isNew: boolean;
  readonly bundleDigest: Digest;
  readonly signers: readonly string[];
  /** Inputs that the store lacks: a replay needs them. */
  readonly missing: readonly NamedInput[];
}

/** @throws StellaError with the code that `proof verify` would answer, or what `recordImport` throws */
export async function importScan(path: string, ports: ImportScanPorts): Promise<ScanImport> {
  const bundle = await readVerifiedBundle(path, ports, { explain: ports.explain });
  return recordImport(bundle, await ports.recording());
}

/**
 * Records the scan of a bundle that is verified. Recording it again changes nothing.
 * @throws StellaError OUTPUT_EXISTS when the scan id stands for another manifest here, ROOT_HASH_MISMATCH when this
 * manifest has another root here
 */
export function recordImport(
  bundle: VerifiedBundle,
  { store, builtIn, clock, environment }: RecordPorts,
): ScanImport {
  const { manifest, score, proven } = bundle;
  const existing = store.scans.find(manifest.scanId);
  if (existing !== null) refuseOther(existing.manifestHash, bundle, store);
  const createdAt = clock.now();
  const row: ManifestRow = {
    scanId: manifest.scanId,
    manifestHash: proven.manifestHash,
    kind: 'original',
    derivation: null,
    manifest,
    createdAt,
    rootHash: proven.rootHash,
    scoreDigest: digestOf(canonicalBytes(score)),
    score: score.score,
    severity: score.severity,
    verdict: score.verdict,
    findingsCount: score.findings.length,
  };
  const bundleRow: BundleRow = {
    scanId: manifest.scanId,
    manifestHash: proven.manifestHash,
    rootHash: proven.rootHash,
    bundleDigest: digestOf(bundle.packed),
    bundleSizeBytes: bundle.packed.length,
    createdAt,
    keyid: proven.signers[0] ?? '',
    origin: 'imported',
  };
  const blobs = [bundle.packed, canonicalBytes(score), ...inputsFor(manifest, bundle, builtIn)];
  const keep = (): void => {
    for (const bytes of blobs) store.blobs.put(bytes);
  };
  keep();
  if (existing === null) {
    const { scannedAt, scanId } = manifest;
    const scan = { scanId, manifestHash: row.manifestHash, scannedAt, recordedAt: createdAt };
    store.scans.record({ ...scan, importedBundle: bundleRow.bundleDigest, environment }, row, bundleRow);
  } else store.scans.recordBundle(bundleRow);
  // A deletion may have taken a blob that was here before and that nothing else needed then.
  keep();
  return {
    ...scanSummary(row),
    isNew: existing === null,
    bundleDigest: bundleRow.bundleDigest,
    signers: proven.signers,
    missing: missingInputs(manifest, store),
  };
}

function refuseOther(
  existing: Digest,
  { manifest, proven, verification }: VerifiedBundle,
  store: Store,
): void {
  const { scanId } = manifest;
  if (existing !== proven.manifestHash) {
    throw new StellaError(
      'OUTPUT_EXISTS',
      `the scan ${scanId} exists already, with the manifest ${existing}; the bundle has ${proven.manifestHash}`,
      {
        details: { expected: existing, received: proven.manifestHash },
        hint: `a scan never changes: compare the two with "stella score diff ${scanId} ${verification.bundle}"`,
      },
    );
  }
  const rootHash = store.scans.manifest(existing)?.rootHash;
  if (rootHash === undefined || rootHash === proven.rootHash) return;
  throw new StellaError(
    'ROOT_HASH_MISMATCH',
    `the bundle gives the root ${proven.rootHash} for a manifest that has ${rootHash} here`,
    {
      details: { expected: rootHash, received: proven.rootHash },
      hint: `one of the two engines is not deterministic: replay it with "stella score replay --scan ${scanId}"`,
    },
  );
}

/** The inputs that came with the bundle or with the program, as far as the manifest names them. */
function inputsFor(
  { inputs }: Manifest,
  { files }: VerifiedBundle,
  builtIn: readonly BuiltInDocument[],
): Uint8Array[] {
  const { sbom, rules, policy, vex, evidence } = inputs;
  const wanted = new Set<Digest>(
    [sbom, rules, policy, ...vex, ...(evidence === undefined ? [] : [evidence])].map(({ digest }) => digest),
  );
  const carried = [...files].filter(([name]) => name.startsWith('inputs/')).map(([, bytes]) => bytes);
  return [
    ...carried.filter((bytes) => wanted.has(digestOf(bytes))),
    ...builtIn.filter(({ row }) => wanted.has(row.digest)).map(({ bytes }) => bytes),
  ];
}
