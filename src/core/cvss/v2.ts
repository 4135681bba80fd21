/**
 * CVSS v2.0: "A Complete Guide to the CVSS Version 2.0", sections 2.4 (vectors) and 3.2 (equations). A vector has no
 * prefix. The guide lists the metrics in one order and writes ND for a temporal or environmental one that is not used;
 * FIRST's JSON schema for v2.0, and OSV's, take any order and leave metrics out, and both mean the same.
 */
import {
  type Decimal,
  decimal,
  minus,
  ONE,
  plus,
  roundHalfUp,
  smaller,
  TEN,
  times,
  ZERO,
} from './decimal.ts';
import type { Metrics, VectorGrammar } from './vector.ts';
import { weighted, weightOf, weights } from './weights.ts';

const ACCESS_VECTOR = weights({ L: '0.395', A: '0.646', N: '1' });
const ACCESS_COMPLEXITY = weights({ H: '0.35', M: '0.61', L: '0.71' });
const AUTHENTICATION = weights({ M: '0.45', S: '0.56', N: '0.704' });
const IMPACT = weights({ N: '0', P: '0.275', C: '0.660' });
const EXPLOITABILITY = weights({ U: '0.85', POC: '0.9', F: '0.95', H: '1', ND: '1' });
const REMEDIATION_LEVEL = weights({ OF: '0.87', TF: '0.90', W: '0.95', U: '1', ND: '1' });
const REPORT_CONFIDENCE = weights({ UC: '0.90', UR: '0.95', C: '1', ND: '1' });
const COLLATERAL_DAMAGE = weights({ N: '0', L: '0.1', LM: '0.3', MH: '0.4', H: '0.5', ND: '0' });
const TARGET_DISTRIBUTION = weights({ N: '0', L: '0.25', M: '0.75', H: '1', ND: '1' });
const REQUIREMENT = weights({ L: '0.5', M: '1', H: '1.51', ND: '1' });

/** The temporal metrics. */
export const V2_TEMPORAL = [
  weighted('E', EXPLOITABILITY),
  weighted('RL', REMEDIATION_LEVEL),
  weighted('RC', REPORT_CONFIDENCE),
];

/** The environmental metrics. */
export const V2_ENVIRONMENTAL = [
  weighted('CDP', COLLATERAL_DAMAGE),
  weighted('TD', TARGET_DISTRIBUTION),
  weighted('CR', REQUIREMENT),
  weighted('IR', REQUIREMENT),
  weighted('AR', REQUIREMENT),
];

/** Vector strings of v2. */
export const V2_GRAMMAR: VectorGrammar = {
  prefix: '',
  mandatory: [
    weighted('AV', ACCESS_VECTOR),
    weighted('AC', ACCESS_COMPLEXITY),
    weighted('Au', AUTHENTICATION),
    weighted('C', IMPACT),
    weighted('I', IMPACT),
    weighted('A', IMPACT),
  ],
  optional: [...V2_TEMPORAL, ...V2_ENVIRONMENTAL],
  isOrdered: false,
  notDefined: 'ND',
};

/** The base score (3.2.1). */
export function v2BaseScore(metrics: Metrics): Decimal {
  const remaining = times(...['C', 'I', 'A'].map((name) => minus(ONE, weightOf(metrics, name, IMPACT))));
  return scoreOfImpact(metrics, times(decimal('10.41'), minus(ONE, remaining)));
}

/** The temporal score (3.2.2). */
export function v2TemporalScore(metrics: Metrics): Decimal {
  return temporalOf(metrics, v2BaseScore(metrics));
}

/** The environmental score (3.2.3). What it is made of may fall below zero, as in the guide; the score is then zero. */
export function v2EnvironmentalScore(metrics: Metrics): Decimal {
  const adjusted = temporalOf(metrics, scoreOfImpact(metrics, adjustedImpact(metrics)));
  const collateral = times(minus(TEN, adjusted), weightOf(metrics, 'CDP', COLLATERAL_DAMAGE));
  return toOneDecimal(times(plus(adjusted, collateral), weightOf(metrics, 'TD', TARGET_DISTRIBUTION)));
}

function adjustedImpact(metrics: Metrics): Decimal {
  const remaining = ['C', 'I', 'A'].map((name) =>
    minus(ONE, times(weightOf(metrics, name, IMPACT), weightOf(metrics, `${name}R`, REQUIREMENT))),
  );
  return smaller(TEN, times(decimal('10.41'), minus(ONE, times(...remaining))));
}

function scoreOfImpact(metrics: Metrics, impact: Decimal): Decimal {
  if (impact.units === 0n) return ZERO;
  const exploitability = times(
    decimal('20'),
    weightOf(metrics, 'AV', ACCESS_VECTOR),
    weightOf(metrics, 'AC', ACCESS_COMPLEXITY),
    weightOf(metrics, 'Au', AUTHENTICATION),
  );
  const sum = plus(times(decimal('0.6'), impact), times(decimal('0.4'), exploitability));
  return toOneDecimal(times(minus(sum, decimal('1.5')), decimal('1.176')));
}

function temporalOf(metrics: Metrics, score: Decimal): Decimal {
  return toOneDecimal(
    times(
      score,
      weightOf(metrics, 'E', EXPLOITABILITY),
      weightOf(metrics, 'RL', REMEDIATION_LEVEL),
      weightOf(metrics, 'RC', REPORT_CONFIDENCE),
    ),
  );
}

function toOneDecimal(value: Decimal): Decimal {
  return roundHalfUp(value, 1);
}
