/**
 * Which records of a feed affect a component at the frozen clock (scoring.md step 2).
 *
 * A package is found by its key, `<ecosystem>:<normal name>`, with the release: `Debian:12:openssl`. A record that names a
 * distribution without a release would have another key and does not match a package of a release. osv.dev publishes none,
 * and its own API does not match one either.
 */
import type { PackageCoordinate, UncoveredReason } from '../ecosystem/coordinate.ts';
import { packageKey } from '../ecosystem/ecosystem.ts';
import { StellaError } from '../errors.ts';
import type { Advisory, FeedView } from '../feed/feed-view.ts';
import type { OsvAffected, OsvRecord } from '../feed/osv-record.ts';
import { parseRfc3339 } from '../time/timestamp.ts';
import { versionSchemeOf } from '../version/registry.ts';
import { NO_ORDER, type VersionScheme } from '../version/scheme.ts';
import { affectedVerdict } from './affected-version.ts';

/** A record that affects a component. */
export interface MatchedAdvisory {
  readonly advisory: Advisory;
  /** The record's entries that affect the component's version, in the record's order: their severities apply to it. */
  readonly entries: readonly OsvAffected[];
  /** Versions that fix it, distinct, in no particular order. */
  readonly fixedIn: readonly string[];
}

/** What a feed says of a component. */
export interface AdvisorySearch {
  readonly matches: readonly MatchedAdvisory[];
  /**
   * Why the feed cannot say that no other record affects the component; null where it can. What it knows to affect it,
   * because a record lists the very version, is among the matches all the same.
   */
  readonly uncovered: UncoveredReason | null;
}

/**
 * The records that exist at the clock and affect the component, in the feed's order.
 *
 * Uncovered, the first that applies: `type-not-supported` for an ecosystem whose versions this program cannot order,
 * `ecosystem-not-in-feed`, `version-not-parsable`. Records are looked up all the same: one that lists the version by its
 * text affects it.
 * @param freezeTimestamp the manifest's clock, RFC 3339
 * @throws StellaError INPUT_INVALID for another clock
 */
export function findAdvisories(
  component: PackageCoordinate,
  feed: FeedView,
  freezeTimestamp: string,
): AdvisorySearch {
  const scheme = versionSchemeOf(component.ecosystem);
  const clockMs = parseClock(freezeTimestamp);
  const matches: MatchedAdvisory[] = [];
  for (const advisory of feed.advisories(component.key)) {
    if (!existsAt(advisory.record, clockMs)) continue;
    const match = matchAdvisory(advisory, component, scheme ?? NO_ORDER);
    if (match !== null) matches.push(match);
  }
  return { matches, uncovered: uncoveredReason(component, feed, scheme) };
}

function uncoveredReason(
  { ecosystem, version }: PackageCoordinate,
  feed: FeedView,
  scheme: VersionScheme | undefined,
): UncoveredReason | null {
  if (scheme === undefined) return 'type-not-supported';
  if (!feed.hasEcosystem(ecosystem)) return 'ecosystem-not-in-feed';
  return scheme.isValid(version) ? null : 'version-not-parsable';
}

/**
 * True when the record is published and not withdrawn at the clock, the moment itself included. A time that is absent or
 * cannot be read hides nothing: the record exists.
 * @param clockMs milliseconds since 1970
 */
export function existsAt(record: OsvRecord, clockMs: number): boolean {
  const published = record.published === null ? null : parseRfc3339(record.published);
  const withdrawn = record.withdrawn === null ? null : parseRfc3339(record.withdrawn);
  const isPublished = published === null || published <= clockMs;
  const isWithdrawn = withdrawn !== null && withdrawn <= clockMs;
  return isPublished && !isWithdrawn;
}

function parseClock(freezeTimestamp: string): number {
  const milliseconds = parseRfc3339(freezeTimestamp);
  if (milliseconds !== null) return milliseconds;
  throw new StellaError(
    'INPUT_INVALID',
    `the clock is ${JSON.stringify(freezeTimestamp.slice(0, 100))}, expected an RFC 3339 time`,
  );
}

function matchAdvisory(
  advisory: Advisory,
  component: PackageCoordinate,
  scheme: VersionScheme,
): MatchedAdvisory | null {
  const entries: OsvAffected[] = [];
  const fixedIn = new Set<string>();
  for (const entry of advisory.record.affected) {
    if (entry.package === null) continue;
    if (packageKey(entry.package.ecosystem, entry.package.name) !== component.key) continue;
    const verdict = affectedVerdict(entry, component.version, scheme);
    if (verdict === null) continue;
    entries.push(entry);
    for (const version of verdict.fixedIn) fixedIn.add(version);
  }
  return entries.length === 0 ? null : { advisory, entries, fixedIn: [...fixedIn] };
}
