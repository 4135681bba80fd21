/**
 * Is a version inside an OSV range? The evaluation of the OSV schema (https://ossf.github.io/osv-schema/#evaluation), with
 * what the schema leaves open decided so that the order of the events in the record never matters:
 *
 * - `introduced` and `fixed` (or `last_affected`) at one version change nothing: a stretch that was open before goes on, and
 *   where none was open the new one is empty.
 * - A version that cannot be ordered proves nothing, so it never makes a package look safe: an unreadable `fixed`,
 *   `last_affected` or `limit` closes nothing, an unreadable `introduced` may stand anywhere and makes the range hold every
 *   version below its limits.
 */
import type { OsvRange } from '../feed/osv-record.ts';
import type { VersionScheme } from '../version/scheme.ts';

/** `introduced: "0"` comes before every version, also before those that a scheme orders below 0. */
const BEFORE_ALL = '0';
/** `limit: "*"` comes after every version. */
const AFTER_ALL = '*';

/** What a record says happens at one version. */
interface Point {
  readonly version: string;
  readonly opens: boolean;
}

/**
 * True when `version` lies in the range.
 * @param version one that `scheme` can order
 */
export function isInRange(range: OsvRange, version: string, scheme: VersionScheme): boolean {
  if (!isBelowLimits(range, version, scheme)) return false;
  const introduced = range.events
    .flatMap((event) => event.introduced ?? [])
    .filter((at) => at !== BEFORE_ALL);
  if (!introduced.every((at) => scheme.isValid(at))) return true;
  const points = [
    ...introduced
      .filter((at) => scheme.compare(at, version) <= 0)
      .map((at) => ({ version: at, opens: true })),
    ...endsReached(range, version, scheme).map((at) => ({ version: at, opens: false })),
  ];
  const isOpenFromStart = range.events.some((event) => event.introduced === BEFORE_ALL);
  return stateAfter(points, isOpenFromStart, scheme);
}

/** The versions at or below `version` from which it is out of the range: of `fixed` the version itself, of `last_affected` the next. */
function endsReached(range: OsvRange, version: string, scheme: VersionScheme): string[] {
  return range.events.flatMap(({ fixed, last_affected: lastAffected }) => [
    ...(fixed !== undefined && scheme.isValid(fixed) && scheme.compare(fixed, version) <= 0 ? [fixed] : []),
    ...(lastAffected !== undefined &&
    scheme.isValid(lastAffected) &&
    scheme.compare(lastAffected, version) < 0
      ? [lastAffected]
      : []),
  ]);
}

/** Without limits every version is below them; with several, below any of them is enough. */
function isBelowLimits(range: OsvRange, version: string, scheme: VersionScheme): boolean {
  const limits = range.events.flatMap((event) => event.limit ?? []);
  if (limits.length === 0) return true;
  return limits.some(
    (limit) => limit === AFTER_ALL || !scheme.isValid(limit) || scheme.compare(version, limit) < 0,
  );
}

/** Walks the points in the order of their versions; those at one version count together. */
function stateAfter(points: Point[], isOpenFromStart: boolean, scheme: VersionScheme): boolean {
  points.sort((a, b) => scheme.compare(a.version, b.version));
  let isOpen = isOpenFromStart;
  let wasOpen = isOpen;
  let first: Point | null = null;
  for (const point of points) {
    if (first === null || scheme.compare(first.version, point.version) !== 0) {
      first = point;
      wasOpen = isOpen;
      isOpen = point.opens;
    } else if (point.opens !== first.opens) {
      isOpen = wasOpen;
    }
  }
  return isOpen;
}
