/** How severe its records say that a finding is (scoring.md steps 3 and 5). */
import { type CvssScore, parseCvss } from '../cvss/cvss.ts';
import { compareUtf8 } from '../encoding/order.ts';
import { isStellaError } from '../errors.ts';
import type { MatchedAdvisory } from '../matching/find-advisories.ts';
import type { FindingGroup } from '../matching/group-findings.ts';
import type { ScoringWarning } from './warning.ts';

/** The CVSS vector that a finding goes by, and the record that it stands in. */
export interface FindingCvss {
  readonly cvss: CvssScore;
  readonly recordId: string;
}

/** The words of a rules document's `qualitativeSeverity`. */
export type QualitativeSeverity = 'critical' | 'high' | 'medium' | 'low';

/** What a database says instead of a vector. */
export interface FindingQualitativeSeverity {
  readonly severity: QualitativeSeverity;
  readonly recordId: string;
}

/** In falling order. */
const QUALITATIVE: readonly (readonly [string, QualitativeSeverity])[] = [
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MODERATE', 'medium'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
];

/** Reads vectors, each once. */
export class CvssReader {
  readonly warnings: ScoringWarning[] = [];
  readonly #known = new Map<string, CvssScore | string>();

  /** The scores of `vector`, or null, with a warning, when it is none. */
  read(vector: string, recordId: string): CvssScore | null {
    let result = this.#known.get(vector);
    if (result === undefined) {
      result = cvssOrFault(vector);
      this.#known.set(vector, result);
    }
    if (typeof result !== 'string') return result;
    this.warnings.push({ kind: 'cvss-not-parsable', message: result, ref: recordId });
    return null;
  }
}

/**
 * The newest CVSS version among the records, then the highest base score, then the first vector by bytes, then the
 * first record. Severities of the records and of their entries that affect the version count alike; those that are
 * not CVSS do not count.
 */
export function findingCvss(group: FindingGroup, reader: CvssReader): FindingCvss | null {
  const candidates = group.matches.flatMap((match) =>
    vectorsOf(match).flatMap((vector): FindingCvss[] => {
      const recordId = match.advisory.record.id;
      const cvss = reader.read(vector, recordId);
      return cvss === null ? [] : [{ cvss, recordId }];
    }),
  );
  return candidates.sort(compareCvss)[0] ?? null;
}

/** The highest severity that a record has in words (`database_specific.severity`), and the first record that has it. */
export function findingQualitativeSeverity(group: FindingGroup): FindingQualitativeSeverity | null {
  for (const [word, severity] of QUALITATIVE) {
    const match = group.matches.find(
      ({ advisory }) => advisory.record.qualitativeSeverity?.toUpperCase() === word,
    );
    if (match !== undefined) return { severity, recordId: match.advisory.record.id };
  }
  return null;
}

function vectorsOf({ advisory, entries }: MatchedAdvisory): string[] {
  return [advisory.record, ...entries]
    .flatMap(({ severity }) => severity)
    .filter(({ type }) => type.startsWith('CVSS_'))
    .map(({ score }) => score);
}

function compareCvss(a: FindingCvss, b: FindingCvss): number {
  return (
    compareUtf8(b.cvss.version, a.cvss.version) ||
    b.cvss.baseScoreTenths - a.cvss.baseScoreTenths ||
    compareUtf8(a.cvss.vector, b.cvss.vector) ||
    compareUtf8(a.recordId, b.recordId)
  );
}

function cvssOrFault(vector: string): CvssScore | string {
  try {
    return parseCvss(vector);
  } catch (error) {
    if (isStellaError(error)) return error.message;
    throw error;
  }
}
