/**
 * Provenance: a ladder, each step standing on all those below it. What is reproducible but not signed is unsigned:
 * nothing ties the claim to the artifact.
 */
import type { Provenance } from '../../evidence/evidence-document.ts';
import { DEFAULT_PROVENANCE_LEVELS, type FactorRuleOf, PROVENANCE_LEVELS } from '../../rules/factor-rule.ts';
import type { FactorValue, FindingFacts } from './facts.ts';

/** Null where nothing is known of the artifact's provenance, which is not the same as unsigned. */
export function provenanceFactor(
  rule: FactorRuleOf<'provenance'>,
  { provenance }: FindingFacts,
): FactorValue | null {
  if (provenance === null) return null;
  const level = levelOf(provenance);
  const { [level]: value } = rule.levels ?? DEFAULT_PROVENANCE_LEVELS;
  return { value, reason: `provenance ${level}` };
}

function levelOf({
  signed,
  sbomLinked,
  attestations,
  reproducible,
}: Provenance): (typeof PROVENANCE_LEVELS)[number] {
  const steps = [signed, sbomLinked, attestations, reproducible];
  const firstMissing = steps.findIndex((step) => step !== true);
  return PROVENANCE_LEVELS[firstMissing === -1 ? steps.length : firstMissing] ?? 'unsigned';
}
