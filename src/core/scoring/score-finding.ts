/**
 * The score of one finding (scoring.md step 5): the weighted mean of its factors, in integers, rounded half up once.
 *
 *     severity 98 × 4500, exploitation 15 × 3500:  493500 / 8000 = 61.69 → 62 → 6.2
 *     contributions of 6200: 441000/493500 → 5540, 52500/493500 → 659, remainder 1 to the largest: 5541 + 659
 *
 * What the page leaves open:
 * - A factor without evidence and without a `missing` value is not among the finding's factors. `weightBps` stays the
 *   rules' own.
 * - score × 1000 is divided in the proportion of value × weight.
 * - A finding that the rules leave no factor of, or only factors of weight 0, has the score 0.0, and a warning says
 *   so.
 */
import type { FactorRule } from '../rules/factor-rule.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import type { Factor } from '../score/score-document.ts';
import { cvssFactor } from './factors/cvss-factor.ts';
import { evidenceFactor } from './factors/evidence-factor.ts';
import { exploitationFactor } from './factors/exploitation-factor.ts';
import type { FactorValue, FindingFacts } from './factors/facts.ts';
import { provenanceFactor } from './factors/provenance-factor.ts';
import { reachabilityFactor } from './factors/reachability-factor.ts';
import { divideHalfUp } from './integer.ts';

export interface FindingScore {
  /** 0 to 100: the score 7.4 is 74. */
  readonly scoreTenths: number;
  /** In the rules' order; their contributions add up to `scoreTenths × 100`. */
  readonly factors: readonly Factor[];
}

/** A factor before its contribution is known. */
export interface WeightedFactor {
  readonly name: string;
  readonly value: number;
  readonly weightBps: number;
  readonly reason: string;
}

/** Scores a finding by what is known of it. */
export function scoreFinding(rules: RulesDocument, facts: FindingFacts): FindingScore {
  return combineFactors(
    rules.factors.flatMap((rule): WeightedFactor[] => {
      const valued = factorValue(rules, rule, facts) ?? missingValue(rule);
      return valued === null ? [] : [{ name: rule.name, weightBps: rule.weightBps, ...valued }];
    }),
  );
}

/** The weighted mean, and what each factor contributes to it. */
export function combineFactors(weighted: readonly WeightedFactor[]): FindingScore {
  const weight = weighted.reduce((sum, { weightBps }) => sum + weightBps, 0);
  const products = weighted.map(({ value, weightBps }) => value * weightBps);
  const product = products.reduce((sum, each) => sum + each, 0);
  const scoreTenths = weight === 0 ? 0 : divideHalfUp(product, weight);
  const contributions = divideInProportion(scoreTenths * 100, products, product);
  return {
    scoreTenths,
    factors: weighted.map(({ name, value, weightBps, reason }, i) => ({
      contributionBps: contributions[i] ?? 0,
      name,
      reason,
      value,
      weightBps,
    })),
  };
}

/**
 * Whole parts of `total` in the proportion of `shares`, whose sum is `sum`; what the divisions leave goes to the
 * first of the largest parts.
 */
function divideInProportion(total: number, shares: readonly number[], sum: number): number[] {
  const parts = shares.map((share) => (sum === 0 ? 0 : Math.floor((total * share) / sum)));
  const remainder = total - parts.reduce((all, part) => all + part, 0);
  const largest = parts.indexOf(Math.max(...parts));
  return parts.map((part, i) => (i === largest ? part + remainder : part));
}

function factorValue(rules: RulesDocument, rule: FactorRule, facts: FindingFacts): FactorValue | null {
  switch (rule.source) {
    case 'cvss':
      return cvssFactor(rules, facts);
    case 'exploitation':
      return exploitationFactor(rule, facts);
    case 'reachability':
      return reachabilityFactor(rule, facts);
    case 'evidence':
      return evidenceFactor(rule, facts);
    case 'provenance':
      return provenanceFactor(rule, facts);
  }
}

function missingValue({ missing = 'exclude' }: FactorRule): FactorValue | null {
  return missing === 'exclude'
    ? null
    : { value: missing, reason: `nothing is known, the rules take ${missing}` };
}
