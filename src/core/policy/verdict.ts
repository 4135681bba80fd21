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

/** What one rule of the policy says of a scan. */
export interface VerdictStep {
  readonly rule: 'thresholds' | 'failOnKev' | 'onUncovered';
  readonly verdict: Verdict;
  /** Plain words, with the policy's value. */
  readonly reason: string;
}

const RANK: readonly Verdict[] = ['pass', 'warn', 'fail'];

/**
 * The worst of: the score against the thresholds (which it need only reach), KEV, and components that nothing is
 * known about.
 */
export function verdictOf(policy: PolicyDocument, outcome: ScanOutcome): Verdict {
  const ranks = verdictSteps(policy, outcome).map(({ verdict }) => RANK.indexOf(verdict));
  return RANK[Math.max(...ranks)] ?? 'fail';
}

/** What each rule of the policy says, in this order. */
export function verdictSteps(policy: PolicyDocument, outcome: ScanOutcome): VerdictStep[] {
  return [thresholdStep(policy, outcome), kevStep(policy, outcome), uncoveredStep(policy, outcome)];
}

function thresholdStep({ thresholds: { warn, fail } }: PolicyDocument, { score }: ScanOutcome): VerdictStep {
  const verdict = score >= fail ? 'fail' : score >= warn ? 'warn' : 'pass';
  const reached = verdict === 'pass' ? 'neither' : verdict;
  const reason = `score ${score.toFixed(1)}; warn from ${warn.toFixed(1)}, fail from ${fail.toFixed(1)}: reaches ${reached}`;
  return { rule: 'thresholds', verdict, reason };
}

function kevStep({ failOnKev = true }: PolicyDocument, { hasAffectedKev }: ScanOutcome): VerdictStep {
  const found = hasAffectedKev ? 'an affected finding is in KEV' : 'no affected finding is in KEV';
  const verdict = hasAffectedKev && failOnKev ? 'fail' : 'pass';
  return { rule: 'failOnKev', verdict, reason: `${found}; failOnKev is ${failOnKev}` };
}

function uncoveredStep({ onUncovered = 'warn' }: PolicyDocument, { hasUncovered }: ScanOutcome): VerdictStep {
  const found = hasUncovered ? 'there are components that are not covered' : 'every component is covered';
  const verdict = hasUncovered ? onUncovered : 'pass';
  return { rule: 'onUncovered', verdict, reason: `${found}; onUncovered is ${onUncovered}` };
}
