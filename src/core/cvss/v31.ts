/**
 * CVSS v3.1 (specification document of June 2019): Roundup over five decimals (appendix A), and its own modified
 * impact (7.3).
 */
import { decimal, minus, roundHalfUp, roundUp, times } from './decimal.ts';
import { impactScopeChanged, type V3Edition, v3Grammar } from './v3.ts';

export const V31: V3Edition = {
  grammar: v3Grammar('CVSS:3.1/'),
  // Appendix A rounds to 100,000ths before it rounds up, so that binary noise beyond them cannot lift a score.
  roundup: (value) => roundUp(roundHalfUp(value, 5), 1),
  modifiedImpactScopeChanged: (impactSubScore) =>
    impactScopeChanged(impactSubScore, minus(times(impactSubScore, decimal('0.9731')), decimal('0.02')), 13),
};
