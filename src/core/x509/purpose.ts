/** What a chain is used for, and whether its certificates allow that (RFC 5280 sections 4.2.1.3 and 4.2.1.12). */
import type { Certificate } from './certificate.ts';
import { isCritical } from './extensions.ts';
import { hasKeyUsage } from './key-usage.ts';
import { KeyUsageFlags } from './x509-library.ts';

/** `any` asks for nothing beyond a valid path. */
export type Purpose = 'code-signing' | 'time-stamping' | 'any';

interface PurposeRules {
  readonly oid: string;
  readonly name: string;
  /** Key usages of which the leaf's must allow one, when it has that extension. */
  readonly keyUsage: number;
  /** RFC 3161 section 2.3: time stamping must be the leaf's only purpose, and critical. */
  readonly isExclusive: boolean;
}

const RULES: Readonly<Record<Exclude<Purpose, 'any'>, PurposeRules>> = {
  'code-signing': {
    oid: '1.3.6.1.5.5.7.3.3',
    name: 'code signing',
    keyUsage: KeyUsageFlags.digitalSignature,
    isExclusive: false,
  },
  'time-stamping': {
    oid: '1.3.6.1.5.5.7.3.8',
    name: 'time stamping',
    keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation,
    isExclusive: true,
  },
};

/** Stands for every purpose in a CA's certificate; a leaf must name its purpose (formats.md section 8). */
const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0';

/**
 * Why a certificate may not serve `purpose`, or undefined. A leaf must name it; an intermediate CA that lists purposes limits
 * those of everything below it; an anchor is not limited, for it is trusted by configuration.
 */
export function findPurposeFault(
  certificate: Certificate,
  isLeaf: boolean,
  isAnchor: boolean,
  purpose: Purpose,
): string | undefined {
  if (purpose === 'any') return undefined;
  if (isLeaf) return findLeafFault(certificate, RULES[purpose]);
  const purposes = certificate.extensions.extendedKeyUsage;
  const allows = [RULES[purpose].oid, ANY_EXTENDED_KEY_USAGE];
  if (isAnchor || purposes === undefined || purposes.some((oid) => allows.includes(oid))) return undefined;
  return `its extended key usage does not allow ${RULES[purpose].name} below it`;
}

function findLeafFault({ extensions }: Certificate, rules: PurposeRules): string | undefined {
  const { extendedKeyUsage = [], keyUsage } = extensions;
  if (!extendedKeyUsage.includes(rules.oid))
    return `it lacks the extended key usage ${rules.name} (${rules.oid})`;
  if (rules.isExclusive && !(extendedKeyUsage.length === 1 && isCritical(extensions, 'extendedKeyUsage'))) {
    return `${rules.name} is not its only extended key usage, or not critical`;
  }
  if (!hasKeyUsage(keyUsage, rules.keyUsage)) return 'its key usage does not allow signatures';
  return undefined;
}
