/**
 * Every integer step from a finding's factors to its score (scoring.md step 5), so that a person can redo it with a pocket
 * calculator. Made from the signed finding alone: what is explained is what was signed.
 */
import type { Finding } from '../score/score-document.ts';

export interface FactorStep {
  readonly name: string;
  /** Why the factor has its value. */
  readonly reason: string;
  readonly value: number;
  readonly weightBps: number;
  /** value × weight */
  readonly product: number;
  readonly contributionBps: number;
}

export interface FindingExplanation {
  readonly id: string;
  readonly purl: string;
  readonly status: Finding['status'];
  readonly suppressedBy: Finding['suppressedBy'];
  readonly steps: readonly FactorStep[];
  readonly sumOfProducts: number;
  readonly sumOfWeights: number;
  /** sumOfProducts / sumOfWeights with two decimals, cut off; null when there is no weight. */
  readonly quotient: string | null;
  /** The quotient rounded half up to a whole number, the score in tenths. */
  readonly scoreTenths: number;
  readonly score: number;
}

/** The steps from the factors of `finding` to its score. */
export function explainFinding(finding: Finding): FindingExplanation {
  const { id, purl, status, suppressedBy, factors, score } = finding;
  const steps = factors.map(({ name, reason, value, weightBps, contributionBps }) => ({
    name,
    reason,
    value,
    weightBps,
    product: value * weightBps,
    contributionBps,
  }));
  const sumOfProducts = steps.reduce((sum, { product }) => sum + product, 0);
  const sumOfWeights = steps.reduce((sum, { weightBps }) => sum + weightBps, 0);
  return {
    id,
    purl,
    status,
    suppressedBy,
    steps,
    sumOfProducts,
    sumOfWeights,
    quotient: sumOfWeights === 0 ? null : twoDecimals(sumOfProducts, sumOfWeights),
    scoreTenths: Math.round(score * 10),
    score,
  };
}

function twoDecimals(numerator: number, denominator: number): string {
  const hundredths = Math.floor((numerator * 100) / denominator);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}
