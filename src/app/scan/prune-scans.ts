/**
 * Retention: takes away the scans of an environment that are older than it keeps them, with everything that only they need. What
 * keeps one nevertheless is a legal hold, the active kit, or another scan that stays.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { daysBetween, type Period, parsePeriod, startOfPeriod } from '../../core/time/period.ts';
import { requireAgreement, requireStore } from '../audit/ledger.ts';
import { unneeded } from '../kit/prune-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { KitWorkspace } from '../ports/kit-tools.ts';
import type { Progress } from '../ports/progress.ts';
import type { DueScan, Environment, KeptFor, RetentionQuery, ScanPruning, ScanRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';

/** How long scans are kept where nobody says otherwise (the runbook, section 4.3). */
export const DEFAULT_RETENTION: Readonly<Record<Environment, string>> = {
  production: '7y',
  staging: '90d',
  development: '30d',
};

/** The environment of scans for which nobody said one: that which keeps them longest. */
export const ASSUMED_ENVIRONMENT: Environment = 'production';

/** The database is written anew when this share of it is free: a daily prune of a few scans is not worth that. */
const WORTHWHILE_SHARE = 0.05;

export interface ScanPruneRequest {
  readonly environment: Environment;
  /** Such as `90d`. */
  readonly retention: string;
  readonly isDryRun: boolean;
}

export interface ScanPrunePorts {
  readonly store: Store;
  readonly workspace: Pick<KitWorkspace, 'exclusively'>;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** A scan that went, or would go. */
export interface PrunedScan {
  readonly scanId: string;
  readonly scannedAt: string;
  /** Null: none was said. */
  readonly environment: Environment | null;
  readonly ageDays: number;
}

/** A scan that is as old, and stays. */
export interface KeptScan extends PrunedScan {
  readonly keptFor: KeptFor;
}

export interface ScanPruneReport extends Omit<ScanPruning, 'scanIds' | 'blobs' | 'bytes'> {
  readonly result: 'pruned' | 'dry-run';
  readonly at: string;
  readonly environment: Environment;
  readonly retention: string;
  /** Scans from before this time are older than they must be kept. */
  readonly before: string;
  readonly scans: readonly PrunedScan[];
  readonly kept: readonly KeptScan[];
  readonly blobs: { readonly count: number; readonly bytes: number };
  /** Blobs that no row named: left by what was interrupted. */
  readonly leftovers: { readonly count: number; readonly bytes: number };
  /** Snapshots that no manifest names: `offline prune` takes those that no kit needs. */
  readonly feedsUnnamed: readonly Digest[];
  /** Size of the database; null for a dry run, and when others used the store, so that it could not be made smaller. */
  readonly database: { readonly bytesBefore: number; readonly bytesAfter: number } | null;
  /** What the disk has more of: blobs and database. */
  readonly freedBytes: number;
}

/** @throws StellaError INPUT_MISSING when there is no store, STORE_CORRUPT when it is not as its ledger says, STORE_BUSY */
export async function pruneScans(request: ScanPruneRequest, ports: ScanPrunePorts): Promise<ScanPruneReport> {
  requireStore(ports.store);
  // biome-ignore lint/suspicious/useAwait: the workspace wants a promise
  return await ports.workspace.exclusively(async () => {
    const at = ports.clock.now();
    const before = startOfPeriod(parsePeriod(request.retention) as Period, at);
    requireAgreement(ports.store);
    const plan = ports.store.consistently(() =>
      ports.store.scans.due(queryFor(request, before, ports.store)),
    );
    const going = plan.filter(({ keptFor }) => keptFor === null).map(({ scan }) => scan);
    const facts = { at, before, kept: keptScans(plan, at) };
    return request.isDryRun
      ? foretell(going, { ...request, ...facts }, ports)
      : prune(going, { ...request, ...facts }, ports);
  });
}

interface Facts extends ScanPruneRequest, Pick<ScanPruneReport, 'at' | 'before' | 'kept'> {}

function queryFor({ environment }: ScanPruneRequest, before: string, { kits }: Store): RetentionQuery {
  const active = kits.active();
  const entries = active === null ? [] : (kits.statement(active.digest)?.entries ?? []);
  const kitBundles = new Set(entries.filter(({ kind }) => kind === 'scan').map(({ digest }) => digest));
  return { environment, withUnassigned: environment === ASSUMED_ENVIRONMENT, before, kitBundles };
}

function keptScans(plan: readonly DueScan[], at: string): KeptScan[] {
  return plan.flatMap(({ scan, keptFor }) => (keptFor === null ? [] : [{ ...aged(scan, at), keptFor }]));
}

function aged({ scanId, scannedAt, environment }: ScanRow, at: string): PrunedScan {
  return { scanId, scannedAt, environment, ageDays: daysBetween(scannedAt, at) };
}

function foretell(going: readonly ScanRow[], facts: Facts, { store }: ScanPrunePorts): ScanPruneReport {
  const { blobs, bytes, ...rows } = store.consistently(() => store.scans.wouldPrune(going, store.blobs));
  return {
    ...reportOf(facts),
    ...rows,
    result: 'dry-run',
    scans: going.map((scan) => aged(scan, facts.at)),
    blobs: { count: blobs, bytes },
    leftovers: sizeOf(unneeded(store, store.blobsInUse([]), facts.at)),
    feedsUnnamed: unnamedFeeds(store),
    database: null,
    freedBytes: 0,
  };
}

function prune(
  going: readonly ScanRow[],
  facts: Facts,
  { store, progress }: ScanPrunePorts,
): ScanPruneReport {
  const { at, environment, retention } = facts;
  const reason = ({ scannedAt }: ScanRow): string =>
    `${environment} is kept ${retention}, this was scanned at ${scannedAt}`;
  // Reads every manifest: one that cannot be read is found before anything goes.
  store.blobsInUse([]);
  progress.start('pruning', going.length);
  let pruning: ScanPruning;
  try {
    pruning = store.scans.prune(going, store.blobs, { reason, onScan: (done) => progress.advance(done) });
  } finally {
    progress.stop();
  }
  const { scanIds, blobs, bytes, ...rows } = pruning;
  const leftovers = unneeded(store, store.blobsInUse([]), at);
  for (const { digest } of leftovers) store.blobs.remove(digest);
  const database = store.compact(WORTHWHILE_SHARE);
  const gone = new Set(scanIds);
  const shrunk = database === null ? 0 : Math.max(0, database.bytesBefore - database.bytesAfter);
  return {
    ...reportOf(facts),
    ...rows,
    result: 'pruned',
    scans: going.filter(({ scanId }) => gone.has(scanId)).map((scan) => aged(scan, at)),
    blobs: { count: blobs, bytes },
    leftovers: sizeOf(leftovers),
    feedsUnnamed: unnamedFeeds(store),
    database,
    freedBytes: bytes + sizeOf(leftovers).bytes + shrunk,
  };
}

function reportOf({ at, environment, retention, before, kept }: Facts) {
  return { at, environment, retention, before, kept };
}

function sizeOf(blobs: readonly { readonly sizeBytes: number }[]): ScanPruneReport['leftovers'] {
  return { count: blobs.length, bytes: blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function unnamedFeeds({ feeds }: Store): Digest[] {
  const named = feeds.namedByManifests();
  return feeds
    .list()
    .filter(({ digest, isActive }) => !isActive && !named.has(digest))
    .map(({ digest }) => digest);
}
