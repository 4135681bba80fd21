/**
 * Which ecosystems a snapshot can say something about. osv.dev publishes a distribution whole (`osv/Debian` has every
 * release) and used to publish single releases (`osv/Ubuntu:22.04:LTS`), which say nothing of the others. A release that no
 * record names is one that the distribution no longer tells of, or not yet: that nothing is found there means nothing.
 */
import { baseEcosystem } from '../ecosystem/ecosystem.ts';
import type { FeedSource } from './snapshot.ts';

const OSV_SOURCE = 'osv/';

/**
 * A test whether an ecosystem, with its release suffix if it has one, is covered by the snapshot: by a source of its very
 * name, or by that of its whole family with a package of this release. A source without records covers nothing: an empty
 * database that makes everything look clean is the worst that can happen to a scan.
 * @param hasKeyBelow whether a key of the package index begins so
 */
export function ecosystemCoverageOf(
  sources: readonly Pick<FeedSource, 'name' | 'kind' | 'records'>[],
  hasKeyBelow: (prefix: string) => boolean,
): (ecosystem: string) => boolean {
  const named = new Set<string>();
  for (const { name, kind, records } of sources) {
    if (kind === 'osv' && records > 0 && name.startsWith(OSV_SOURCE))
      named.add(name.slice(OSV_SOURCE.length));
  }
  const isCovered = (ecosystem: string): boolean => {
    if (named.has(ecosystem)) return true;
    const family = baseEcosystem(ecosystem);
    return family !== ecosystem && named.has(family) && hasKeyBelow(`${ecosystem}:`);
  };
  const answers = new Map<string, boolean>();
  return (ecosystem) => {
    const answer = answers.get(ecosystem) ?? isCovered(ecosystem);
    answers.set(ecosystem, answer);
    return answer;
  };
}
