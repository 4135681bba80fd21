/**
 * Exports the bundles of many scans as an archive: the bundles, an index of them, and a signature over the index. First every
 * scan gets its bundle, which the store records; then the archive is written. Both halves keep what an interrupted run has done,
 * and nothing in the archive tells when or in how many runs it was made.
 */
import {
  BUNDLE_SUFFIX,
  type BundleIndex,
  INDEX_CERTIFICATE_FILE,
  INDEX_ENVELOPE_FILE,
  INDEX_FILE,
  type IndexedBundle,
} from '../../core/bundle/bundle-index.ts';
import { formatIndexStatement } from '../../core/bundle/index-statement.ts';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { formatEnvelope } from '../../core/dsse/envelope.ts';
import { signEnvelope } from '../../core/dsse/verify-envelope.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../core/intoto/statement.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import type { ExportTarget, OutgoingFile } from '../ports/bundle-files.ts';
import type { Progress } from '../ports/progress.ts';
import type { BundleRow, ScanRow } from '../ports/scans.ts';
import { isSelected, type ScanSelection } from '../scan/scan-selection.ts';
import { originalManifest } from '../score/replay-score.ts';
import { type BundlePorts, type BundleSigner, bundleOf, type SigningPorts } from './make-bundle.ts';

export interface ExportRequest {
  readonly selection: ScanSelection;
  /** Signs every bundle anew, and the index; null: recorded bundles as they are, and the store's own key for the rest. */
  readonly signer: BundleSigner | null;
}

export interface ExportPorts extends SigningPorts {
  readonly target: ExportTarget;
  readonly progress: Progress;
}

export interface ExportReport extends ScanSelection {
  readonly exported: number;
  /** Of the files of the archive, how many were there already, from an earlier run. */
  readonly unchanged: number;
  readonly totalBytes: number;
  readonly indexDigest: Digest;
  /** Key id of the signature over the index; null when there was no key to sign it with. */
  readonly indexKeyid: string | null;
}

/** @throws StellaError INPUT_MISSING (a bundle must be signed and there is no key), OUTPUT_EXISTS (the target holds something else), STORAGE_FULL */
export async function exportBundles(
  { selection, signer }: ExportRequest,
  ports: ExportPorts,
): Promise<ExportReport> {
  const scans = ports.store.scans.list().filter((scan) => isSelected(scan, selection));
  const ownSigner = once(ports.ownSigner);
  const indexSigner = signer ?? (await ownSigner());
  const bundles = await makeBundles(scans, signer, { ...ports, ownSigner });
  const index: BundleIndex = { schema: 'stella.bundle-index/v1', ...selection, bundles };
  const indexFiles = indexFilesOf(index, indexSigner);
  // The index comes first, so that who reads the archive as it arrives knows what each bundle must be.
  const unchanged = await write(
    [...indexFiles, ...bundles.map((bundle) => bundleFile(bundle, ports))],
    ports,
  );
  return {
    ...selection,
    exported: bundles.length,
    unchanged,
    totalBytes: bundles.reduce((total, { size }) => total + size, 0),
    indexDigest: digestOf(canonicalBytes(index)),
    indexKeyid: indexSigner?.key.publicKey.keyid ?? null,
  };
}

async function makeBundles(
  scans: readonly ScanRow[],
  signer: BundleSigner | null,
  ports: ExportPorts,
): Promise<IndexedBundle[]> {
  const bundles: IndexedBundle[] = [];
  ports.progress.start('signing', scans.length);
  try {
    for (const scan of scans) {
      const { row } = await bundleOf(originalManifest(ports.store, scan.scanId), signer, ports);
      bundles.push(indexEntry(scan, row));
      ports.progress.advance(bundles.length);
    }
  } finally {
    ports.progress.stop();
  }
  return sortedByKey(bundles, ({ file }) => file);
}

async function write(files: readonly OutgoingFile[], { target, progress }: ExportPorts): Promise<number> {
  progress.start('writing', files.length);
  try {
    return await target.write(files, (done) => progress.advance(done));
  } finally {
    progress.stop();
  }
}

function indexEntry({ scanId, scannedAt }: ScanRow, row: BundleRow): IndexedBundle {
  return {
    file: `${scanId}${BUNDLE_SUFFIX}`,
    digest: row.bundleDigest,
    size: row.bundleSizeBytes,
    scanId,
    scannedAt,
    manifestHash: row.manifestHash,
    rootHash: row.rootHash,
  };
}

function bundleFile({ file, digest, size, scanId }: IndexedBundle, { store }: ExportPorts): OutgoingFile {
  return { name: file, digest, size, bytes: () => store.blobs.get(digest, `the bundle of ${scanId}`) };
}

function indexFilesOf(index: BundleIndex, signer: BundleSigner | null): OutgoingFile[] {
  const bytes = canonicalBytes(index);
  const indexFile = smallFile(INDEX_FILE, bytes);
  if (signer === null) return [indexFile];
  const { key, certificate } = signer;
  const statement = formatIndexStatement(index, digestOf(bytes));
  const envelope = formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, statement, key));
  return [
    ...(certificate === null ? [] : [smallFile(INDEX_CERTIFICATE_FILE, certificate)]),
    smallFile(INDEX_ENVELOPE_FILE, envelope),
    indexFile,
  ];
}

function smallFile(name: string, bytes: Uint8Array): OutgoingFile {
  return { name, size: bytes.length, digest: digestOf(bytes), bytes: () => bytes };
}

/** A key may need a passphrase, which is asked for once. */
function once(ownSigner: BundlePorts['ownSigner']): BundlePorts['ownSigner'] {
  let signer: ReturnType<BundlePorts['ownSigner']> | null = null;
  return () => {
    signer ??= ownSigner();
    return signer;
  };
}
