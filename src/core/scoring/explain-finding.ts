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
  /** scoreTenths × 100 × product / sumOfProducts, cut off. */
  readonly shareBps: number;
  /** The share, and in the first of the largest what the divisions left. */
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
  /** scoreTenths × 100 less all shares: what the divisions left. */
  readonly remainderBps: number;
}

/** The steps from the factors of `finding` to its score. */
export function explainFinding(finding: Finding): FindingExplanation {
  const { id, purl, status, suppressedBy, factors, score } = finding;
  const products = factors.map(({ value, weightBps }) => value * weightBps);
  const sumOfProducts = sumOf(products);
  const sumOfWeights = sumOf(factors.map(({ weightBps }) => weightBps));
  const scoreTenths = Math.round(score * 10);
  const shares = products.map((product) =>
    sumOfProducts === 0 ? 0 : Math.floor((scoreTenths * 100 * product) / sumOfProducts),
  );
  const steps = factors.map(({ name, reason, value, weightBps, contributionBps }, i) => ({
    name,
    reason,
    value,
    weightBps,
    product: products[i] as number,
    shareBps: shares[i] as number,
    contributionBps,
  }));
  return {
    id,
    purl,
    status,
    suppressedBy,
    steps,
    sumOfProducts,
    sumOfWeights,
    quotient: sumOfWeights === 0 ? null : twoDecimals(sumOfProducts, sumOfWeights),
    scoreTenths,
    score,
    remainderBps: scoreTenths * 100 - sumOf(shares),
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function twoDecimals(numerator: number, denominator: number): string {
  const hundredths = Math.floor((numerator * 100) / denominator);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}
