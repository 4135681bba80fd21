/** What the feed says of a package version, whoever asks: the same for every component that is this package. */
import type { PackageCoordinate, UncoveredReason } from '../ecosystem/coordinate.ts';
import type { FeedView } from '../feed/feed-view.ts';
import { findAdvisories } from '../matching/find-advisories.ts';
import { type FindingGroup, groupFindings } from '../matching/group-findings.ts';
import { type Exploitation, exploitationOf } from './exploitation.ts';
import {
  CvssReader,
  type FindingCvss,
  type FindingQualitativeSeverity,
  findingCvss,
  findingQualitativeSeverity,
} from './severity.ts';
import type { ScoringWarning } from './warning.ts';

/** One vulnerability in a package version, with what the feed has on it. */
export interface PackageFinding extends Exploitation {
  readonly group: FindingGroup;
  /** Its id and aliases. */
  readonly ids: readonly string[];
  readonly cvss: FindingCvss | null;
  readonly qualitative: FindingQualitativeSeverity | null;
}

export type PackageFindings =
  | { readonly findings: readonly PackageFinding[] }
  | { readonly uncovered: UncoveredReason };

/** Asks the feed about each package version once. */
export class PackageReader {
  readonly #feed: FeedView;
  readonly #clock: string;
  readonly #cvssReader = new CvssReader();
  readonly #known = new Map<string, PackageFindings>();

  /** @param clock the frozen clock, in our own form of a time */
  constructor(feed: FeedView, clock: string) {
    this.#feed = feed;
    this.#clock = clock;
  }

  /** About the records read so far. */
  get warnings(): readonly ScoringWarning[] {
    return this.#cvssReader.warnings;
  }

  read(coordinate: PackageCoordinate): PackageFindings {
    const key = `${coordinate.key}\n${coordinate.version}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find(coordinate);
    this.#known.set(key, found);
    return found;
  }

  #find(coordinate: PackageCoordinate): PackageFindings {
    const search = findAdvisories(coordinate, this.#feed, this.#clock);
    if ('uncovered' in search) return search;
    return { findings: groupFindings(search.matches).map((group) => this.#withFacts(group)) };
  }

  #withFacts(group: FindingGroup): PackageFinding {
    const ids = [group.id, ...group.aliases];
    return {
      group,
      ids,
      cvss: findingCvss(group, this.#cvssReader),
      qualitative: findingQualitativeSeverity(group),
      ...exploitationOf(ids, this.#feed, this.#clock),
    };
  }
}
