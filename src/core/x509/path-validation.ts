/**
 * Validating one path (RFC 5280 section 6.1). Signatures were checked when the path was built. The anchor is held to the rules
 * for CA certificates too: an expired root, or one with an unknown critical extension, is not trusted for more than it says.
 */
import type { ErrorCode } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { hasKeyUsage } from './key-usage.ts';
import { type ComparisonBudget, findConstraintBreach, type NameConstraints } from './name-constraints.ts';
import { findPolicyFault } from './policy-validation.ts';
import { findProfileFaults } from './profile.ts';
import { findPurposeFault, type Purpose } from './purpose.ts';
import type { RevokedEntry } from './revoked-entry.ts';
import { KeyUsageFlags } from './x509-library.ts';

/** Something wrong with the certificate at `index` (0 is the leaf) of a path. */
export interface PathFault {
  readonly code: Extract<ErrorCode, `CERTIFICATE_${string}`>;
  readonly index: number;
  readonly reason: string;
  /** Set when the certificate was revoked. */
  readonly revoked?: RevokedEntry;
}

export interface PathRules {
  /** RFC 3339. */
  readonly at: string;
  readonly purpose: Purpose;
  /** Shared by all paths of one verification, so that their number does not multiply the work. */
  readonly budget: ComparisonBudget;
}

/** Everything that is wrong with `path`, leaf first and anchor last, whose signatures verify; empty when it is valid. */
export function findPathFaults(path: readonly Certificate[], rules: PathRules): readonly PathFault[] {
  const faults: PathFault[] = [];
  for (const [index, certificate] of path.entries()) {
    const untrusted = [...findProfileFaults(certificate), ...issuingFaults(path, index, rules.budget)];
    faults.push(...untrusted.map((reason): PathFault => ({ code: 'CERTIFICATE_UNTRUSTED', index, reason })));
    faults.push(...validityFaults(certificate, index, rules.at));
    const purposeFault = findPurposeFault(certificate, index === 0, index === path.length - 1, rules.purpose);
    if (purposeFault !== undefined) faults.push({ code: 'CERTIFICATE_USAGE', index, reason: purposeFault });
  }
  return [...faults, ...policyFaults(path)];
}

/** Policies are followed from below the anchor down to the leaf; a leaf that is an anchor itself is a path of its own. */
function policyFaults(path: readonly Certificate[]): readonly PathFault[] {
  const top = Math.max(path.length - 2, 0);
  const subjects = path
    .slice(0, top + 1)
    .reverse()
    .map(({ isSelfIssued, extensions }) => ({ isSelfIssued, policies: extensions.policies }));
  const fault = findPolicyFault(subjects);
  return fault === undefined
    ? []
    : [{ code: 'CERTIFICATE_UNTRUSTED', index: top - fault.index, reason: fault.reason }];
}

function validityFaults(
  { notBefore, notAfter }: Certificate,
  index: number,
  at: string,
): readonly PathFault[] {
  if (at < notBefore) {
    return [
      { code: 'CERTIFICATE_NOT_YET_VALID', index, reason: `it is valid from ${notBefore}, not yet at ${at}` },
    ];
  }
  if (at > notAfter) {
    return [
      { code: 'CERTIFICATE_EXPIRED', index, reason: `it was valid until ${notAfter}, no longer at ${at}` },
    ];
  }
  return [];
}

/** What keeps the certificate at `index` from having issued the one below it: sections 4.2.1.9, 4.2.1.3 and 4.2.1.10. */
function issuingFaults(
  path: readonly Certificate[],
  index: number,
  budget: ComparisonBudget,
): readonly string[] {
  const issuer = path[index];
  if (issuer === undefined || index === 0) return [];
  const { basicConstraints, keyUsage, nameConstraints } = issuer.extensions;
  const faults: string[] = [];
  if (basicConstraints?.isCa !== true) faults.push('it is not the certificate of a CA (basicConstraints)');
  if (!hasKeyUsage(keyUsage, KeyUsageFlags.keyCertSign))
    faults.push('its key usage does not allow to sign certificates');
  const below = path.slice(0, index);
  const intermediates = below.slice(1).filter(({ isSelfIssued }) => !isSelfIssued).length;
  const pathLength = basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY;
  if (intermediates > pathLength) {
    faults.push(`its path length allows ${pathLength} CA certificates below it, there are ${intermediates}`);
  }
  if (nameConstraints !== undefined) faults.push(...constraintFaults(nameConstraints, below, budget));
  return faults;
}

function constraintFaults(
  constraints: NameConstraints,
  below: readonly Certificate[],
  budget: ComparisonBudget,
): readonly string[] {
  return below.flatMap(({ isSelfIssued, subject, subjectName, extensions }, index) => {
    // A self-issued CA certificate is a rollover of keys, not a new name; the leaf's name always counts.
    if (isSelfIssued && index > 0) return [];
    const names = { subject: subjectName, subjectAltNames: extensions.subjectAltNames };
    const breach = findConstraintBreach(names, constraints, budget);
    return breach === undefined
      ? []
      : [`its name constraints do not allow ${JSON.stringify(subject)}: ${breach}`];
  });
}
