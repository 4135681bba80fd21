/**
 * Removes a scan with everything that only it needs. The rows go in one transaction with the ledger entry; then the blobs that
 * lost their last use, under the write lock, so that no scan that is recorded meanwhile counts on one of them. What an
 * interruption leaves between the two, no row names any more: a prune takes it.
 */
import type { BlobStore } from '../../app/ports/blobs.ts';
import type { LedgerNote } from '../../app/ports/ledger.ts';
import type { DeletionOptions, ScanDeletion } from '../../app/ports/scans.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { blobsInUse, inputDigests } from './blob-references.ts';
import type { Database } from './database.ts';
import type { SqliteLedger } from './ledger.ts';

export interface RemovalParts {
  readonly database: Database;
  readonly ledger: SqliteLedger;
  readonly blobs: BlobStore;
}

/** Ends the transaction of a dry run. */
class RollBack extends Error {}

/** @throws StellaError PERMISSION_DENIED when the scan is held */
export function removeScan(
  scanId: string,
  { reason, isDryRun }: DeletionOptions,
  { database, ledger, blobs }: RemovalParts,
): ScanDeletion {
  let rows = { manifests: 0, replays: 0, bundles: 0 };
  let needed: readonly Digest[] = [];
  let unused: readonly Digest[] = [];
  const removeRows = database.transaction(() => {
    refuseHeld(database, scanId);
    rows = countRows(database, scanId);
    needed = blobsOfScan(database, scanId);
    deleteScanRow(scanId, { action: 'scan.delete', reason }, { database, ledger });
    unused = unusedAmong(needed, database);
    if (isDryRun) throw new RollBack();
  });
  try {
    removeRows.immediate();
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
  }
  const bytes = unused.reduce((total, digest) => total + blobs.size(digest), 0);
  const sweep = database.transaction(() => {
    for (const digest of unusedAmong(unused, database)) blobs.remove(digest);
  });
  if (!isDryRun) sweep.immediate();
  return { scanId, ...rows, blobs: unused.length, bytes };
}

/** Deletes a scan, and by that all that refers to it, with the entry in the ledger. Within a transaction of the caller. */
export function deleteScanRow(
  scanId: string,
  note: Pick<LedgerNote, 'action' | 'reason'>,
  { database, ledger }: Pick<RemovalParts, 'database' | 'ledger'>,
): void {
  const { from, scopes } = originalOf(database, scanId);
  ledger.recorded({ ...note, subject: scanId, from }, scopes, () =>
    database.prepare('DELETE FROM scan WHERE scan_id = ?').run(scanId),
  );
}

function unusedAmong(digests: readonly Digest[], database: Database): Digest[] {
  const inUse = blobsInUse(database, {});
  return digests.filter((digest) => !inUse.has(digest));
}

/** Inputs and scores of all its manifests, and its bundles. */
export function blobsOfScan(database: Database, scanId: string): Digest[] {
  const digests = database
    .prepare<[string, string], Digest>(
      `SELECT score_hash FROM manifest WHERE scan_id = ? UNION SELECT bundle_hash FROM proof_bundle WHERE scan_id = ?`,
    )
    .pluck()
    .all(scanId, scanId);
  const documents = database
    .prepare<[string], Buffer>('SELECT document FROM manifest WHERE scan_id = ?')
    .pluck()
    .all(scanId);
  const inputs = documents.flatMap((document) => inputDigests(new Uint8Array(document)));
  return [...new Set([...digests, ...inputs])];
}

function originalOf(database: Database, scanId: string) {
  const from = database
    .prepare<[string], Digest>('SELECT manifest_hash FROM scan WHERE scan_id = ?')
    .pluck()
    .get(scanId);
  const scopes = [
    { table: 'scan', key: scanId },
    { table: 'proof_bundle', key: scanId },
    { table: 'replay_log', key: scanId },
    { table: 'derived_replay_log', key: scanId },
    ...(from === undefined ? [] : [{ table: 'manifest', key: from } as const]),
  ] as const;
  return { from: from ?? null, scopes };
}

function refuseHeld(database: Database, scanId: string): void {
  const hold = database
    .prepare<[string], { reason: string; held_at: string }>(
      'SELECT reason, held_at FROM scan_hold WHERE scan_id = ?',
    )
    .get(scanId);
  if (hold === undefined) return;
  throw new StellaError(
    'PERMISSION_DENIED',
    `the scan ${scanId} is under a legal hold since ${hold.held_at}: ${hold.reason}`,
    {
      details: { heldAt: hold.held_at, reason: hold.reason },
      hint: `when the hold is over, whoever may lift it runs: stella scan release ${scanId} --reason REASON`,
    },
  );
}

/** How many rows refer to a scan. */
export function countRows(
  database: Database,
  scanId: string,
): { manifests: number; replays: number; bundles: number } {
  const count = (table: string): number =>
    database
      .prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE scan_id = ?`)
      .pluck()
      .get(scanId) ?? 0;
  return {
    manifests: count('manifest'),
    replays: count('replay_log') + count('derived_replay_log'),
    bundles: count('proof_bundle'),
  };
}
