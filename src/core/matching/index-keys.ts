/** The keys of a snapshot's package index that scoring looks a component up under. */
import { coordinatesOf, type UncoveredReason } from '../ecosystem/coordinate.ts';
import type { Purl } from '../purl/purl.ts';

/** A key, and the ecosystem that must be in the feed for its absence to mean anything. */
export interface IndexKey {
  readonly key: string;
  readonly ecosystem: string;
}

/**
 * The keys of a package, whatever its version; or why no feed can know it. The keys are those that `findAdvisories` asks: a test
 * holds the two together.
 */
export function indexKeysOf(purl: Purl): readonly IndexKey[] | { readonly uncovered: UncoveredReason } {
  const coordinates = coordinatesOf({ ...purl, version: purl.version ?? '0' });
  if ('uncovered' in coordinates) return coordinates;
  const keys = new Map(coordinates.map(({ key, ecosystem }) => [key, { key, ecosystem }]));
  return [...keys.values()];
}
