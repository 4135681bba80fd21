/** The policy's suppressions, ready to be asked about one finding after another. */
import type { PolicyDocument, Suppression } from './policy-document.ts';
import { endOfDay } from './policy-document.ts';
import { matchesGlob } from './purl-glob.ts';

/** Why a finding is suppressed, and where that stands. */
export interface PolicySuppression {
  readonly kind: 'policy';
  /** `stella-default@1.0.0#/suppress/0`: policy, version and the entry's RFC 6901 pointer. */
  readonly ref: string;
  readonly reason: string;
}

interface IndexedSuppression {
  readonly position: number;
  readonly glob: string;
  readonly suppression: PolicySuppression;
}

/** Entries that hold at the clock, by vulnerability id. */
export type SuppressionIndex = ReadonlyMap<string, readonly IndexedSuppression[]>;

/** @param clock the frozen clock, in our own form of a time */
export function indexSuppressions(policy: PolicyDocument, clock: string): SuppressionIndex {
  const index = new Map<string, IndexedSuppression[]>();
  for (const [position, entry] of (policy.suppress ?? []).entries()) {
    if (!holdsAt(entry, clock)) continue;
    const ref = `${policy.name}@${policy.version}#/suppress/${position}`;
    const suppression = { kind: 'policy', reason: entry.reason, ref } as const;
    const entries = index.get(entry.id) ?? [];
    entries.push({ position, glob: entry.purl, suppression });
    index.set(entry.id, entries);
  }
  return index;
}

/**
 * The first entry of the policy that suppresses a finding, or null.
 * @param ids the finding's id and aliases
 * @param purl its canonical purl
 */
export function findSuppression(
  index: SuppressionIndex,
  ids: readonly string[],
  purl: string,
): PolicySuppression | null {
  const entries = ids
    .flatMap((id) => index.get(id) ?? [])
    .filter(({ glob }) => matchesGlob(glob, purl))
    .sort((a, b) => a.position - b.position);
  return entries[0]?.suppression ?? null;
}

/** Our own form of a time is in the order of time. */
function holdsAt(entry: Suppression, clock: string): boolean {
  if (entry.until === undefined) return true;
  return clock <= (entry.until.includes('T') ? entry.until : endOfDay(entry.until));
}
