/**
 * Which ecosystems a snapshot can say something about. osv.dev publishes a distribution whole (`osv/Debian` has every
 * release) and used to publish single releases (`osv/Ubuntu:22.04:LTS`), which say nothing of the others.
 */
import { baseEcosystem } from '../ecosystem/ecosystem.ts';
import type { FeedSource } from './snapshot.ts';

const OSV_SOURCE = 'osv/';

/**
 * A test whether an ecosystem, with its release suffix if it has one, is covered by the snapshot's sources: by the source of
 * its very name, or by that of its whole family. A source without records covers nothing: an empty database that makes
 * everything look clean is the worst that can happen to a scan.
 */
export function ecosystemCoverageOf(
  sources: readonly Pick<FeedSource, 'name' | 'kind' | 'records'>[],
): (ecosystem: string) => boolean {
  const named = new Set<string>();
  for (const { name, kind, records } of sources) {
    if (kind === 'osv' && records > 0 && name.startsWith(OSV_SOURCE))
      named.add(name.slice(OSV_SOURCE.length));
  }
  return (ecosystem) => named.has(ecosystem) || named.has(baseEcosystem(ecosystem));
}
