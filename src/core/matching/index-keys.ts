/** The keys of a snapshot's package index that scoring looks a component up under. */
import { coordinatesOf, type UncoveredReason } from '../ecosystem/coordinate.ts';
import { packageAsWritten, parsePurl } from '../purl/purl.ts';

/** A key, and the ecosystem that must be in the feed for its absence to mean anything. */
export interface IndexKey {
  readonly key: string;
  readonly ecosystem: string;
}

/**
 * The keys of a package, whatever its version; or why no feed can know it. They are those that scoring asks for a component
 * with this purl and nothing else that would tell more of it: a test holds the two together.
 * @throws StellaError INPUT_INVALID for text that is no purl
 */
export function indexKeysOf(purlText: string): readonly IndexKey[] | { readonly uncovered: UncoveredReason } {
  const purl = parsePurl(purlText);
  const coordinates = coordinatesOf(
    { ...purl, version: purl.version ?? '0' },
    { asWritten: packageAsWritten(purlText) },
  );
  if ('uncovered' in coordinates) return coordinates;
  const keys = new Map(coordinates.map(({ key, ecosystem }) => [key, { key, ecosystem }]));
  return [...keys.values()];
}
