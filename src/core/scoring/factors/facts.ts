/** What is known of a finding when its factors are valued, and what a factor comes out as. */
import type { EvidenceFinding, Provenance } from '../../evidence/evidence-document.ts';
import type { Exploitation } from '../exploitation.ts';
import type { FindingCvss, FindingQualitativeSeverity } from '../severity.ts';

export interface FindingFacts extends Exploitation {
  readonly cvss: FindingCvss | null;
  readonly qualitative: FindingQualitativeSeverity | null;
  /** The entries about this finding that exist at the clock. */
  readonly evidence: readonly EvidenceFinding[];
  /** Of the scanned artifact; null where nothing is known. */
  readonly provenance: Provenance | null;
  /** The frozen clock, milliseconds since 1970. */
  readonly clockMs: number;
}

/** A factor that there is evidence for. */
export interface FactorValue {
  /** 0 to 100 */
  readonly value: number;
  /** Plain words, with the source. */
  readonly reason: string;
}

/** The highest value; of equals the one whose reason is first by code units. Null for none. */
export function highestValue(values: readonly FactorValue[]): FactorValue | null {
  const [highest] = [...values].sort((a, b) => b.value - a.value || (a.reason < b.reason ? -1 : 1));
  return highest ?? null;
}
