/** A feed that is asked the same questions again and again: each is looked up once. */
import type { Advisory, EpssRow, FeedView, KevRow } from './feed-view.ts';

/** The same answers as `feed` gives; they are kept for as long as the view is. A question that fails is asked again. */
export function rememberingFeed(feed: FeedView): FeedView {
  return {
    hasEcosystem: (ecosystem) => feed.hasEcosystem(ecosystem),
    advisories: remembered<readonly Advisory[]>((key) => feed.advisories(key)),
    epss: remembered<EpssRow | null>((cve) => feed.epss(cve)),
    kev: remembered<KevRow | null>((cve) => feed.kev(cve)),
  };
}

function remembered<Answer>(ask: (key: string) => Answer): (key: string) => Answer {
  const answers = new Map<string, Answer>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(key);
    answers.set(key, answer);
    return answer;
  };
}
