/**
 * CVSS v4.0 (specification document 1.2, sections 7 and 8). A vector falls into one of 270 MacroVectors, whose score
 * is looked up and lowered by how far the vector is below the MacroVector's highest one. All of it is in whole tenths
 * and fractions of a common denominator: FIRST's calculator adds an epsilon against binary noise before its one
 * rounding, here there is no noise.
 */
import { StellaError } from '../errors.ts';
import { lowerScores, macroTenths, macroVectorOf } from './v4-macrovector.ts';
import { EQUIVALENCE_LEVELS, SEVERITY_LEVELS } from './v4-table.ts';
import { type MetricDefinition, type Metrics, metricValue, type VectorGrammar } from './vector.ts';

const BASE: readonly MetricDefinition[] = [
  ['AV', ['N', 'A', 'L', 'P']],
  ['AC', ['L', 'H']],
  ['AT', ['N', 'P']],
  ['PR', ['N', 'L', 'H']],
  ['UI', ['N', 'P', 'A']],
  ...['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].map((name): MetricDefinition => [name, ['H', 'L', 'N']]),
];

/** Only the subsequent system's integrity and availability can be a matter of safety. */
const SAFETY = new Set(['SI', 'SA']);

/**
 * Vector strings of v4: "A vector string must contain metrics in the order shown in Table 23, every other ordering is
 * invalid."
 */
export const V4_GRAMMAR: VectorGrammar = {
  prefix: 'CVSS:4.0/',
  mandatory: BASE,
  optional: [
    ['E', ['X', 'A', 'P', 'U']],
    ...['CR', 'IR', 'AR'].map((name): MetricDefinition => [name, ['X', 'H', 'M', 'L']]),
    ...BASE.map(
      ([name, values]): MetricDefinition => [
        `M${name}`,
        SAFETY.has(name) ? ['X', 'S', ...values] : ['X', ...values],
      ],
    ),
    // The supplemental metrics say something about the vulnerability and nothing to the score.
    ['S', ['X', 'N', 'P']],
    ['AU', ['X', 'N', 'Y']],
    ['R', ['X', 'A', 'U', 'I']],
    ['V', ['X', 'D', 'C']],
    ['RE', ['X', 'L', 'M', 'H']],
    ['U', ['X', 'Clear', 'Green', 'Amber', 'Red']],
  ],
  isOrdered: true,
  notDefined: 'X',
};

/** Divisible by every depth in the table. */
const DEPTH_MULTIPLE = 840;

/** CVSS-B in tenths: threat and environmental metrics count as not defined. */
export function v4BaseTenths(metrics: Metrics): number {
  return v4ScoreTenths(new Map([...metrics].map(([name, value]) => [name, isBase(name) ? value : 'X'])));
}

/** The score over all metrics that are defined, in tenths: CVSS-B, -BT, -BE or -BTE. */
export function v4ScoreTenths(metrics: Metrics): number {
  const effective = effectiveMetrics(metrics);
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((name) => metricValue(effective, name) === 'N')) return 0;
  const macro = macroVectorOf(effective);
  const score = macroTenths(macro);
  if (score === undefined) throw new StellaError('INTERNAL', `no CVSS v4 MacroVector ${macro.join('')}`);
  let lowered = 0;
  let lowerCount = 0;
  for (const [level, lower] of lowerScores(macro)) {
    if (lower === undefined) continue;
    lowerCount++;
    lowered += (score - lower) * proportion(effective, level);
  }
  const denominator = DEPTH_MULTIPLE * Math.max(lowerCount, 1);
  const tenths = Math.floor((2 * (score * denominator - lowered) + denominator) / (2 * denominator));
  return Math.min(100, Math.max(0, tenths));
}

/** How far the vector is below the highest one of its level, of the level's depth, in parts of DEPTH_MULTIPLE. */
function proportion(metrics: Metrics, level: string | null): number {
  if (level === null) return 0;
  const found = EQUIVALENCE_LEVELS.get(level);
  if (found === undefined) throw new StellaError('INTERNAL', `no CVSS v4 equivalence level ${level}`);
  for (const highest of found.highest) {
    const steps = highest.split('/').map((metric) => stepsBelow(metrics, metric));
    // A highest vector that is lower somewhere is not above this vector: another of the same level is.
    if (steps.some((step) => step < 0)) continue;
    return (steps.reduce((a, b) => a + b, 0) * DEPTH_MULTIPLE) / found.depth;
  }
  throw new StellaError('INTERNAL', `no highest severity vector above this one in ${level}`);
}

function stepsBelow(metrics: Metrics, metric: string): number {
  const [name = '', highest = ''] = metric.split(':');
  const levels = SEVERITY_LEVELS.get(name) ?? '';
  return levels.indexOf(metricValue(metrics, name)) - levels.indexOf(highest);
}

/** Modified metrics over base ones, and the worst case for a threat or requirement that is not defined. */
export function effectiveMetrics(metrics: Metrics): Metrics {
  const effective = new Map(metrics);
  for (const [name] of BASE) {
    const modified = metricValue(metrics, `M${name}`);
    if (modified !== 'X') effective.set(name, modified);
  }
  for (const name of ['CR', 'IR', 'AR']) if (metricValue(metrics, name) === 'X') effective.set(name, 'H');
  if (metricValue(metrics, 'E') === 'X') effective.set('E', 'A');
  return effective;
}

function isBase(name: string): boolean {
  return BASE.some(([known]) => known === name);
}
