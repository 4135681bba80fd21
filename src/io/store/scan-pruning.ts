/**
 * Scans that are old enough to go, and their removal: many in a transaction, so that ten thousand do not wait for the disk ten
 * thousand times, each with its own entry in the ledger. Whatever happens, a scan is there or gone as a whole. The blobs go when all
 * rows are gone; those that an interruption leaves behind no row names, and the next prune takes them.
 */
import type { BlobStore } from '../../app/ports/blobs.ts';
import type { DueScan, PruneOptions, RetentionQuery, ScanPruning, ScanRow } from '../../app/ports/scans.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { blobsInUse } from './blob-references.ts';
import type { BundledFeeds } from './bundled-feeds.ts';
import type { Database } from './database.ts';
import { blobsOfScan, countRows, deleteScanRow, type RemovalParts } from './scan-removal.ts';
import { checkRow, scanRowShape } from './stored-rows.ts';

/** Small enough that another writer gets its turn within the time that it waits. */
const SCANS_A_TRANSACTION = 200;
const BLOBS_A_TRANSACTION = 5000;

type Totals = Omit<ScanPruning, 'scanIds'>;

const NOTHING: Totals = { manifests: 0, replays: 0, bundles: 0, blobs: 0, bytes: 0 };

/** Those that the query asks for, the oldest first. */
export function dueScans(query: RetentionQuery, database: Database, feeds: BundledFeeds): DueScan[] {
  const scans = selectDue(query, database);
  const going = new Set(scans.filter(({ keptFor }) => keptFor === null).map(({ scan }) => scan.scanId));
  const dependents = feeds.dependentsOf(going);
  return scans.map(({ scan, keptFor }) => {
    const scanId = dependents.get(scan.scanId);
    return { scan, keptFor: keptFor ?? (scanId === undefined ? null : { kind: 'scan', scanId }) };
  });
}

function selectDue(
  { environment, withUnassigned, before, kitBundles }: RetentionQuery,
  database: Database,
): DueScan[] {
  return database
    .prepare<[string, number, string], ScanRow & { reason: string | null; heldAt: string | null }>(
      `SELECT s.scan_id AS scanId, s.manifest_hash AS manifestHash, s.scanned_at AS scannedAt, s.recorded_at AS recordedAt,
         s.imported_bundle AS importedBundle, s.environment, h.reason, h.held_at AS heldAt
       FROM scan s LEFT JOIN scan_hold h USING (scan_id)
       WHERE (s.environment = ? OR (? AND s.environment IS NULL)) AND s.scanned_at < ?
       ORDER BY s.scanned_at, s.scan_id`,
    )
    .all(environment, withUnassigned ? 1 : 0, before)
    .map(({ reason, heldAt, ...row }) => {
      const scan = checkRow(scanRowShape, row, 'a scan');
      if (reason !== null && heldAt !== null) return { scan, keptFor: { kind: 'hold', reason, heldAt } };
      const isInKit = scan.importedBundle !== null && kitBundles.has(scan.importedBundle);
      return { scan, keptFor: isInKit ? { kind: 'kit' } : null };
    });
}

/** Removes what is still as it was when it was judged: not what was held, assigned anew or deleted meanwhile. */
export function pruneScans(
  scans: readonly ScanRow[],
  { reason, onScan }: PruneOptions,
  parts: RemovalParts,
): ScanPruning {
  const { database, ledger } = parts;
  const scanIds: string[] = [];
  const lastUses = new Set<Digest>();
  let totals = NOTHING;
  const removeBatch = database.transaction((batch: readonly ScanRow[]) =>
    batch.filter((scan) => {
      if (!isUnchanged(scan, database)) return false;
      totals = plus(totals, countRows(database, scan.scanId));
      for (const digest of blobsOfScan(database, scan.scanId)) lastUses.add(digest);
      deleteScanRow(scan.scanId, { action: 'scan.prune', reason: reason(scan) }, { database, ledger });
      return true;
    }),
  );
  for (let start = 0; start < scans.length; start += SCANS_A_TRANSACTION) {
    const batch = scans.slice(start, start + SCANS_A_TRANSACTION);
    for (const { scanId } of removeBatch.immediate(batch)) scanIds.push(scanId);
    onScan(start + batch.length);
  }
  return { scanIds, ...plus(totals, removeUnused([...lastUses], parts)) };
}

/** What `pruneScans` would remove. Changes nothing, and keeps nobody waiting. */
export function wouldPrune(
  scans: readonly ScanRow[],
  database: Database,
  blobs: BlobStore,
): Omit<ScanPruning, 'scanIds'> {
  const going = new Set(scans.map(({ scanId }) => scanId));
  const lastUses = new Set<Digest>();
  let totals = NOTHING;
  for (const scanId of going) {
    totals = plus(totals, countRows(database, scanId));
    for (const digest of blobsOfScan(database, scanId)) lastUses.add(digest);
  }
  for (const digest of blobsInUse(database, { scans: going })) lastUses.delete(digest);
  return plus(totals, sizeOf(lastUses, blobs));
}

function isUnchanged({ scanId, manifestHash, environment }: ScanRow, database: Database): boolean {
  const row = database
    .prepare<[string, string, string | null], unknown>(
      `SELECT 1 FROM scan LEFT JOIN scan_hold USING (scan_id)
       WHERE scan_id = ? AND manifest_hash = ? AND environment IS ? AND scan_hold.scan_id IS NULL`,
    )
    .get(scanId, manifestHash, environment);
  return row !== undefined;
}

/** Under the write lock, so that no scan that is recorded meanwhile counts on one of them. */
function removeUnused(digests: readonly Digest[], { database, blobs }: RemovalParts): Partial<Totals> {
  let removed: Partial<Totals> = {};
  const sweep = database.transaction((part: readonly Digest[]) => {
    const inUse = blobsInUse(database, {});
    const unused = part.filter((digest) => !inUse.has(digest));
    removed = plus({ ...NOTHING, ...removed }, sizeOf(unused, blobs));
    for (const digest of unused) blobs.remove(digest);
  });
  for (let start = 0; start < digests.length; start += BLOBS_A_TRANSACTION)
    sweep.immediate(digests.slice(start, start + BLOBS_A_TRANSACTION));
  return removed;
}

function sizeOf(digests: Iterable<Digest>, blobs: BlobStore): Pick<Totals, 'blobs' | 'bytes'> {
  const sizes = [...digests].map((digest) => blobs.size(digest));
  return { blobs: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function plus(a: Totals, b: Partial<Totals>): Totals {
  return {
    manifests: a.manifests + (b.manifests ?? 0),
    replays: a.replays + (b.replays ?? 0),
    bundles: a.bundles + (b.bundles ?? 0),
    blobs: a.blobs + (b.blobs ?? 0),
    bytes: a.bytes + (b.bytes ?? 0),
  };
}
