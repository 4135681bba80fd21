/** Severity: the CVSS base score × 10, else the record's own word for it by the rules' table. */
import type { RulesDocument } from '../../rules/rules-document.ts';
import type { FactorValue, FindingFacts } from './facts.ts';

/** Null without a vector and without a word that the table has. */
export function cvssFactor(rules: RulesDocument, { cvss, qualitative }: FindingFacts): FactorValue | null {
  if (cvss !== null) {
    const { version, baseScoreTenths } = cvss.cvss;
    const baseScore = (baseScoreTenths / 10).toFixed(1);
    return {
      value: baseScoreTenths,
      reason: `CVSS ${version} base score ${baseScore} from ${cvss.recordId}`,
    };
  }
  if (qualitative === null || rules.qualitativeSeverity === undefined) return null;
  return {
    value: rules.qualitativeSeverity[qualitative.severity],
    reason: `severity ${qualitative.severity} from ${qualitative.recordId}, which has no CVSS vector`,
  };
}
