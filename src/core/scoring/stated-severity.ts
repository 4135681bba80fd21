/**
 * What documents say of a severity that is not what counts: numbers that differ from their vectors, words of another
 * band, vectors in places that are not looked at. The engine believes none of it; whoever reads the score should know.
 */
import { type CvssScore, severityBand } from '../cvss/cvss.ts';
import { isScoreOf, type StatedScore } from '../cvss/stated-score.ts';
import type { MatchedAdvisory } from '../matching/find-advisories.ts';
import type { FindingGroup } from '../matching/group-findings.ts';
import { type CvssReader, readVector, severityOfWord, vectorsOf } from './severity.ts';
import type { ScoringWarning } from './warning.ts';

/** Warnings about the records of one finding; unreadable vectors are the reader's own. */
export function statedSeverityWarnings(group: FindingGroup, reader: CvssReader): ScoringWarning[] {
  return group.matches.flatMap((match) => recordWarnings(match, reader));
}

/**
 * Warnings about numbers beside vectors in a VEX document or an SBOM: they count for nothing here, but the document
 * is then wrong somewhere.
 * @param ref the document's digest
 */
export function statedScoreWarnings(stated: readonly StatedScore[], ref: string): ScoringWarning[] {
  return stated.flatMap(({ score, vector, pointer }) => {
    if (vector === null || score === null) return [];
    const readings = PREFIXES.map((prefix) => readVector(`${prefix}${vector}`));
    const scores = readings.filter((each) => typeof each !== 'string');
    return scores.length === 0 ? [] : differenceWarnings({ score, pointer }, scores, ref);
  });
}

/** CycloneDX's ratings say the version in `method`, and leave the prefix away; no vector is one of two versions. */
const PREFIXES: readonly string[] = ['', 'CVSS:3.1/', 'CVSS:3.0/'];

function recordWarnings(
  { advisory: { record }, entries }: MatchedAdvisory,
  reader: CvssReader,
): ScoringWarning[] {
  const holders = [record, ...entries];
  const vectors = holders.flatMap(vectorsOf);
  const scores = vectors.flatMap((vector) => reader.find(vector) ?? []);
  const stated = holders.flatMap(({ statedScores }) => statedScores);
  return [
    ...stated.flatMap((each) => statedWarnings(each, vectors, scores, record.id)),
    ...holders.flatMap(({ qualitativeSeverity }) => wordWarnings(qualitativeSeverity, scores, record.id)),
  ];
}

function statedWarnings(
  { score, vector, pointer }: StatedScore,
  vectors: readonly string[],
  scores: readonly CvssScore[],
  ref: string,
): ScoringWarning[] {
  const outside =
    vector === null || vectors.includes(vector)
      ? []
      : [
          {
            kind: 'cvss-outside-severity' as const,
            message: `the vector ${shown(vector)} at ${pointer} is not among the severities of the record, and does not count`,
            ref,
          },
        ];
  if (score === null) return outside;
  const own = vector === null ? scores : [readVector(vector)];
  if (own.length > 0) return [...outside, ...differenceWarnings({ score, pointer }, own, ref)];
  const message = `the score ${score} at ${pointer} has no vector, and does not count`;
  return [...outside, { kind: 'cvss-score-alone', message, ref }];
}

function differenceWarnings(
  { score, pointer }: { readonly score: string; readonly pointer: string },
  scores: readonly (CvssScore | string)[],
  ref: string,
): ScoringWarning[] {
  const read = scores.filter((each) => typeof each !== 'string');
  if (read.some((each) => isScoreOf(score, each))) return [];
  if (read.length === 0)
    return scores.slice(0, 1).map((fault) => ({ kind: 'cvss-not-parsable', message: String(fault), ref }));
  const given = read.map(({ vector, scoreTenths }) => `${vector} gives ${(scoreTenths / 10).toFixed(1)}`);
  const message = `the score ${score} is stated at ${pointer}, but the vector ${given.join(', the vector ')}`;
  return [{ kind: 'cvss-score-differs', message, ref }];
}

function wordWarnings(word: string | null, scores: readonly CvssScore[], ref: string): ScoringWarning[] {
  const severity = word === null ? null : severityOfWord(word);
  if (severity === null || scores.length === 0) return [];
  const bands = scores.flatMap((each) => [each.baseScoreTenths, each.overallScoreTenths]).map(severityBand);
  if (bands.includes(severity)) return [];
  const message = `the severity ${severity} is stated in words, but the vectors give ${[...new Set(bands)].join(', ')}`;
  return [{ kind: 'severity-word-differs', message, ref }];
}

function shown(vector: string): string {
  return JSON.stringify(vector.length > 100 ? `${vector.slice(0, 100)}…` : vector);
}
