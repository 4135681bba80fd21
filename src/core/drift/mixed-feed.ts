/** A feed whose advisories, EPSS rows and KEV entries come from different snapshots. */
import type { FeedView } from '../feed/feed-view.ts';

export interface FeedParts {
  readonly advisories: FeedView;
  readonly epss: FeedView;
  readonly kev: FeedView;
}

export function mixedFeed({ advisories, epss, kev }: FeedParts): FeedView {
  return {
    hasEcosystem: (ecosystem) => advisories.hasEcosystem(ecosystem),
    advisories: (packageKey) => advisories.advisories(packageKey),
    epss: (cve) => epss.epss(cve),
    kev: (cve) => kev.kev(cve),
  };
}
