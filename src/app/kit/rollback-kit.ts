/**
 * Goes back to a kit that was in force before: its feed snapshot is the one in force again, and what the kits after it brought no
 * longer counts, neither rules and policies nor trust roots. Trust that was given or taken by hand stays as it is. The sequence
 * that the next kit must be above is not lowered, so that what was rolled back does not come back unnoticed.
 */
import { type Digest, isDigest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { kitsInForce, undoneBy } from '../../core/ledger/kit-stack.ts';
import { requireAgreement } from '../audit/ledger.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';
import type { KitWorkspace } from '../ports/kit-tools.ts';
import type { KitRow } from '../ports/kits.ts';
import type { Store } from '../ports/store.ts';
import { effectiveTime, readClock } from '../proof/verification-time.ts';

export interface RollbackRequest {
  /** Kit id or digest; null for the kit before the one in force. */
  readonly to: string | null;
  readonly reason: string;
}

export interface RollbackPorts {
  readonly store: Store;
  readonly workspace: Pick<KitWorkspace, 'exclusively'>;
  readonly clock: Clock;
  readonly floor: TimeFloor;
}

/** What a kit is called. */
export interface KitName {
  readonly kitId: string;
  readonly digest: Digest;
  readonly sequence: number;
}

export interface KitRollbackReport {
  readonly result: 'rolled-back';
  readonly from: KitName;
  readonly to: KitName;
  readonly reason: string;
  readonly at: string;
  /** The snapshot in force again. */
  readonly feed: Digest | null;
  /** The next kit must be above it. */
  readonly sequenceFloor: number;
  /** `NAME@VERSION` of documents that are no longer offered. */
  readonly rules: readonly string[];
  readonly policies: readonly string[];
  /** Fingerprints that are no longer trusted. */
  readonly trustRoots: readonly string[];
}

/**
 * @throws StellaError KIT_NOT_FOUND when there is no such kit to go back to, USAGE when an id fits several, KIT_EXPIRED,
 * STORE_CORRUPT when the store is not as its ledger says, STORE_BUSY
 */
export async function rollbackKit(
  request: RollbackRequest,
  { store, workspace, clock, floor }: RollbackPorts,
): Promise<KitRollbackReport> {
  if (!store.isThere) throw noKit();
  // biome-ignore lint/suspicious/useAwait: the workspace wants a promise
  return await workspace.exclusively(async () => {
    const { entries } = requireAgreement(store);
    const stack = kitsInForce(entries);
    const active = store.kits.active();
    if (active === null) throw noKit();
    const target = chooseTarget(request.to, { active, stack, kits: store.kits.list() });
    const time = readClock({ clock, floor });
    refuseExpired(target, effectiveTime(time));
    const at = time.now;
    const { reason } = request;
    const rolledBack = store.kits.rollback({
      to: target.digest,
      replaces: active.digest,
      undone: undoneBy(target.digest, stack),
      reason,
      at,
    });
    const namesOf = (kind: string): string[] =>
      rolledBack.documents
        .filter((row) => row.kind === kind)
        .map(({ name, version }) => `${name}@${version}`);
    return {
      result: 'rolled-back',
      from: nameOf(active),
      to: nameOf(target),
      reason,
      at,
      feed: target.feedDigest,
      sequenceFloor: Math.max(active.active?.sequenceFloor ?? active.sequence, target.sequence),
      rules: namesOf('rules'),
      policies: namesOf('policy'),
      trustRoots: rolledBack.trustRoots.map(({ fingerprint }) => fingerprint),
    };
  });
}

interface Candidates {
  readonly active: KitRow;
  readonly stack: readonly Digest[];
  readonly kits: readonly KitRow[];
}

/** Only what was in force before the active kit can be gone back to: what was rolled back comes in again with an import, if at all. */
function chooseTarget(wanted: string | null, { active, stack, kits }: Candidates): KitRow {
  const before = [...new Set(stack.slice(0, -1).reverse())]
    .filter((digest) => digest !== active.digest)
    .flatMap((digest) => kits.find((kit) => kit.digest === digest) ?? []);
  const matching = wanted === null ? before.slice(0, 1) : before.filter((kit) => isNamed(kit, wanted));
  const [target, second] = matching;
  if (target !== undefined && second === undefined) return target;
  if (target !== undefined) {
    throw new StellaError('USAGE', `${JSON.stringify(wanted)} fits ${matching.length} kits`, {
      details: { received: matching.map(({ digest }) => digest) },
      hint: 'give the digest of the one that you mean',
    });
  }
  throw notFound(
    wanted === null
      ? 'there is no kit before the active one'
      : `no kit ${JSON.stringify(wanted.slice(0, 160))} was in force before the active one`,
    before.length === 0
      ? 'it was the first, or those before it were pruned: import the kit that you want, with --force-activate if it is older'
      : `those to go back to are ${before.map(({ kitId }) => kitId).join(', ')}; another comes in with stella offline import --force-activate`,
  );
}

function isNamed({ kitId, digest }: KitRow, wanted: string): boolean {
  return isDigest(wanted) ? digest === wanted : kitId === wanted;
}

function refuseExpired({ kitId, expiresAt }: KitRow, now: string): void {
  if (expiresAt === null || expiresAt > now) return;
  throw new StellaError('KIT_EXPIRED', `the kit ${JSON.stringify(kitId)} expired at ${expiresAt}`, {
    details: { expected: `after ${now}`, received: expiresAt },
    hint: 'carry in a newer kit: stella offline import --bundle KIT',
  });
}

function nameOf({ kitId, digest, sequence }: KitRow): KitName {
  return { kitId, digest, sequence };
}

function noKit(): StellaError {
  return notFound('no kit is active', 'import one: stella offline import --bundle KIT');
}

function notFound(message: string, hint: string): StellaError {
  return new StellaError('KIT_NOT_FOUND', message, { hint });
}
