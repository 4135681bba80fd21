/**
 * Takes a scan in from its proof bundle: manifest, score and the bundle itself, with its issuer's signature. A bundle that
 * does not verify is refused, and nothing changes. Inputs come along where the bundle carries them, once they are proven to give
 * its score; without them the score can be shown, compared and handed on, and replayed once the store has the same inputs
 * from elsewhere.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { readVerifiedBundle, type VerifiedBundle } from '../bundle/verified-bundle.ts';
import type { Clock } from '../ports/clock.ts';
import type { Environment } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import type { VerifyProofPorts } from '../proof/verify-proof.ts';
import { missingInputs, type NamedInput } from '../score/input-source.ts';
import type { BuiltInDocument } from './document-catalog.ts';
import { blobsOfImport, importedScan, isNewScan } from './imported-scan.ts';
import { type ScanSummary, scanSummary } from './show-scan.ts';

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
  const isNew = isNewScan(bundle, bundle.verification.bundle, store);
  const rows = importedScan(bundle, clock.now(), environment);
  const blobs = blobsOfImport(bundle, builtIn);
  const keep = (): void => {
    for (const bytes of blobs) store.blobs.put(bytes);
  };
  keep();
  if (isNew) store.scans.record(rows.scan, rows.manifest, rows.bundle);
  else store.scans.recordBundle(rows.bundle);
  // A deletion may have taken a blob that was here before and that nothing else needed then.
  keep();
  return {
    ...scanSummary(rows.manifest),
    isNew,
    bundleDigest: rows.bundle.bundleDigest,
    signers: bundle.proven.signers,
    missing: missingInputs(bundle.manifest, store),
  };
}
