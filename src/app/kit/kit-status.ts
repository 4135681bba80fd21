/** What is in force, how old it is, and what was refused. */
import { StellaError } from '../../core/errors.ts';
import type { FeedSource } from '../../core/feed/snapshot.ts';
import { type SourceAge, type StalenessBudget, sourceAge } from '../../core/kit/feed-freshness.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';
import type { KitWorkspace, QuarantinedKit } from '../ports/kit-tools.ts';
import type { KitRow } from '../ports/kits.ts';
import type { Store } from '../ports/store.ts';
import { type ClockReport, effectiveTime, readClock } from '../proof/verification-time.ts';

export interface KitListing extends KitRow {
  readonly isExpired: boolean;
}

export interface KitStatus {
  /** Ages and expiry are of this time: the clock's, but not before the time floor. */
  readonly checkedAt: string;
  readonly clock: ClockReport;
  /** The kit in force; null before the first import. */
  readonly kit: KitListing | null;
  readonly budget: StalenessBudget;
  readonly feeds: readonly (FeedSource & SourceAge)[];
  /** True when a feed is older than the budget and its grace, or the kit has expired. */
  readonly isStale: boolean;
  readonly quarantined: readonly QuarantinedKit[];
}

export interface StatusPorts {
  readonly store: Store;
  readonly workspace: Pick<KitWorkspace, 'quarantined'>;
  readonly clock: Clock;
  readonly floor: TimeFloor;
}

export function kitStatus(budget: StalenessBudget, ports: StatusPorts): KitStatus {
  const { store, workspace } = ports;
  const clock = readClock(ports);
  const now = effectiveTime(clock);
  const { kit, descriptor } = store.consistently(() => {
    const active = store.kits.active();
    return {
      kit: active && listing(active, now),
      descriptor: active?.feedDigest ? store.feeds.descriptor(active.feedDigest) : null,
    };
  });
  const feeds = (descriptor?.sources ?? []).map((source) => ({
    ...source,
    ...sourceAge(source.capturedAt, now, budget),
  }));
  return {
    checkedAt: now,
    clock,
    kit,
    budget,
    feeds,
    isStale: feeds.some(({ freshness }) => freshness === 'stale') || (kit?.isExpired ?? false),
    quarantined: workspace.quarantined(),
  };
}

/** What a script that asked for fresh feeds is told: FEED_MISSING, KIT_EXPIRED, or null when all is well. */
export function stalenessError({ kit, feeds, isStale, budget }: KitStatus): StellaError | null {
  if (kit === null || feeds.length === 0) {
    return new StellaError(
      'FEED_MISSING',
      kit === null ? 'no kit is active' : 'the active kit brought no feed',
      {
        hint: 'import a kit first: stella offline import --bundle KIT --trust-root ISSUER.pub',
      },
    );
  }
  if (!isStale) return null;
  const stale = feeds.filter(({ freshness }) => freshness === 'stale').map(({ name }) => name);
  const problem = kit.isExpired
    ? `the active kit expired at ${kit.expiresAt}`
    : `${stale.length} of ${feeds.length} feeds are older than ${budget.maxAgeDays} days and ${budget.graceDays} of grace: ${stale.slice(0, 5).join(', ')}`;
  return new StellaError('KIT_EXPIRED', problem, {
    details: { stale, expiresAt: kit.expiresAt },
    hint: 'carry in a newer kit: stella offline import --bundle KIT',
  });
}

/** Every kit that was imported, the newest import first, with what each lists. */
export function listKits(ports: Omit<StatusPorts, 'workspace'>): readonly KitListing[] {
  const now = effectiveTime(readClock(ports));
  return ports.store.kits.list().map((row) => listing(row, now));
}

function listing(row: KitRow, now: string): KitListing {
  return { ...row, isExpired: row.expiresAt !== null && row.expiresAt <= now };
}
