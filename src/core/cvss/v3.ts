/**
 * What CVSS v3.0 and v3.1 share: metrics, weights and equations (specification documents, sections 6 to 8 and 7 to
 * 7.4). They differ in the rounding and in the modified impact, which `v30.ts` and `v31.ts` give. A vector may have
 * its metrics in any order.
 */
import { type Decimal, decimal, minus, ONE, plus, power, smaller, TEN, times, ZERO } from './decimal.ts';
import { type MetricDefinition, type Metrics, metricValue, type VectorGrammar } from './vector.ts';
import { type Weights, weighted, weightOf, weights } from './weights.ts';

const ATTACK_VECTOR = weights({ N: '0.85', A: '0.62', L: '0.55', P: '0.2' });
const ATTACK_COMPLEXITY = weights({ L: '0.77', H: '0.44' });
const PRIVILEGES_REQUIRED = weights({ N: '0.85', L: '0.62', H: '0.27' });
const PRIVILEGES_REQUIRED_SCOPE_CHANGED = weights({ N: '0.85', L: '0.68', H: '0.5' });
const USER_INTERACTION = weights({ N: '0.85', R: '0.62' });
const IMPACT = weights({ H: '0.56', L: '0.22', N: '0' });
const EXPLOIT_CODE_MATURITY = weights({ X: '1', H: '1', F: '0.97', P: '0.94', U: '0.91' });
const REMEDIATION_LEVEL = weights({ X: '1', U: '1', W: '0.97', T: '0.96', O: '0.95' });
const REPORT_CONFIDENCE = weights({ X: '1', C: '1', R: '0.96', U: '0.92' });
const REQUIREMENT = weights({ X: '1', H: '1.5', M: '1', L: '0.5' });

const BASE: readonly MetricDefinition[] = [
  weighted('AV', ATTACK_VECTOR),
  weighted('AC', ATTACK_COMPLEXITY),
  weighted('PR', PRIVILEGES_REQUIRED),
  weighted('UI', USER_INTERACTION),
  ['S', ['U', 'C']],
  weighted('C', IMPACT),
  weighted('I', IMPACT),
  weighted('A', IMPACT),
];

/** The temporal metrics. */
export const V3_TEMPORAL = [
  weighted('E', EXPLOIT_CODE_MATURITY),
  weighted('RL', REMEDIATION_LEVEL),
  weighted('RC', REPORT_CONFIDENCE),
];

/** The environmental metrics: requirements, and every base metric again as a modified one. */
export const V3_ENVIRONMENTAL: readonly MetricDefinition[] = [
  weighted('CR', REQUIREMENT),
  weighted('IR', REQUIREMENT),
  weighted('AR', REQUIREMENT),
  ...BASE.map(([name, values]): MetricDefinition => [`M${name}`, ['X', ...values]]),
];

/** What a minor version does in its own way. */
export interface V3Edition {
  readonly grammar: VectorGrammar;
  /** To one decimal, upwards. */
  readonly roundup: (value: Decimal) => Decimal;
  /** The modified impact where the modified scope is changed. */
  readonly modifiedImpactScopeChanged: (impactSubScore: Decimal) => Decimal;
}

/** The grammar of the vector strings that begin with `prefix`. */
export function v3Grammar(prefix: string): VectorGrammar {
  return {
    prefix,
    mandatory: BASE,
    optional: [...V3_TEMPORAL, ...V3_ENVIRONMENTAL],
    isOrdered: false,
    notDefined: 'X',
  };
}

/** The base score. */
export function v3BaseScore(metrics: Metrics, edition: V3Edition): Decimal {
  const remaining = times(...['C', 'I', 'A'].map((name) => minus(ONE, weightOf(metrics, name, IMPACT))));
  const impactSubScore = minus(ONE, remaining);
  const isScopeChanged = metricValue(metrics, 'S') === 'C';
  const impact = isScopeChanged
    ? impactScopeChanged(impactSubScore, minus(impactSubScore, decimal('0.02')), 15)
    : times(decimal('6.42'), impactSubScore);
  return combine(impact, exploitability(metrics, isScopeChanged), isScopeChanged, edition);
}

/** The temporal score. */
export function v3TemporalScore(metrics: Metrics, edition: V3Edition): Decimal {
  return temporalOf(metrics, v3BaseScore(metrics, edition), edition);
}

/** The environmental score: the equations over the modified metrics, then over the temporal ones. */
export function v3EnvironmentalScore(metrics: Metrics, edition: V3Edition): Decimal {
  const modified = withModified(metrics);
  const remaining = ['C', 'I', 'A'].map((name) =>
    minus(ONE, times(weightOf(modified, name, IMPACT), weightOf(modified, `${name}R`, REQUIREMENT))),
  );
  const impactSubScore = smaller(minus(ONE, times(...remaining)), decimal('0.915'));
  const isScopeChanged = metricValue(modified, 'S') === 'C';
  const impact = isScopeChanged
    ? edition.modifiedImpactScopeChanged(impactSubScore)
    : times(decimal('6.42'), impactSubScore);
  const score = combine(impact, exploitability(modified, isScopeChanged), isScopeChanged, edition);
  return temporalOf(metrics, score, edition);
}

/** 7.52 × (ISS − 0.029) − 3.25 × (what the version puts here)^exponent */
export function impactScopeChanged(impactSubScore: Decimal, base: Decimal, exponent: number): Decimal {
  const first = times(decimal('7.52'), minus(impactSubScore, decimal('0.029')));
  return minus(first, times(decimal('3.25'), power(base, exponent)));
}

/** The metrics with each base metric replaced by its modified one, where that is defined. */
function withModified(metrics: Metrics): Metrics {
  const modified = new Map(metrics);
  for (const [name] of BASE) {
    const value = metricValue(metrics, `M${name}`);
    if (value !== 'X') modified.set(name, value);
  }
  return modified;
}

function exploitability(metrics: Metrics, isScopeChanged: boolean): Decimal {
  const privileges: Weights = isScopeChanged ? PRIVILEGES_REQUIRED_SCOPE_CHANGED : PRIVILEGES_REQUIRED;
  return times(
    decimal('8.22'),
    weightOf(metrics, 'AV', ATTACK_VECTOR),
    weightOf(metrics, 'AC', ATTACK_COMPLEXITY),
    weightOf(metrics, 'PR', privileges),
    weightOf(metrics, 'UI', USER_INTERACTION),
  );
}

function combine(
  impact: Decimal,
  exploitabilitySubScore: Decimal,
  isScopeChanged: boolean,
  edition: V3Edition,
): Decimal {
  if (impact.units <= 0n) return ZERO;
  const sum = plus(impact, exploitabilitySubScore);
  return edition.roundup(smaller(isScopeChanged ? times(decimal('1.08'), sum) : sum, TEN));
}

function temporalOf(metrics: Metrics, score: Decimal, edition: V3Edition): Decimal {
  return edition.roundup(
    times(
      score,
      weightOf(metrics, 'E', EXPLOIT_CODE_MATURITY),
      weightOf(metrics, 'RL', REMEDIATION_LEVEL),
      weightOf(metrics, 'RC', REPORT_CONFIDENCE),
    ),
  );
}
