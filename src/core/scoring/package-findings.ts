/** What the feed says of a package version, whoever asks: the same for every component that is this package. */
import type { Digest } from '../digest/sha256.ts';
import type { PackageCoordinates, UncoveredReason } from '../ecosystem/coordinate.ts';
import { sortedByKey } from '../encoding/order.ts';
import type { FeedView } from '../feed/feed-view.ts';
import type { OsvAffected } from '../feed/osv-record.ts';
import { findAdvisories, type MatchedAdvisory } from '../matching/find-advisories.ts';
import { type FindingGroup, groupFindings } from '../matching/group-findings.ts';
import { type Exploitation, exploitationOf } from './exploitation.ts';
import {
  CvssReader,
  type FindingCvss,
  type FindingQualitativeSeverity,
  findingCvss,
  findingQualitativeSeverity,
} from './severity.ts';
import { statedSeverityWarnings } from './stated-severity.ts';
import type { ScoringWarning } from './warning.ts';

/**
 * One vulnerability in a package version, with what the feed has on it. The records themselves are let go: a scan may
 * need a hundred thousand of them.
 */
export interface PackageFinding extends Exploitation, Pick<FindingGroup, 'id' | 'aliases' | 'fixedIn'> {
  /** Its id and aliases. */
  readonly ids: readonly string[];
  /** Ids that its records name as upstream, and that are none of `ids`; distinct and sorted. */
  readonly upstream: readonly string[];
  /** Its records, sorted by id, then digest. */
  readonly advisories: readonly { readonly id: string; readonly digest: Digest }[];
  readonly cvss: FindingCvss | null;
  readonly qualitative: FindingQualitativeSeverity | null;
}

export interface PackageFindings {
  readonly findings: readonly PackageFinding[];
  /** Why there may be more; null where the feed has said all. */
  readonly uncovered: UncoveredReason | null;
}

/** Answers that are kept, for the many binary packages of one source. */
const MOST_KNOWN = 4096;

/** Asks the feed about the packages of each component once. */
export class PackageReader {
  readonly #feed: FeedView;
  readonly #clock: string;
  readonly #cvssReader = new CvssReader();
  readonly #recordWarnings: ScoringWarning[] = [];
  readonly #known = new Map<string, PackageFindings>();

  /** @param clock the frozen clock, in our own form of a time */
  constructor(feed: FeedView, clock: string) {
    this.#feed = feed;
    this.#clock = clock;
  }

  /** About the records read so far. */
  get warnings(): readonly ScoringWarning[] {
    return [...this.#cvssReader.warnings, ...this.#recordWarnings];
  }

  read(coordinates: PackageCoordinates): PackageFindings {
    const key = coordinates.map((each) => `${each.key}\n${each.version}`).join('\n');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find(coordinates);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }

  #find(coordinates: PackageCoordinates): PackageFindings {
    const searches = coordinates.map((each) => findAdvisories(each, this.#feed, this.#clock));
    const groups = groupFindings(joinedMatches(searches.flatMap(({ matches }) => matches)));
    return {
      findings: groups.map((group) => this.#withFacts(group)),
      uncovered: joinedReason(searches.map(({ uncovered }) => uncovered)),
    };
  }

  #withFacts(group: FindingGroup): PackageFinding {
    const { id, aliases, fixedIn, matches } = group;
    const ids = [id, ...aliases];
    const upstream = upstreamOf(group);
    const cvss = findingCvss(group, this.#cvssReader);
    this.#recordWarnings.push(...statedSeverityWarnings(group, this.#cvssReader));
    return {
      ...{ id, aliases, fixedIn, ids, upstream },
      advisories: matches.map(({ advisory: { record, digest } }) => ({ digest, id: record.id })),
      cvss,
      qualitative: findingQualitativeSeverity(group),
      ...exploitationOf(ids, upstream, this.#feed, this.#clock),
    };
  }
}

function upstreamOf({ id, aliases, matches }: FindingGroup): readonly string[] {
  const named = new Set(matches.flatMap(({ advisory }) => advisory.record.upstream));
  for (const own of [id, ...aliases]) named.delete(own);
  return sortedByKey(named, (each) => each);
}

/** A record once, with all its entries, where it names the component in several of its packages. */
function joinedMatches(matches: readonly MatchedAdvisory[]): MatchedAdvisory[] {
  const byDigest = new Map<string, MatchedAdvisory>();
  for (const match of matches) {
    const known = byDigest.get(match.advisory.digest);
    byDigest.set(match.advisory.digest, known === undefined ? match : joinedMatch(known, match));
  }
  return [...byDigest.values()];
}

/** The entries in the record's order, whichever package was looked up first. */
function joinedMatch(a: MatchedAdvisory, b: MatchedAdvisory): MatchedAdvisory {
  const indexes = new Set([a, b].flatMap((match) => match.entries.map((entry) => indexIn(match, entry))));
  const entries = a.advisory.record.affected.filter((_, i) => indexes.has(i));
  return { advisory: a.advisory, entries, fixedIn: [...new Set([...a.fixedIn, ...b.fixedIn])] };
}

function indexIn({ advisory: { record } }: MatchedAdvisory, entry: OsvAffected): number {
  return record.affected.indexOf(entry);
}

/** One package that the feed covers is enough, unless another has a version that cannot be compared. */
function joinedReason(reasons: readonly (UncoveredReason | null)[]): UncoveredReason | null {
  if (reasons.includes('version-not-parsable')) return 'version-not-parsable';
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}
