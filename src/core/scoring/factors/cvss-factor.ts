/** Severity: the CVSS score × 10 (v2 and v3: the base score), else the record's own word for it by the rules' table. */
import type { RulesDocument } from '../../rules/rules-document.ts';
import type { FactorValue, FindingFacts } from './facts.ts';

/** Null without a vector and without a word that the table has. */
export function cvssFactor(rules: RulesDocument, { cvss, qualitative }: FindingFacts): FactorValue | null {
  if (cvss !== null) {
    const { version, scoreTenths } = cvss.cvss;
    const name = version === '4.0' ? 'score' : 'base score';
    return {
      value: scoreTenths,
      reason: `CVSS ${version} ${name} ${(scoreTenths / 10).toFixed(1)} from ${cvss.recordId}`,
    };
  }
  if (qualitative === null || rules.qualitativeSeverity === undefined) return null;
  return {
    value: rules.qualitativeSeverity[qualitative.severity],
    reason: `severity ${qualitative.severity} from ${qualitative.recordId}, which has no CVSS vector`,
  };
}
