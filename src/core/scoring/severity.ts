/** How severe its records say that a finding is (scoring.md steps 3 and 5). */
import { type CvssScore, parseCvss } from '../cvss/cvss.ts';
import { compareUtf8 } from '../encoding/order.ts';
import { isStellaError } from '../errors.ts';
import type { OsvAffected, OsvRecord } from '../feed/osv-record.ts';
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

/** In falling order: the words of CVSS, GitHub's MODERATE, Red Hat's Important. */
const QUALITATIVE: readonly (readonly [string, QualitativeSeverity])[] = [
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['IMPORTANT', 'high'],
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
    const result = this.#result(vector);
    if (typeof result !== 'string') return result;
    this.warnings.push({ kind: 'cvss-not-parsable', message: result, ref: recordId });
    return null;
  }

  /** The same without a warning. */
  find(vector: string): CvssScore | null {
    const result = this.#result(vector);
    return typeof result === 'string' ? null : result;
  }

  #result(vector: string): CvssScore | string {
    let result = this.#known.get(vector);
    if (result === undefined) {
      result = readVector(vector);
      this.#known.set(vector, result);
    }
    return result;
  }
}

/**
 * The newest CVSS version among the records, then the highest base score, then the first vector by bytes, then the
 * first record. Severities of the records and of their entries that affect the version count alike; those that are
 * not CVSS do not count.
 */
export function findingCvss(group: FindingGroup, reader: CvssReader): FindingCvss | null {
  const candidates = group.matches.flatMap((match) =>
    holdersOf(match)
      .flatMap(vectorsOf)
      .flatMap((vector): FindingCvss[] => {
        const recordId = match.advisory.record.id;
        const cvss = reader.read(vector, recordId);
        return cvss === null ? [] : [{ cvss, recordId }];
      }),
  );
  return candidates.sort(compareCvss)[0] ?? null;
}

/**
 * The highest severity that a record has in words, and the first record that has it: in `database_specific.severity`,
 * `ecosystem_specific.severity`, or a `severity` of a type that is not CVSS (Ubuntu's).
 */
export function findingQualitativeSeverity(group: FindingGroup): FindingQualitativeSeverity | null {
  for (const [word, severity] of QUALITATIVE) {
    const match = group.matches.find((each) =>
      holdersOf(each).some((holder) => wordsOf(holder).some((one) => one.toUpperCase() === word)),
    );
    if (match !== undefined) return { severity, recordId: match.advisory.record.id };
  }
  return null;
}

/** What a word of a database means, or null where it is none of the table. */
export function severityOfWord(word: string): QualitativeSeverity | null {
  return QUALITATIVE.find(([known]) => known === word.toUpperCase())?.[1] ?? null;
}

/** The vectors that a record, or one of its entries, is rated with. */
export function vectorsOf({ severity }: SeverityHolder): string[] {
  return severity.filter(({ type }) => isCvssType(type)).map(({ score }) => score);
}

type SeverityHolder = OsvRecord | OsvAffected;

function holdersOf({ advisory, entries }: MatchedAdvisory): SeverityHolder[] {
  return [advisory.record, ...entries];
}

function wordsOf({ severity, qualitativeSeverity }: SeverityHolder): string[] {
  const words = severity.filter(({ type }) => !isCvssType(type)).map(({ score }) => score);
  return qualitativeSeverity === null ? words : [qualitativeSeverity, ...words];
}

function isCvssType(type: string): boolean {
  return type.startsWith('CVSS_');
}

function compareCvss(a: FindingCvss, b: FindingCvss): number {
  return (
    compareUtf8(b.cvss.version, a.cvss.version) ||
    b.cvss.scoreTenths - a.cvss.scoreTenths ||
    compareUtf8(a.cvss.vector, b.cvss.vector) ||
    compareUtf8(a.recordId, b.recordId)
  );
}

/** The scores of a vector, or why it is none. */
export function readVector(vector: string): CvssScore | string {
  try {
    return parseCvss(vector);
  } catch (error) {
    if (isStellaError(error)) return error.message;
    throw error;
  }
}
