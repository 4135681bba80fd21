/**
 * VEX about a finding of a distribution. Its records have ids of their own (`DEBIAN-CVE-2024-3094`, `RHSA-2024:1`) and name
 * the vulnerabilities that they fix as `upstream`, which is where issuers of VEX speak of them. The record's finding is all
 * of these at once: it is suppressed when each of them is.
 */
import { applyVex, type VexComponent, type VexDecision, type VexIndex, type VexScope } from './apply-vex.ts';

/** By what a finding is known. */
export interface VexVulnerability {
  /** Its id and aliases. */
  readonly ids: readonly string[];
  /** Ids that its records name as upstream, in their order. */
  readonly upstream: readonly string[];
}

/** `DEBIAN-CVE-2024-3094` is Debian's name of CVE-2024-3094. */
const CVE_OF_DISTRIBUTION = /-(CVE-\d{4}-\d{4,})$/;

/** What VEX says of one finding: of its own ids, together with each vulnerability that is upstream of it. */
export function decideVex(
  index: VexIndex,
  { ids, upstream }: VexVulnerability,
  component: VexComponent,
  scope: VexScope,
): VexDecision {
  if (index.size === 0) return { suppression: null, matching: [], others: [] };
  const byName = Map.groupBy(upstream, (id) => CVE_OF_DISTRIBUTION.exec(id)?.[1] ?? id);
  if (byName.size === 0) return applyVex(index, ids, component, scope);
  const decisions = [...byName].map(([name, names]) =>
    applyVex(index, [...ids, name, ...names], component, scope),
  );
  const isSuppressed = decisions.every(({ suppression }) => suppression !== null);
  const matching = [...new Set(decisions.flatMap((decision) => decision.matching))];
  const others = new Set(decisions.flatMap((decision) => decision.others));
  return {
    suppression: isSuppressed ? (decisions[0]?.suppression ?? null) : null,
    matching,
    others: [...others].filter((statement) => !matching.includes(statement)),
  };
}
