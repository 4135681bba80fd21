/** The policy's verdict on a scan (scoring.md step 6). */
import type { Verdict } from '../score/score-document.ts';
import type { PolicyDocument } from './policy-document.ts';

/** What a verdict depends on. */
export interface ScanOutcome {
  /** 0.0 to 10.0 */
  readonly score: number;
  readonly hasAffectedKev: boolean;
  readonly hasUncovered: boolean;
}

const RANK: readonly Verdict[] = ['pass', 'warn', 'fail'];

/**
 * The worst of: the score against the thresholds (which it need only reach), KEV, and components that nothing is
 * known about.
 */
export function verdictOf(policy: PolicyDocument, outcome: ScanOutcome): Verdict {
  const { thresholds, failOnKev = true, onUncovered = 'warn' } = policy;
  return worst([
    outcome.score >= thresholds.fail ? 'fail' : outcome.score >= thresholds.warn ? 'warn' : 'pass',
    outcome.hasAffectedKev && failOnKev ? 'fail' : 'pass',
    outcome.hasUncovered ? onUncovered : 'pass',
  ]);
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return RANK[Math.max(...verdicts.map((verdict) => RANK.indexOf(verdict)))] ?? 'fail';
}
