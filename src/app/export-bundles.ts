/** Writes the bundle of every scan of a range of days into a folder, with an index. Interrupted, it goes on where it was. */
import type { BundleIndex } from '../core/bundle/bundle-index.ts';
import { sortedByKey } from '../core/encoding/order.ts';
import { canonicalBytes } from '../core/json/canonical-json.ts';
import { type BundlePorts, type BundleSigner, bundleOf } from './make-bundle.ts';
import type { ExportFolder, Progress, ScanRow } from './ports.ts';
import { originalManifest } from './replay-score.ts';

export interface ExportRequest {
  /** YYYY-MM-DD, both days included. */
  readonly since: string;
  readonly until: string;
  readonly signer: BundleSigner | null;
}

export interface ExportPorts extends BundlePorts {
  readonly folder: ExportFolder;
  readonly progress: Progress;
}

export interface ExportReport {
  readonly since: string;
  readonly until: string;
  readonly exported: number;
  /** Of these, how many were there already, from an earlier run. */
  readonly unchanged: number;
  readonly totalBytes: number;
  readonly indexDigest: string;
}

type IndexEntry = BundleIndex['bundles'][number];

export const INDEX_FILE = 'index.json';

/** @throws StellaError INPUT_MISSING (no key), OUTPUT_EXISTS (a file of that name with other content), STORAGE_FULL */
export async function exportBundles(
  { since, until, signer }: ExportRequest,
  ports: ExportPorts,
): Promise<ExportReport> {
  const scans = ports.store.scans.list().filter((scan) => isWithin(scan, since, until));
  const entries: IndexEntry[] = [];
  let unchanged = 0;
  ports.progress.start('exporting', scans.length);
  try {
    for (const scan of scans) {
      const { entry, packed } = await exportEntry(scan, signer, ports);
      if (!ports.folder.write(entry.file, packed)) unchanged++;
      entries.push(entry);
      ports.progress.advance(entries.length);
    }
  } finally {
    ports.progress.stop();
  }
  const index: BundleIndex = {
    schema: 'stella.bundle-index/v1',
    since,
    until,
    bundles: sortedByKey(entries, ({ file }) => file),
  };
  return {
    since,
    until,
    exported: entries.length,
    unchanged,
    totalBytes: entries.reduce((total, { size }) => total + size, 0),
    indexDigest: ports.folder.replace(INDEX_FILE, canonicalBytes(index)),
  };
}

function isWithin({ scannedAt }: ScanRow, since: string, until: string): boolean {
  const day = scannedAt.slice(0, 10);
  return day >= since && day <= until;
}

async function exportEntry(
  scan: ScanRow,
  signer: BundleSigner | null,
  ports: ExportPorts,
): Promise<{ entry: IndexEntry; packed: Uint8Array }> {
  const manifest = originalManifest(ports.store, scan.scanId);
  const { row, packed } = await bundleOf(manifest, signer, ports);
  return {
    packed,
    entry: {
      file: `${scan.scanId}.tar.gz`,
      digest: row.bundleDigest,
      size: row.bundleSizeBytes,
      scanId: scan.scanId,
      scannedAt: scan.scannedAt,
      manifestHash: row.manifestHash,
      rootHash: row.rootHash,
    },
  };
}
