/**
 * CVSS v3.0 (specification document of June 2015): rounds the real number up, and reuses the base impact for the
 * modified one.
 */
import { decimal, minus, roundUp } from './decimal.ts';
import { impactScopeChanged, type V3Edition, v3Grammar } from './v3.ts';

export const V30: V3Edition = {
  grammar: v3Grammar('CVSS:3.0/'),
  // "the smallest number, specified to one decimal place, that is equal to or higher than its input"
  roundup: (value) => roundUp(value, 1),
  modifiedImpactScopeChanged: (impactSubScore) =>
    impactScopeChanged(impactSubScore, minus(impactSubScore, decimal('0.02')), 15),
};
