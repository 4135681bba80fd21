/** Why a scan has its score: each factor of each finding, and how the policy came to its verdict. */
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import { parsePolicyDocument } from '../../core/policy/policy-document.ts';
import { type VerdictStep, verdictSteps } from '../../core/policy/verdict.ts';
import type { Severity, Verdict } from '../../core/score/score-document.ts';
import { explainFinding, type FindingExplanation } from '../../core/scoring/explain-finding.ts';
import type { Store } from '../ports/store.ts';
import { originalManifest, recordedScore } from './replay-score.ts';

export interface ScoreExplanation {
  readonly scanId: string;
  readonly score: number;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly rules: { readonly name: string; readonly version: string; readonly digest: string };
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string };
  /** The affected finding that gives the scan its score; null when nothing is affected. */
  readonly decidedBy: { readonly id: string; readonly purl: string } | null;
  /** What each rule of the policy says; the verdict is the worst. */
  readonly verdictSteps: readonly VerdictStep[];
  readonly affected: number;
  readonly suppressed: number;
  readonly uncovered: number;
  readonly findings: readonly FindingExplanation[];
}

/**
 * @param findingId a finding's id or alias; null for all
 * @throws StellaError SCAN_NOT_FOUND, INPUT_MISSING when there is no such finding
 */
export function explainScore(store: Store, scanId: string, findingId: string | null): ScoreExplanation {
  const row = originalManifest(store, scanId);
  const score = recordedScore(store, row);
  const wanted = score.findings.filter(
    ({ id, aliases }) => findingId === null || id === findingId || aliases.includes(findingId),
  );
  if (findingId !== null && wanted.length === 0) {
    throw new StellaError(
      'INPUT_MISSING',
      `the scan ${scanId} has no finding ${JSON.stringify(findingId.slice(0, 100))}`,
      {
        hint: `list its findings with: stella score explain --scan ${scanId}`,
      },
    );
  }
  const { rules, policy } = row.manifest.inputs;
  const policyText = utf8Decode(store.blobs.get(policy.digest, 'the policy'), 'the policy');
  const decisive = score.findings.find(
    (finding) => finding.status === 'affected' && finding.score === score.score,
  );
  return {
    scanId,
    score: score.score,
    severity: score.severity,
    verdict: score.verdict,
    rules: { name: rules.name, version: rules.version, digest: rules.digest },
    policy: { name: policy.name, version: policy.version, digest: policy.digest },
    decidedBy: decisive === undefined ? null : { id: decisive.id, purl: decisive.purl },
    verdictSteps: verdictSteps(parsePolicyDocument(policyText, 'the policy').document, {
      score: score.score,
      hasAffectedKev: score.findings.some(({ status, kev }) => status === 'affected' && kev !== null),
      hasUncovered: score.coverage.uncovered.length > 0,
    }),
    affected: score.summary.affected,
    suppressed: score.summary.suppressed,
    uncovered: score.coverage.uncovered.length,
    findings: wanted.map(explainFinding),
  };
}
