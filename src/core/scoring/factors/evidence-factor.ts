/**
 * Evidence: the points of each kind of observation times its freshness. A kind that was observed several times counts
 * once, with its latest date. At most 100 points count, the freshest first. One rounding, half up, at the end.
 *
 * With one date for all this is `min(100, sum of the points) × freshness`. An age is exact: 7 days and a second are
 * more than 7 days.
 */
import { type FactorRuleOf, OBSERVATION_KINDS, type ObservationKind } from '../../rules/factor-rule.ts';
import { WHOLE_BPS } from '../../rules/shapes.ts';
import { parseRfc3339 } from '../../time/timestamp.ts';
import { divideHalfUp } from '../integer.ts';
import type { FactorValue, FindingFacts } from './facts.ts';

const DAY_MS = 86_400_000;
const MAX_POINTS = 100;

interface Observation {
  readonly kind: ObservationKind;
  readonly points: number;
  readonly freshnessBps: number;
}

/** Null where nothing was observed. */
export function evidenceFactor(rule: FactorRuleOf<'evidence'>, facts: FindingFacts): FactorValue | null {
  const observations = OBSERVATION_KINDS.flatMap((kind) => latestObservation(kind, rule, facts));
  if (observations.length === 0) return null;
  let pointsLeft = MAX_POINTS;
  let sum = 0;
  const steps: string[] = [];
  for (const { kind, points, freshnessBps } of [...observations].sort(byFreshness)) {
    const counted = Math.min(points, pointsLeft);
    pointsLeft -= counted;
    sum += counted * freshnessBps;
    const limit = counted < points ? ` of ${points}` : '';
    steps.push(`${kind} ${counted}${limit} x ${freshnessBps} bps`);
  }
  const value = divideHalfUp(sum, WHOLE_BPS);
  return { value, reason: `observed: ${steps.join(' + ')} = ${value}` };
}

function byFreshness(a: Observation, b: Observation): number {
  return b.freshnessBps - a.freshnessBps;
}

function latestObservation(
  kind: ObservationKind,
  rule: FactorRuleOf<'evidence'>,
  { evidence, clockMs }: FindingFacts,
): Observation[] {
  const agesMs = evidence
    .filter(({ observations }) => observations?.includes(kind))
    .map(({ observedAt }) => clockMs - (parseRfc3339(observedAt ?? '') ?? Number.NEGATIVE_INFINITY));
  if (agesMs.length === 0) return [];
  const ageMs = agesMs.reduce((youngest, age) => Math.min(youngest, age));
  const row = rule.freshness.find(({ atMostDays }) => ageMs <= atMostDays * DAY_MS);
  return [{ kind, points: rule.points[kind] ?? 0, freshnessBps: row?.bps ?? rule.stale }];
}
