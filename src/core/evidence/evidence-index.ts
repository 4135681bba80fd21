/** The evidence that exists at the clock, ready to be asked about one finding after another. */
import { type Purl, parsePurl } from '../purl/purl.ts';
import { purlMeans } from '../purl/purl-match.ts';
import type { VersionScheme } from '../version/scheme.ts';
import type { EvidenceDocument, EvidenceFinding } from './evidence-document.ts';

interface IndexedEvidence {
  readonly pattern: Purl;
  readonly entry: EvidenceFinding;
}

/** Entries by vulnerability id. */
export type EvidenceIndex = ReadonlyMap<string, readonly IndexedEvidence[]>;

/**
 * @param clock the frozen clock, in our own form of a time. What was observed later does not exist yet; an entry
 * without `observedAt` always does
 */
export function indexEvidence(evidence: EvidenceDocument | null, clock: string): EvidenceIndex {
  const index = new Map<string, IndexedEvidence[]>();
  for (const entry of evidence?.findings ?? []) {
    if (entry.observedAt !== undefined && entry.observedAt > clock) continue;
    const entries = index.get(entry.id) ?? [];
    entries.push({ pattern: parsePurl(entry.purl), entry });
    index.set(entry.id, entries);
  }
  return index;
}

/**
 * Every entry about a finding, in no order that counts.
 * @param ids the finding's id and aliases
 * @param scheme by which versions are equal that are spelt differently
 */
export function findEvidence(
  index: EvidenceIndex,
  ids: readonly string[],
  component: Purl,
  scheme?: VersionScheme,
): readonly EvidenceFinding[] {
  return ids
    .flatMap((id) => index.get(id) ?? [])
    .filter(({ pattern }) => purlMeans(pattern, component, scheme))
    .map(({ entry }) => entry);
}
