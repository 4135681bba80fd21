/**
 * Takes away what nothing needs: kits that were replaced, their feed snapshots unless a recorded manifest names them, the records
 * of feeds that are in no snapshot, blobs that no row names, and, when asked, what is in quarantine.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { kitsInForce } from '../../core/ledger/kit-stack.ts';
import { parseRfc3339 } from '../../core/time/timestamp.ts';
import { requireAgreement, requireStore } from '../audit/ledger.ts';
import type { Clock } from '../ports/clock.ts';
import type { KitWorkspace } from '../ports/kit-tools.ts';
import type { KitRow } from '../ports/kits.ts';
import type { Store } from '../ports/store.ts';
import type { KitName } from './rollback-kit.ts';

export interface PruneRequest {
  /** Kits to keep, the active one among them. */
  readonly keep: number;
  readonly isDryRun: boolean;
  /** True to empty the quarantine too. */
  readonly withQuarantine: boolean;
}

export interface PrunePorts {
  readonly store: Store;
  readonly workspace: Pick<KitWorkspace, 'exclusively' | 'quarantined' | 'discard'>;
  readonly clock: Clock;
}

export interface PruneReport {
  readonly result: 'pruned' | 'dry-run';
  readonly at: string;
  readonly kept: readonly KitName[];
  readonly kits: readonly KitName[];
  readonly feeds: readonly Digest[];
  /** Snapshots of no kept kit that stay because a manifest names them. */
  readonly feedsKeptForScans: readonly Digest[];
  readonly blobs: { readonly count: number; readonly bytes: number };
  readonly quarantined: readonly Digest[];
  /** Size of the database; null for a dry run, and when others used the store, so that it could not be made smaller. */
  readonly database: { readonly bytesBefore: number; readonly bytesAfter: number } | null;
}

/** A blob is put before the row that names it: one as young as this may be somebody's who is still at work. */
const BLOB_GRACE_MS = 600_000;

/** @throws StellaError INPUT_MISSING when there is no store, STORE_CORRUPT when the store is not as its ledger says, STORE_BUSY */
export async function pruneStore(request: PruneRequest, ports: PrunePorts): Promise<PruneReport> {
  const { store, workspace, clock } = ports;
  requireStore(store);
  // biome-ignore lint/suspicious/useAwait: the workspace wants a promise
  return await workspace.exclusively(async () => {
    const at = clock.now();
    const plan = planPrune(request.keep, store);
    const quarantined = request.withQuarantine ? workspace.quarantined().map(({ digest }) => digest) : [];
    if (request.isDryRun) {
      const blobs = unneeded(store, store.blobsInUse(plan.dropped.map(({ digest }) => digest)), at);
      return { ...report(plan), result: 'dry-run', at, blobs: sizeOf(blobs), quarantined, database: null };
    }
    const pruned =
      plan.dropped.length + plan.feeds.length === 0
        ? { kits: [], feeds: [] }
        : store.kits.prune({ kits: plan.dropped.map(({ digest }) => digest), feeds: plan.feeds, at });
    store.feedIndexer.discardUnused();
    const blobs = unneeded(store, store.blobsInUse([]), at);
    for (const { digest } of blobs) store.blobs.remove(digest);
    store.blobs.removeUnfinished(youngestBlobMs(at));
    discardQuarantine(quarantined, at, ports);
    return {
      ...report(plan),
      kits: plan.dropped.filter(({ digest }) => pruned.kits.includes(digest)).map(nameOf),
      feeds: plan.feeds.filter((digest) => pruned.feeds.includes(digest)),
      result: 'pruned',
      at,
      blobs: sizeOf(blobs),
      quarantined,
      database: store.compact(),
    };
  });
}

interface PrunePlan {
  readonly kept: readonly KitRow[];
  readonly dropped: readonly KitRow[];
  readonly feeds: readonly Digest[];
  readonly feedsKeptForScans: readonly Digest[];
}

function planPrune(keep: number, store: Store): PrunePlan {
  const { entries } = requireAgreement(store);
  return store.consistently(() => {
    const kits = store.kits.list();
    const inForce = [...new Set(kitsInForce(entries).toReversed())].filter((digest) =>
      kits.some((kit) => kit.digest === digest),
    );
    const keptDigests = new Set(inForce.slice(0, keep));
    const kept = kits.filter(({ digest }) => keptDigests.has(digest));
    const needed = new Set(kept.map(({ feedDigest }) => feedDigest));
    const named = store.feeds.namedByManifests();
    const replaced = store.feeds
      .list()
      .map(({ digest }) => digest)
      .filter((digest) => !needed.has(digest));
    return {
      kept,
      dropped: kits.filter(({ digest }) => !keptDigests.has(digest)),
      feeds: replaced.filter((digest) => !named.has(digest)),
      feedsKeptForScans: replaced.filter((digest) => named.has(digest)),
    };
  });
}

function report({ kept, dropped, feeds, feedsKeptForScans }: PrunePlan) {
  return { kept: kept.map(nameOf), kits: dropped.map(nameOf), feeds, feedsKeptForScans };
}

/** Blobs that no row names, but for those that somebody may be about to name. */
export function unneeded(store: Store, inUse: ReadonlySet<Digest>, at: string) {
  const youngestMs = youngestBlobMs(at);
  return [...store.blobs.list()].filter(
    ({ digest, modifiedMs }) => !inUse.has(digest) && modifiedMs < youngestMs,
  );
}

function youngestBlobMs(at: string): number {
  return (parseRfc3339(at) ?? 0) - BLOB_GRACE_MS;
}

function sizeOf(blobs: readonly { readonly sizeBytes: number }[]): PruneReport['blobs'] {
  return { count: blobs.length, bytes: blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function discardQuarantine(
  digests: readonly Digest[],
  at: string,
  { store, workspace }: Pick<PrunePorts, 'store' | 'workspace'>,
): void {
  for (const digest of digests) {
    store.ledger.append({ action: 'kit.discard', subject: digest, at, from: digest });
    workspace.discard(digest);
  }
}

function nameOf({ kitId, digest, sequence }: KitRow): KitName {
  return { kitId, digest, sequence };
}
