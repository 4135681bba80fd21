/**
 * From findings to the score document: the scan's score, its severity, the verdict and the counts (scoring.md step
 * 6).
 */
import { severityBand } from '../cvss/cvss.ts';
import type { Digest } from '../digest/sha256.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import { verdictOf } from '../policy/verdict.ts';
import type { ScoreDocument } from '../score/score-document.ts';
import type { BuiltFinding } from './build-finding.ts';

/** What a score is about, and by whose policy. */
export interface ScoreSubject {
  readonly manifest: Manifest;
  readonly manifestHash: Digest;
  readonly policy: PolicyDocument;
}

/**
 * The score document, its members in the order of the canonical text. Its score is the highest of the affected findings (`aggregate: max`, the only one there is),
 * 0.0 without any.
 * @param built by purl, then id
 */
export function assembleScore(
  { manifest, manifestHash, policy }: ScoreSubject,
  built: readonly BuiltFinding[],
  coverage: ScoreDocument['coverage'],
): ScoreDocument {
  const affected = built.filter(({ finding }) => finding.status === 'affected');
  const scoreTenths = affected.reduce((highest, each) => Math.max(highest, each.scoreTenths), 0);
  const score = scoreTenths / 10;
  const hasAffectedKev = affected.some(({ finding }) => finding.kev !== null);
  return {
    coverage,
    findings: built.map(({ finding }) => finding),
    freezeTimestamp: manifest.freezeTimestamp,
    manifestHash,
    scanId: manifest.scanId,
    schema: 'stella.score/v1',
    score,
    severity: severityBand(scoreTenths),
    summary: {
      affected: affected.length,
      bySeverity: countBySeverity(affected),
      components: coverage.covered + coverage.uncovered.length,
      findings: built.length,
      suppressed: built.length - affected.length,
    },
    verdict: verdictOf(policy, { score, hasAffectedKev, hasUncovered: coverage.uncovered.length > 0 }),
  };
}

/** By each finding's own score. */
function countBySeverity(affected: readonly BuiltFinding[]): ScoreDocument['summary']['bySeverity'] {
  const counts = { critical: 0, high: 0, low: 0, medium: 0, none: 0 };
  for (const { scoreTenths } of affected) counts[severityBand(scoreTenths)]++;
  return counts;
}
