/**
 * Does an `affected[]` entry of an OSV record say that a version is affected? By the OSV schema's evaluation
 * (https://ossf.github.io/osv-schema/#evaluation) it does when the version is listed in `versions` or lies in one of `ranges`.
 *
 * - A listed version is the package's version when it is the same text, or equal as the ecosystem orders versions: PyPI's
 *   `1.0` and `1.0.0` are one release, and SBOMs and advisories spell it differently. osv.dev does the same.
 * - `SEMVER` ranges compare by SemVer 2.0, or by the ecosystem's own order where the package's version is not SemVer;
 *   `ECOSYSTEM` ranges by the ecosystem's own order. `GIT` ranges, and types that the schema does not have, do not apply.
 */
import type { OsvAffected, OsvRange } from '../feed/osv-record.ts';
import type { VersionScheme } from '../version/scheme.ts';
import { semver } from '../version/semver.ts';
import { isInRange } from './range-timeline.ts';

/** An entry that affects the version. */
export interface AffectedVerdict {
  /**
   * The versions that fix it: `fixed` of every range that the version is in, as far as they can be ordered and come after the
   * version. Distinct texts, in no particular order; none for a version that is only listed.
   */
  readonly fixedIn: readonly string[];
}

/**
 * The verdict of one entry on a version, or null when it does not affect it. A version that `scheme` cannot order can only be
 * listed; null then proves nothing, and the component must count as uncovered.
 * @param scheme the order of the entry's ecosystem
 */
export function affectedVerdict(
  entry: OsvAffected,
  version: string,
  scheme: VersionScheme,
): AffectedVerdict | null {
  if (!scheme.isValid(version)) return entry.versions.includes(version) ? { fixedIn: [] } : null;
  const fixedIn = new Set<string>();
  let isAffected = false;
  for (const range of entry.ranges) {
    const order = orderOf(range, version, scheme);
    if (order === null || !isInRange(range, version, order)) continue;
    isAffected = true;
    for (const fixed of fixesAfter(version, range, order)) fixedIn.add(fixed);
  }
  return isAffected || isListed(entry.versions, version, scheme) ? { fixedIn: [...fixedIn] } : null;
}

function orderOf(range: OsvRange, version: string, scheme: VersionScheme): VersionScheme | null {
  if (range.type === 'ECOSYSTEM') return scheme;
  if (range.type !== 'SEMVER') return null;
  return semver.isValid(version) ? semver : scheme;
}

function fixesAfter(version: string, range: OsvRange, order: VersionScheme): string[] {
  const fixes = range.events.flatMap((event) => event.fixed ?? []);
  return fixes.filter((fixed) => order.isValid(fixed) && order.compare(fixed, version) > 0);
}

/** The texts first: of long lists most are then never parsed. */
function isListed(versions: readonly string[], version: string, scheme: VersionScheme): boolean {
  return (
    versions.includes(version) ||
    versions.some((listed) => scheme.isValid(listed) && scheme.compare(listed, version) === 0)
  );
}
