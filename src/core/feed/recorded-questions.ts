/**
 * Which keys of a snapshot's indexes a scan asks for. The engine itself is asked: it scores the scan with a view that notes
 * every question, so that what a bundle proves is what its replay will ask, whatever the engine comes to look up.
 */
import type { Digest } from '../digest/sha256.ts';
import type { FeedView } from './feed-view.ts';

export interface FeedQuestions {
  /** Keys of the package index. */
  readonly packages: ReadonlySet<string>;
  /** Digests of the records that were found for them. */
  readonly advisories: ReadonlySet<Digest>;
  readonly epss: ReadonlySet<string>;
  readonly kev: ReadonlySet<string>;
}

/** A view with the answers of `feed`, and the questions that were put to it so far. */
export function recordQuestions(feed: FeedView): {
  readonly view: FeedView;
  readonly questions: FeedQuestions;
} {
  const packages = new Set<string>();
  const advisories = new Set<Digest>();
  const epss = new Set<string>();
  const kev = new Set<string>();
  const view: FeedView = {
    hasEcosystem: (ecosystem) => feed.hasEcosystem(ecosystem),
    advisories: (key) => {
      packages.add(key);
      const found = feed.advisories(key);
      for (const { digest } of found) advisories.add(digest);
      return found;
    },
    epss: (cve) => {
      epss.add(cve);
      return feed.epss(cve);
    },
    kev: (cve) => {
      kev.add(cve);
      return feed.kev(cve);
    },
  };
  return { view, questions: { packages, advisories, epss, kev } };
}
