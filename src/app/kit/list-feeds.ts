/** The feed snapshots in the store. */
import { type Digest, isDigest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import type { FeedRow, FeedStore } from '../ports/feeds.ts';

export interface FeedDetails {
  readonly row: FeedRow;
  readonly descriptor: FeedDescriptor;
}

/**
 * The snapshot with this digest, or the active one.
 * @throws StellaError FEED_MISSING with what there is
 */
export function findFeed(digest: string | null, feeds: FeedStore): FeedDetails {
  const rows = feeds.list();
  const row = rows.find((candidate) => (digest === null ? candidate.isActive : candidate.digest === digest));
  const descriptor = row && feeds.descriptor(row.digest as Digest);
  if (row && descriptor) return { row, descriptor };
  throw new StellaError(
    'FEED_MISSING',
    digest === null
      ? 'the store has no active feed snapshot'
      : `the store has no feed snapshot ${shown(digest)}`,
    {
      details: { known: rows.map((known) => known.digest) },
      hint:
        rows.length === 0
          ? 'import a kit first: stella offline import --bundle KIT --trust-root ISSUER.pub'
          : '"stella feed list" shows what there is',
    },
  );
}

function shown(digest: string): string {
  return isDigest(digest) ? digest : JSON.stringify(digest.slice(0, 100));
}
