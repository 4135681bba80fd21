/** Checks of a bundle that are made once its own checks are: against an archive's index, against receipts of replays. */
import { nothingEstablished } from './proof-statements.ts';
import { type Check, decidingCode, type ProofReport } from './report.ts';

/** What a check adds to what is established, and what it leaves open. */
export interface CheckStatements {
  readonly established?: readonly string[];
  readonly notEstablished?: readonly string[];
}

/** The report with one more check. A check that fails takes the proof away, as any other does. */
export function appendCheck(
  report: ProofReport,
  check: Check,
  { established = [], notEstablished = [] }: CheckStatements = {},
): ProofReport {
  const checks = [...report.checks, check];
  if (check.status !== 'fail') {
    if (!report.verified) return { ...report, checks };
    return {
      ...report,
      checks,
      established: [...report.established, ...established],
      notEstablished: [...report.notEstablished, ...notEstablished],
    };
  }
  return {
    ...report,
    verified: false,
    code: decidingCode(checks),
    proven: null,
    checks,
    ...nothingEstablished('bundle', report.assumed),
  };
}
