/**
 * Reachability: by hops, or unreachable, times the multiplier of every gate on the way (each gate once), rounded half
 * up. Where several entries of the evidence are about one finding, the highest value counts: one open way in is
 * enough.
 */
import type { EvidenceFinding } from '../../evidence/evidence-document.ts';
import { type FactorRuleOf, GATES } from '../../rules/factor-rule.ts';
import { WHOLE_BPS } from '../../rules/shapes.ts';
import { multiplyBps } from '../integer.ts';
import { type FactorValue, type FindingFacts, highestValue } from './facts.ts';

type ReachabilityRule = FactorRuleOf<'reachability'>;

/** Null where no evidence says how far the code is. */
export function reachabilityFactor(rule: ReachabilityRule, { evidence }: FindingFacts): FactorValue | null {
  return highestValue(evidence.flatMap((entry) => entryValue(rule, entry) ?? []));
}

function entryValue(rule: ReachabilityRule, entry: EvidenceFinding): FactorValue | null {
  const distance = distanceValue(rule, entry);
  if (distance === null) return null;
  const gates = GATES.filter((gate) => entry.gates?.includes(gate));
  if (gates.length === 0) return distance;
  const multipliersBps = gates.map((gate) => rule.gatesBps[gate] ?? WHOLE_BPS);
  const value = multiplyBps(distance.value, multipliersBps);
  const steps = gates.map((gate, i) => ` x ${multipliersBps[i]} bps (${gate})`);
  return { value, reason: `${distance.reason}${steps.join('')} = ${value}` };
}

function distanceValue(rule: ReachabilityRule, { hops, unreachable }: EvidenceFinding): FactorValue | null {
  if (unreachable === true) return { value: rule.unreachable, reason: `unreachable: ${rule.unreachable}` };
  if (hops === undefined) return null;
  const row = rule.hops.find(({ atMost }) => hops <= atMost);
  const value = row?.value ?? rule.farther;
  return { value, reason: `reached in ${hops} ${hops === 1 ? 'hop' : 'hops'}: ${value}` };
}
