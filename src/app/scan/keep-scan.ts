/** How long a scan is kept: its environment, legal holds, and deletion. */
import { StellaError } from '../../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Environment, HoldRow, ScanDeletion } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { scanNotFound } from '../score/replay-score.ts';

export interface KeepPorts {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Puts a legal hold on a scan. A hold that stands gets the new reason and keeps its time.
 * @throws StellaError SCAN_NOT_FOUND
 */
export function holdScan(scanId: string, reason: string, { store, clock }: KeepPorts): HoldRow {
  requireScan(store, scanId);
  store.scans.setHold({ scanId, reason, heldAt: clock.now() });
  return store.scans.hold(scanId) as HoldRow;
}

/** Ends a hold. Returns the hold that stood. */
export interface HoldRelease {
  readonly scanId: string;
  readonly released: HoldRow;
  readonly reason: string;
  readonly releasedAt: string;
}

/** @throws StellaError SCAN_NOT_FOUND, or INPUT_MISSING when the scan is not held */
export function releaseScan(scanId: string, reason: string, { store, clock }: KeepPorts): HoldRelease {
  requireScan(store, scanId);
  const released = store.scans.hold(scanId);
  if (released === null || !store.scans.removeHold(scanId, reason)) {
    throw new StellaError('INPUT_MISSING', `the scan ${scanId} is under no hold`, {
      hint: 'list those that are with: stella scan list --held',
    });
  }
  return { scanId, released, reason, releasedAt: clock.now() };
}

export interface DeletionRequest {
  readonly scanId: string;
  readonly reason: string | null;
  readonly isDryRun: boolean;
}

export interface DeletionReport extends ScanDeletion {
  readonly reason: string | null;
  readonly isDryRun: boolean;
}

/**
 * Deletes a scan with its manifests, replays, bundles and whatever input nothing else needs.
 * @throws StellaError SCAN_NOT_FOUND, or PERMISSION_DENIED when it is held
 */
export function deleteScan(
  { scanId, reason, isDryRun }: DeletionRequest,
  { store }: Pick<KeepPorts, 'store'>,
): DeletionReport {
  requireScan(store, scanId);
  return { ...store.scans.delete(scanId, store.blobs, { reason, isDryRun }), reason, isDryRun };
}

export interface ScanAssignment {
  readonly scanId: string;
  readonly environment: Environment;
  /** Null: none was said. */
  readonly before: Environment | null;
  readonly reason: string | null;
}

/**
 * Says where a scan was made. Saying the same again changes nothing.
 * @throws StellaError SCAN_NOT_FOUND
 */
export function assignScan(
  { scanId, environment, reason }: Omit<ScanAssignment, 'before'>,
  { store }: Pick<KeepPorts, 'store'>,
): ScanAssignment {
  requireScan(store, scanId);
  const before = store.scans.find(scanId)?.environment ?? null;
  store.scans.assign(scanId, environment, reason);
  return { scanId, environment, before, reason };
}

function requireScan(store: Store, scanId: string): void {
  if (store.scans.find(scanId) === null) throw scanNotFound(scanId);
}
